import { spawnSync } from 'node:child_process';
import { describe, it } from 'vitest';

/**
 * Declares a suite that needs something of Linux. Elsewhere it is said to be not for this platform, as a passing test
 * of that name; on Linux it is never left out.
 */
export function describeOnLinux(name: string, why: string, suite: () => void): void {
  if (process.platform === 'linux') describe(name, suite);
  else describe(name, () => it(`is not for this platform: ${why}`, () => {}));
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const works = (command: string, args: readonly string[]) => isRoot && spawnSync(command, args).status === 0;

/** Root in a container often may not mount: said aloud, never left out quietly. */
let mounts: boolean | null = null;
function mayMount(): boolean {
  mounts ??= works('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return mounts;
}

function mayMakeNetworks(): boolean {
  const name = `hp-try-${process.pid}`;
  const made = works('ip', ['netns', 'add', name]) && works('ip', ['link', 'add', name.slice(0, 15), 'type', 'veth']);
  if (made) spawnSync('ip', ['link', 'del', name.slice(0, 15)]);
  if (isRoot) spawnSync('ip', ['netns', 'del', name]);
  return made;
}

/** Mounting takes root, and a container that lets root mount; without them the suite says so instead of being skipped. */
export function describeWithMounts(name: string, suite: () => void): void {
  if (mayMount()) describe(name, suite);
  else untried(name, 'this process may not mount a disk (it takes root on Linux, in a container also CAP_SYS_ADMIN)');
}

/** A network of its own takes root, iproute2, and a container that lets root make one. */
export function describeWithNetworks(name: string, suite: () => void): void {
  if (mayMakeNetworks()) describe(name, suite);
  else untried(name, 'this process may not make a network (root, iproute2, in a container also CAP_NET_ADMIN)');
}

function untried(name: string, why: string): void {
  describe(name, () =>
    it(`is not for this platform: ${why}`, () => {
      console.warn(`NOT TRIED on this machine: ${name}: ${why}`);
    }),
  );
}
