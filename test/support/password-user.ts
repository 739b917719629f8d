import { userInfo } from 'node:os';
import type { LoginUser } from './sshd.ts';
import { accountName, ensureAccount, idsOf, removeAccount, setPassword } from './test-accounts.ts';

export interface PasswordUser extends LoginUser {
  readonly password: string;
  remove(): void;
}

/** A system user that logs in by password. Only root can make one: anybody else is told, nothing is skipped. */
export function makePasswordUser(): PasswordUser {
  if (userInfo().uid !== 0) {
    throw new Error('These tests make a system user with a password: run them as root (CI does), or in a container.');
  }
  const username = accountName(`pw-${process.pid}`);
  const password = `Tr0ub4dor & "${process.pid}"`;
  ensureAccount(username, ['--no-create-home', '--home-dir', '/nonexistent']);
  setPassword(username, password);
  return { username, password, ...idsOf(username), remove: () => removeAccount(username) };
}
