import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { StoredEvent } from '../contract/events.ts';
import { affectedRanges, rangesText } from './affected-range.ts';
import type { ChainRules, JournalHead } from './chain-rules.ts';
import { ChainWalk } from './chain-walk.ts';
import { type Claims, collectClaims } from './claims.ts';
import type { EventTable } from './event-table.ts';
import { FILES } from './files.ts';
import { recorderLines } from './recorder-lines.ts';
import type { VerifyFinding } from './verify-findings.ts';

interface EventRow {
  readonly seq: number;
  readonly journal_id: string;
  readonly journal_seq: number;
  readonly type: string;
  readonly command_id: string | null;
  readonly hash: string;
  readonly json: string;
}

export interface VerifiedEvents {
  readonly findings: readonly VerifyFinding[];
  /** How far the chain in the database holds. */
  readonly events: number;
  readonly journals: ReadonlyMap<string, JournalHead>;
}

/** Chain and columns of every row, up to the first bad one; fills `claims` from every event that can be trusted. */
export function verifyRows(database: Database.Database, rules: ChainRules, claims: Claims): VerifiedEvents {
  const walk = new ChainWalk(rules);
  const findings: VerifyFinding[] = [];
  try {
    for (const row of database.prepare<[], EventRow>('SELECT * FROM event ORDER BY seq').iterate()) {
      const expected = walk.seq + 1;
      const event = row.seq === expected ? walk.step(row.json) : null;
      if (event === null) {
        findings.push(rowFault(walk, row, expected));
        break;
      }
      if (!columnsMatch(row, event)) {
        findings.push(
          databaseFault(event.seq, event.journalId, `The columns of event ${event.seq} contradict its text.`),
        );
        break;
      }
      collectClaims(claims, event);
    }
    if (findings.length === 0) findings.push(...integrityFaults(database));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    findings.push(databaseFault(walk.seq + 1, null, `The database cannot be read at event ${walk.seq + 1}: ${text}.`));
  }
  return { findings, events: walk.seq, journals: walk.journals };
}

/** Which events a damaged database no longer gives back as they were recorded: one finding over all of them. */
export function verifyExtent(folder: string, database: Database.Database): readonly VerifyFinding[] {
  const path = join(folder, FILES.recorder);
  if (!existsSync(path)) return [];
  const file = openSync(path, 'r');
  try {
    const ranges = affectedRanges(database, lineTexts(file));
    const first = ranges[0];
    if (first === undefined) return [];
    return [databaseFault(first.from, null, `The database does not give back ${rangesText(ranges)} as recorded.`)];
  } finally {
    closeSync(file);
  }
}

function* lineTexts(file: number): Generator<Buffer> {
  for (const line of recorderLines(file, fstatSync(file).size)) yield line.bytes;
}

/** The recorder's own chain, and every line against the database's bytes. */
export function verifyRecorder(folder: string, table: EventTable, rules: ChainRules): readonly VerifyFinding[] {
  const path = join(folder, FILES.recorder);
  if (!existsSync(path)) {
    const seq = table.heads().seq;
    return seq === 0 ? [] : [recorderFault(1, null, 'The flight recorder is missing.')];
  }
  const file = openSync(path, 'r');
  try {
    return compareLines(file, table, new ChainWalk(rules));
  } finally {
    closeSync(file);
  }
}

function compareLines(file: number, table: EventTable, walk: ChainWalk): readonly VerifyFinding[] {
  const rows = table.texts();
  const size = fstatSync(file).size;
  let end = 0;
  let ahead = 0;
  try {
    for (const line of recorderLines(file, size)) {
      end = line.end;
      const event = walk.step(line.bytes.toString('utf8'));
      if (walk.broken !== null) {
        return [recorderFault(walk.broken.seq, walk.broken.journalId, `Flight recorder: ${walk.broken.message}`)];
      }
      const row = rows.next();
      if (row.done === true) ahead += 1;
      else if (event !== null && !line.bytes.equals(row.value)) {
        const message = `Event ${event.seq} in the flight recorder differs from the database.`;
        return [recorderFault(event.seq, event.journalId, message)];
      }
    }
    const missing = rows.next().done !== true;
    return tailFindings({ walk, missing, ahead, torn: size - end });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [recorderFault(walk.seq + 1, null, `It cannot be compared with the database: ${text}.`)];
  } finally {
    rows.return?.();
  }
}

function tailFindings(tail: {
  readonly walk: ChainWalk;
  readonly missing: boolean;
  readonly ahead: number;
  readonly torn: number;
}): readonly VerifyFinding[] {
  const { walk, missing, ahead, torn } = tail;
  const next = walk.seq + 1;
  if (missing)
    return [recorderFault(next, null, `The flight recorder ends before event ${next}; the database goes on.`)];
  const notes: VerifyFinding[] = [];
  if (ahead > 0) {
    const message = `The flight recorder is ${ahead} events ahead of the database; the next start takes them in.`;
    notes.push({ ...recorderFault(next - ahead, null, message), severity: 'note' });
  }
  if (torn > 0) {
    const message = `The flight recorder ends in ${torn} bytes that are no whole line; the next start cuts them.`;
    notes.push({ ...recorderFault(next, null, message), severity: 'note' });
  }
  return notes;
}

function rowFault(walk: ChainWalk, row: EventRow, expected: number): VerifyFinding {
  if (walk.broken !== null) return databaseFault(walk.broken.seq, walk.broken.journalId, walk.broken.message);
  return databaseFault(expected, null, `Event ${expected} is missing; the next one is numbered ${row.seq}.`);
}

function columnsMatch(row: EventRow, event: StoredEvent): boolean {
  return (
    row.journal_id === event.journalId &&
    row.journal_seq === event.journalSeq &&
    row.type === event.type &&
    row.command_id === event.commandId &&
    row.hash === event.hash
  );
}

/** Pages and indexes: what the rows alone do not show. A damaged index names the row, which is the event. */
function integrityFaults(database: Database.Database): readonly VerifyFinding[] {
  const answers = database.prepare<[], string>('PRAGMA integrity_check(20)').pluck().all();
  return answers
    .filter((answer) => answer !== 'ok')
    .map((answer) => {
      const row = /^row (\d+) missing from index (event_|sqlite_autoindex_event)/.exec(answer);
      return databaseFault(row === null ? null : Number(row[1]), null, `SQLite finds the database damaged: ${answer}.`);
    });
}

function databaseFault(seq: number | null, journalId: string | null, message: string): VerifyFinding {
  return { severity: 'fault', where: 'database', seq, journalId, file: FILES.database, message };
}

function recorderFault(seq: number, journalId: string | null, message: string): VerifyFinding {
  return { severity: 'fault', where: 'recorder', seq, journalId, file: FILES.recorder, message };
}
