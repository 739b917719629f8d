import { execFileSync, spawnSync } from 'node:child_process';

/** Accounts of one test run begin with this; `accounts-of-a-run.ts` takes them away at its end. */
const prefix = process.env.HOLDPOINT_TEST_ACCOUNTS ?? 'hp';

export function accountName(name: string): string {
  return `${prefix}-${name}`;
}

const exists = (name: string) => spawnSync('id', ['-u', name]).status === 0;

/** Makes a system account unless it is there. Takes root. Test files run side by side and lock each other out. */
export function ensureAccount(name: string, options: readonly string[]): void {
  const deadline = Date.now() + 20_000;
  while (!exists(name)) {
    const made = spawnSync('useradd', [...options, '--shell', '/bin/sh', name], { encoding: 'utf8' });
    if (made.status === 0) return;
    if (made.error !== undefined || Date.now() > deadline) {
      throw new Error(`useradd ${name}: ${made.error?.message ?? made.stderr}`);
    }
    execFileSync('sleep', ['0.1']);
  }
}

export function setPassword(name: string, password: string): void {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const done = spawnSync('chpasswd', { input: `${name}:${password}\n`, encoding: 'utf8' });
    if (done.status === 0) return;
    if (done.error !== undefined || Date.now() > deadline) {
      throw new Error(`chpasswd ${name}: ${done.error?.message ?? done.stderr}`);
    }
    execFileSync('sleep', ['0.1']);
  }
}

export function idsOf(name: string): { readonly uid: number; readonly gid: number } {
  const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export function removeAccount(name: string): void {
  for (let tries = 0; exists(name) && tries < 50; tries++) {
    // Never --remove: the home of some of these accounts is /tmp, and all of it would go.
    const { error } = spawnSync('userdel', ['--force', name], { stdio: 'ignore' });
    if (error !== undefined) return;
    if (exists(name)) execFileSync('sleep', ['0.1']);
  }
}
