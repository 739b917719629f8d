import { closeSync, existsSync, fstatSync, openSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { ChainRules } from './chain-rules.ts';
import { ChainWalk } from './chain-walk.ts';
import { syncFolder } from './durable-file.ts';
import { EventTable } from './event-table.ts';
import { FILES } from './files.ts';
import { pageDamage, translate } from './open.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { recorderLines } from './recorder-lines.ts';
import { type Refusal, refusal } from './refusal.ts';

export interface RecorderPutAside {
  readonly kind: 'put-aside';
  /** What the database holds, and the recorder will when the workspace is opened next. */
  readonly events: number;
  /** The damaged recorder under its new name, kept. */
  readonly kept: string;
}

/**
 * At a person's word, the other way round: puts a recorder aside whose chain is broken, so that the next opening writes
 * it anew from the database. Refuses, and changes nothing, unless the database is sound, its chain holds from the first
 * event to the last, and the recorder has no line behind it.
 */
export function rebuildRecorder(folder: string, rules: ChainRules): RecorderPutAside | Refusal {
  const lock = takeOwnerLock(join(folder, FILES.lock));
  if (lock.kind === 'refused') return lock;
  try {
    const events = countRows(join(folder, FILES.database), rules);
    if (typeof events !== 'number') return events;
    const recorder = join(folder, FILES.recorder);
    const lines = existsSync(recorder) ? countLines(recorder) : 0;
    if (lines > events) {
      const message = `The flight recorder has ${lines} lines, the database ${events} events: keeping only the database might lose the rest. Nothing was changed. Restore a backup.`;
      return refusal('damaged', message, events + 1);
    }
    return putAside(folder, events);
  } catch (error) {
    return translate(error, folder);
  } finally {
    lock.release();
  }
}

function countRows(path: string, rules: ChainRules): number | Refusal {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const damage = pageDamage(database);
    if (damage !== null) return damage;
    const walk = new ChainWalk(rules);
    for (const text of new EventTable(database).texts()) {
      walk.step(text.toString('utf8'));
      if (walk.broken !== null) return refusal('damaged', `The database: ${walk.broken.message}`, walk.broken.seq);
    }
    return walk.seq;
  } finally {
    database.close();
  }
}

function countLines(path: string): number {
  const file = openSync(path, 'r');
  try {
    let lines = 0;
    for (const _ of recorderLines(file, fstatSync(file).size)) lines += 1;
    return lines;
  } finally {
    closeSync(file);
  }
}

function putAside(folder: string, events: number): RecorderPutAside {
  const names = new Set(readdirSync(folder));
  let count = 1;
  while (names.has(`damaged-${count}.ndjson`)) count += 1;
  const kept = `damaged-${count}.ndjson`;
  if (names.has(FILES.recorder)) renameSync(join(folder, FILES.recorder), join(folder, kept));
  syncFolder(folder);
  return { kind: 'put-aside', events, kept };
}
