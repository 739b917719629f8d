import { closeSync, existsSync, fstatSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { affectedEvents, rangesText } from './affected-range.ts';
import type { ChainRules } from './chain-rules.ts';
import { ChainWalk } from './chain-walk.ts';
import { FILES } from './files.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { recorderLines } from './recorder-lines.ts';
import type { SeqRange } from './recovery.ts';
import { type Refusal, refusal } from './refusal.ts';

export interface Rebuilt {
  readonly kind: 'rebuilt';
  /** What the recorder holds, and the database will when it is opened next. */
  readonly events: number;
  /** Events that the damaged database did not give back as they were recorded. */
  readonly affected: readonly SeqRange[];
  /** The damaged database under its new name, kept; null when there was none. */
  readonly kept: string | null;
}

/** At a person's word: as rebuildOwned, for a workspace that nobody owns. */
export function rebuildFromRecorder(folder: string, rules: ChainRules): Rebuilt | Refusal {
  const lock = takeOwnerLock(join(folder, FILES.lock));
  if (lock.kind === 'refused') return lock;
  try {
    return rebuildOwned(folder, rules);
  } finally {
    lock.release();
  }
}

/**
 * Puts the database aside and lets the next opening take every event from the flight recorder and every index of
 * output from the segments. Refuses, and changes nothing, unless the recorder's own chain holds from the first event
 * to the last, and the database knows of none behind it. The caller holds the owner's lock and no connection.
 */
export function rebuildOwned(folder: string, rules: ChainRules): Rebuilt | Refusal {
  const path = join(folder, FILES.recorder);
  if (!existsSync(path)) return refusal('damaged', `${path} is missing: there is nothing to rebuild from.`);
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const events = countChained(path, lineTexts(file, size), rules);
    if (typeof events !== 'number') return events;
    if (!readdirSync(folder).includes(FILES.database)) return { kind: 'rebuilt', events, affected: [], kept: null };
    const { ranges, highest } = affectedEvents(join(folder, FILES.database), lineTexts(file, size));
    return highest > events ? recorderBehind(events, highest) : putAside(folder, { events, affected: ranges });
  } finally {
    closeSync(file);
  }
}

function* lineTexts(file: number, size: number): Generator<Buffer> {
  for (const line of recorderLines(file, size)) yield line.bytes;
}

function countChained(path: string, lines: Iterable<Buffer>, rules: ChainRules): number | Refusal {
  const walk = new ChainWalk(rules);
  for (const line of lines) {
    walk.step(line.toString('utf8'));
    if (walk.broken !== null) return refusal('damaged', `Flight recorder: ${walk.broken.message}`, walk.broken.seq);
  }
  return walk.seq > 0 ? walk.seq : refusal('damaged', `${path} is empty: there is nothing to rebuild from.`);
}

function recorderBehind(events: number, highest: number): Refusal {
  const message =
    `The flight recorder ends with event ${events}, and the damaged database knows of ${highest}: rebuilding would ` +
    `lose ${rangesText([{ from: events + 1, to: highest }])}. Nothing was changed. Restore a backup, or keep both for an expert.`;
  return refusal('damaged', message, events + 1);
}

function putAside(folder: string, rebuilt: Pick<Rebuilt, 'events' | 'affected'>): Rebuilt | Refusal {
  const names = new Set(readdirSync(folder));
  let count = 1;
  while (names.has(`damaged-${count}.sqlite3`)) count += 1;
  const kept = `damaged-${count}.sqlite3`;
  try {
    moveDatabase(join(folder, FILES.database), join(folder, kept));
    return { kind: 'rebuilt', ...rebuilt, kept };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refusal('unusable', `The damaged database could not be put aside: ${why.slice(0, 500)}`);
  }
}

/** Renames, never deletes; shared memory is no data. A rename opens nothing, so it drops no lock of this process. */
function moveDatabase(from: string, to: string): void {
  for (const suffix of ['-wal', '']) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
  rmSync(`${from}-shm`, { force: true });
}
