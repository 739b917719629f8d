import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { accountName, ensureAccount, setPassword } from './test-accounts.ts';

export const sudoPassword = 'pa ss\'w"ör$d\\1';

/** Accounts a test script may run as, and how sudo lets the login of the test servers become them. Takes root. */
export const accounts = {
  /** No password asked. */
  free: accountName('free'),
  /** A password is asked. */
  asks: accountName('asks'),
  /** A terminal is demanded. */
  terminal: accountName('terminal'),
  /** sudoers says nothing about it. */
  denied: accountName('denied'),
} as const;

/** Test files run side by side: each has its own, and they say the same. */
const file = `/etc/sudoers.d/holdpoint-tests-${process.pid}`;

export function prepareSudo(login: string): void {
  if (userInfo().uid !== 0) throw new Error('These tests make accounts and write a file of sudoers: run them as root.');
  if (!existsSync('/usr/bin/sudo')) throw new Error('sudo is missing. Install it: apt-get install sudo');
  for (const account of Object.values(accounts)) {
    ensureAccount(account, ['--create-home', '--password', '*']);
    chmodSync(`/home/${account}`, 0o700);
  }
  // sudo leaves out a name with a dot, so nobody reads half a file.
  const draft = `${file}.draft`;
  writeFileSync(
    draft,
    [
      `${login} ALL=(${accounts.free},root) NOPASSWD: ALL`,
      `${login} ALL=(${accounts.asks}) PASSWD: ALL`,
      `Defaults>${accounts.terminal} requiretty`,
      `${login} ALL=(${accounts.terminal}) NOPASSWD: ALL`,
      '',
    ].join('\n'),
    { mode: 0o440 },
  );
  execFileSync('visudo', ['-c', '-q', '-f', draft]);
  renameSync(draft, file);
}

/** What sudo asks the login of the test servers for. */
export function giveSudoPassword(login: string, password = sudoPassword): void {
  setPassword(login, password);
}

export function removeSudo(): void {
  rmSync(file, { force: true });
}
