import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeAccount } from './test-accounts.ts';

const sudoers = '/etc/sudoers.d';
const isRoot = () => process.platform === 'linux' && process.getuid?.() === 0;
const isOver = (pid: string) => !existsSync(`/proc/${pid}`);

/** vitest's global setup: accounts the tests make have names of this run alone, and go with it. */
export function setup(): void {
  process.env.HOLDPOINT_TEST_ACCOUNTS ??= `hp${process.pid}`;
  if (isRoot()) removeWhere(isOver);
}

export function teardown(): void {
  if (isRoot()) removeWhere((pid) => pid === String(process.pid) || isOver(pid));
}

/** Of a run that was killed as well: nothing of a test may stay on the machine. */
function removeWhere(isMeant: (pid: string) => boolean): void {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [, name = '', pid = ''] = /^(hp(\d+)-[^:]*):/.exec(line) ?? [];
    if (name !== '' && isMeant(pid)) removeAccount(name);
  }
  if (!existsSync(sudoers)) return;
  for (const name of readdirSync(sudoers)) {
    const [, pid = ''] = /^holdpoint-tests-(?:canary-)?(\d+)(?:\.draft)?$/.exec(name) ?? [];
    if (pid !== '' && isOver(pid)) rmSync(join(sudoers, name), { force: true });
  }
}
