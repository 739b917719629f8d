import { randomBytes } from 'node:crypto';
import type { SshTarget } from '../../../contract/plan.ts';

/** A fresh mark for one channel: scripts cannot know it, so nothing they print is taken for ours. */
export function newMark(): string {
  return randomBytes(16).toString('hex');
}

/** `~/.holdpoint/attempts/KEY` or below the target's `stateDir`; null when it would not be one safe path. */
export function attemptFolder(target: SshTarget, key: string): string | null {
  const base = (target.stateDir ?? '~/.holdpoint').replace(/\/+$/, '');
  const isSafeBase = /^(~|\/|~\/[^\0\r\n]+|\/[^\0\r\n]+)$/.test(base) && !base.split('/').includes('..');
  if (!isSafeBase || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,240}$/.test(key)) return null;
  return `${base}/attempts/${key}`;
}
