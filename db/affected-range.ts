import Database from 'better-sqlite3';
import { codeOf } from './failure-codes.ts';
import type { SeqRange } from './recovery.ts';

export interface Affected {
  /** Rising ranges of events that the database does not give back as they were recorded. */
  readonly ranges: readonly SeqRange[];
  /** The highest event the database still knows of; 0 when not even that can be read. */
  readonly highest: number;
}

/** Asks a damaged database for every recorded event, one by one: what a scan cannot do that ends at the first bad page. */
export function affectedEvents(path: string, recorded: Iterable<Buffer>): Affected {
  const rows = readableRows(path);
  try {
    return { ranges: rangesOf(rows, recorded), highest: rows.highest() };
  } finally {
    rows.close();
  }
}

/** The same of a connection that is open. */
export function affectedRanges(database: Database.Database, recorded: Iterable<Buffer>): readonly SeqRange[] {
  return rangesOf(rowsOf(database), recorded);
}

function rangesOf(rows: Rows, recorded: Iterable<Buffer>): readonly SeqRange[] {
  const ranges: { from: number; to: number }[] = [];
  let seq = 0;
  for (const text of recorded) {
    seq += 1;
    if (rows.textOf(seq)?.equals(text) === true) continue;
    const last = ranges.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else ranges.push({ from: seq, to: seq });
  }
  return ranges;
}

/** "events 3 to 9 and 12", at most five ranges of them. */
export function rangesText(ranges: readonly SeqRange[]): string {
  if (ranges.length === 0) return 'no event';
  const texts = ranges.slice(0, 5).map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
  const more = ranges.length - texts.length;
  const isOne = ranges.length === 1 && ranges[0]?.from === ranges[0]?.to;
  return `${isOne ? 'event' : 'events'} ${texts.join(', ')}${more > 0 ? ` and ${more} ranges more` : ''}`;
}

interface Rows {
  textOf(seq: number): Buffer | null;
  highest(): number;
  close(): void;
}

const nothing: Rows = { textOf: () => null, highest: () => 0, close: () => {} };

function readableRows(path: string): Rows {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true });
    return rowsOf(database);
  } catch (error) {
    database?.close();
    return orNothing(error, nothing);
  }
}

function rowsOf(database: Database.Database): Rows {
  const text = database.prepare<[number], Buffer>('SELECT CAST(json AS BLOB) FROM event WHERE seq = ?').pluck();
  const highest = database.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event').pluck();
  const tried = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      return orNothing(error, otherwise);
    }
  };
  return {
    textOf: (seq) => tried(() => text.get(seq) ?? null, null),
    highest: () => tried(() => highest.get() ?? 0, 0),
    close: () => database.close(),
  };
}

/** What SQLite cannot read is what is asked for here; anything else is a defect. */
function orNothing<T>(error: unknown, otherwise: T): T {
  if (codeOf(error).startsWith('SQLITE_')) return otherwise;
  throw error;
}
