import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readdirSync } from 'node:fs';
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

/** In a child: no `fs` call may touch a database in a core's process. Renames, never deletes; shared memory is no data. */
const program = `
const fs = require('node:fs');
const [from, to] = process.argv.slice(1);
for (const suffix of ['-wal', '']) if (fs.existsSync(from + suffix)) fs.renameSync(from + suffix, to + suffix);
fs.rmSync(from + '-shm', { force: true });
`;

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
  const paths = [join(folder, FILES.database), join(folder, kept)];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const child = spawnSync(process.execPath, ['-e', program, ...paths], { env, encoding: 'utf8' });
  if (child.status === 0) return { kind: 'rebuilt', ...rebuilt, kept };
  return refusal('unusable', `The damaged database could not be put aside: ${child.stderr.trim().slice(0, 500)}`);
}
