import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChainRules } from './chain-rules.ts';
import { ChainWalk } from './chain-walk.ts';
import { FILES } from './files.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { recorderLines } from './recorder-lines.ts';
import { type Refusal, refusal } from './refusal.ts';

export interface Rebuilt {
  readonly kind: 'rebuilt';
  /** What the recorder holds, and the database will when it is opened next. */
  readonly events: number;
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

/**
 * For a database that cannot be read any more, at a person's word only: puts it aside and lets the next opening take
 * every event from the flight recorder and every index of output from the segments. Refuses, and changes nothing,
 * unless the recorder's own chain holds from the first event to the last.
 */
export function rebuildFromRecorder(folder: string, rules: ChainRules): Rebuilt | Refusal {
  const lock = takeOwnerLock(join(folder, FILES.lock));
  if (lock.kind === 'refused') return lock;
  try {
    const events = countRecorded(join(folder, FILES.recorder), rules);
    return typeof events === 'number' ? putAside(folder, events) : events;
  } finally {
    lock.release();
  }
}

function countRecorded(path: string, rules: ChainRules): number | Refusal {
  if (!existsSync(path)) return refusal('damaged', `${path} is missing: there is nothing to rebuild from.`);
  const walk = new ChainWalk(rules);
  const file = openSync(path, 'r');
  try {
    for (const line of recorderLines(file, fstatSync(file).size)) {
      walk.step(line.bytes.toString('utf8'));
      if (walk.broken !== null) return refusal('damaged', `Flight recorder: ${walk.broken.message}`, walk.broken.seq);
    }
  } finally {
    closeSync(file);
  }
  return walk.seq > 0 ? walk.seq : refusal('damaged', `${path} is empty: there is nothing to rebuild from.`);
}

function putAside(folder: string, events: number): Rebuilt | Refusal {
  const names = new Set(readdirSync(folder));
  if (!names.has(FILES.database)) return { kind: 'rebuilt', events, kept: null };
  let count = 1;
  while (names.has(`damaged-${count}.sqlite3`)) count += 1;
  const kept = `damaged-${count}.sqlite3`;
  const paths = [join(folder, FILES.database), join(folder, kept)];
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const child = spawnSync(process.execPath, ['-e', program, ...paths], { env, encoding: 'utf8' });
  if (child.status === 0) return { kind: 'rebuilt', events, kept };
  return refusal('unusable', `The damaged database could not be put aside: ${child.stderr.trim().slice(0, 500)}`);
}
