import { execFileSync, spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import type { LoginUser } from './sshd.ts';

export interface PasswordUser extends LoginUser {
  readonly password: string;
  remove(): void;
}

/** A system user that logs in by password. Only root can make one: anybody else is told, nothing is skipped. */
export function makePasswordUser(): PasswordUser {
  if (userInfo().uid !== 0) {
    throw new Error('These tests make a system user with a password: run them as root (CI does), or in a container.');
  }
  const username = `hp-pw-${process.pid}`;
  const password = `Tr0ub4dor & "${process.pid}"`;
  execFileSync('useradd', ['--no-create-home', '--home-dir', '/tmp', '--shell', '/bin/sh', username]);
  execFileSync('chpasswd', [], { input: `${username}:${password}\n` });
  const idOf = (flag: string) => Number(execFileSync('id', [flag, username], { encoding: 'utf8' }));
  return {
    ...{ username, password, uid: idOf('-u'), gid: idOf('-g') },
    remove: () => {
      spawnSync('userdel', ['--force', username]);
    },
  };
}
