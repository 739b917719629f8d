import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { LoginUser } from '../support/sshd.ts';
import { accountName, ensureAccount, idsOf, removeAccount, setPassword } from '../support/test-accounts.ts';

export interface CanaryAccount {
  readonly login: LoginUser;
  /** The account that sudo lets it become, with its password. */
  readonly becomes: string;
  remove(): void;
}

const NAME = accountName(`canary-${process.pid}`);
const OTHER = 'nobody';
const SUDOERS = `/etc/sudoers.d/holdpoint-tests-canary-${process.pid}`;

/** An account of this machine that logs in by this password, and that sudo asks for it. Takes root. */
export function canaryAccount(password: string): CanaryAccount {
  if (userInfo().uid !== 0) throw new Error('This test makes an account and a file of sudoers: run it as root.');
  ensureAccount(NAME, ['--no-create-home', '--home-dir', '/nonexistent']);
  setPassword(NAME, password);
  // sudo leaves out a name with a dot, so nobody reads half a file.
  writeFileSync(`${SUDOERS}.draft`, `${NAME} ALL=(${OTHER}) PASSWD: ALL\n`, { mode: 0o440 });
  execFileSync('visudo', ['-c', '-q', '-f', `${SUDOERS}.draft`]);
  renameSync(`${SUDOERS}.draft`, SUDOERS);
  return {
    login: { username: NAME, ...idsOf(NAME) },
    becomes: OTHER,
    remove: () => {
      rmSync(SUDOERS, { force: true });
      removeAccount(NAME);
    },
  };
}
