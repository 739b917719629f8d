import type { PreflightCheck } from '../../../contract/preflight.ts';
import { good, notGood } from './check.ts';
import type { FolderFacts } from './survey.ts';

const MIB = 1024;
/** Below this an attempt's output may no longer be kept on the target, and its end not be recorded. */
const BAD_BELOW_KIB = 20 * MIB;
const WARN_BELOW_KIB = 200 * MIB;
/** An attempt makes about a dozen files. */
const BAD_BELOW_FILES = 100;
const WARN_BELOW_FILES = 2_000;

export function judgeFolder(target: string, facts: FolderFacts): PreflightCheck {
  const { folder, freeKiB, freeFiles, isWritable } = facts;
  const about = ['disk', target] as const;
  if (!isWritable) {
    const text = `${folder} cannot be written to by this user (or is mounted read-only).`;
    return notGood('bad', about, { text, cure: 'Correct its owner, or name another folder as stateDir.' });
  }
  if (freeKiB === null) {
    const text = `How much space is free for ${folder} could not be learnt.`;
    return notGood('warning', about, { text, cure: `Run df on the target and look at ${folder}.` });
  }
  if (freeFiles !== null && freeFiles < WARN_BELOW_FILES) {
    const text = `${folder} has room for only ${freeFiles} more files (inodes), with ${size(freeKiB)} free.`;
    return notGood(freeFiles < BAD_BELOW_FILES ? 'bad' : 'warning', about, { text, cure: cureOf(folder) });
  }
  if (freeKiB >= WARN_BELOW_KIB) return good(about, `${folder}: ${size(freeKiB)} free.`);
  const isFull = freeKiB < BAD_BELOW_KIB;
  const text = isFull
    ? `${folder} is full: ${size(freeKiB)} free. What steps print could not be kept there.`
    : `${folder} is nearly full: ${size(freeKiB)} free.`;
  return notGood(isFull ? 'bad' : 'warning', about, { text, cure: cureOf(folder) });
}

function cureOf(folder: string): string {
  return `Make room for ${folder}.`;
}

function size(kib: number): string {
  if (kib < MIB) return `${kib} KiB`;
  return kib < 1024 * MIB ? `${Math.floor(kib / MIB)} MiB` : `${(kib / MIB / 1024).toFixed(1)} GiB`;
}
