import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { LoginUser } from '../support/sshd.ts';

export interface CanaryAccount {
  readonly login: LoginUser;
  /** The account that sudo lets it become, with its password. */
  readonly becomes: string;
  remove(): void;
}

const NAME = 'hp-canary';
const OTHER = 'nobody';
const SUDOERS = '/etc/sudoers.d/holdpoint-canary';

/** An account of this machine that logs in by this password, and that sudo asks for it. Takes root. */
export function canaryAccount(password: string): CanaryAccount {
  if (userInfo().uid !== 0) throw new Error('This test makes an account and a file of sudoers: run it as root.');
  try {
    execFileSync('id', [NAME], { stdio: 'ignore' });
  } catch {
    execFileSync('useradd', ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/sh', NAME]);
  }
  execFileSync('chpasswd', { input: `${NAME}:${password}\n` });
  writeFileSync(SUDOERS, `${NAME} ALL=(${OTHER}) PASSWD: ALL\n`, { mode: 0o440 });
  execFileSync('visudo', ['-c', '-q', '-f', SUDOERS]);
  const idOf = (flag: string) => Number(execFileSync('id', [flag, NAME], { encoding: 'utf8' }));
  return {
    login: { username: NAME, uid: idOf('-u'), gid: idOf('-g') },
    becomes: OTHER,
    remove: () => rmSync(SUDOERS, { force: true }),
  };
}
