import type Database from 'better-sqlite3';
import type { StoredEvent } from '../contract/events.ts';
import type { ChainRules, Heads, JournalHead } from './chain-rules.ts';
import type { EventTable } from './event-table.ts';
import type { FlightRecorder } from './flight-recorder.ts';
import { type Refusal, refusal } from './refusal.ts';

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

export interface Recovered {
  readonly kind: 'recovered';
  /** Events the database had lost and took from the recorder. */
  readonly adopted: SeqRange | null;
  /** Events the recorder had lost and took from the database. */
  readonly completed: SeqRange | null;
  /** Bytes of a torn last line that were cut off. */
  readonly cutBytes: number;
  readonly heads: Heads;
}

export interface RecoveryParts {
  readonly database: Database.Database;
  readonly table: EventTable;
  readonly recorder: FlightRecorder;
  readonly rules: ChainRules;
}

/** What a comparison of both copies found: the events both hold, and what stands behind them. */
interface Comparison {
  readonly common: number;
  /** End of the last complete line. */
  readonly recorderEnd: number;
  /** Complete lines behind the common part. */
  readonly surplus: readonly Buffer[];
}

const BATCH = 1000;
const NUL = 0x00;

/**
 * Brings recorder and database to the same events. The recorder is the truth for the tail; where both hold an
 * event and differ, or the surplus does not chain, nothing is chosen: the workspace is damaged there.
 */
export function recover(parts: RecoveryParts): Recovered | Refusal {
  const compared = compare(parts.table, parts.recorder);
  if ('kind' in compared) return compared;
  const heads = parts.table.heads();
  const recorderBehind = heads.seq - compared.common;
  const adoption = adopt(parts, compared.surplus, heads);
  if ('kind' in adoption) return adoption;

  const cutBytes = parts.recorder.length - compared.recorderEnd;
  if (cutBytes > 0) parts.recorder.truncate(compared.recorderEnd);
  if (recorderBehind > 0) completeRecorder(parts, compared.common + 1);
  return {
    kind: 'recovered',
    adopted: adoption.seq > heads.seq ? { from: heads.seq + 1, to: adoption.seq } : null,
    completed: recorderBehind > 0 ? { from: compared.common + 1, to: heads.seq } : null,
    cutBytes,
    heads: adoption,
  };
}

function compare(table: EventTable, recorder: FlightRecorder): Comparison | Refusal {
  const rows = table.texts();
  const surplus: Buffer[] = [];
  let common = 0;
  let recorderEnd = 0;
  try {
    for (const line of recorder.lines()) {
      const row = surplus.length === 0 ? rows.next() : { done: true };
      if (row.done === true && line.bytes.includes(NUL)) break;
      if (row.done === true) surplus.push(Buffer.from(line.bytes));
      else if ('value' in row && line.bytes.equals(row.value)) common += 1;
      else return differing(common + 1);
      recorderEnd = line.end;
    }
  } finally {
    rows.return?.();
  }
  return { common, recorderEnd, surplus };
}

/** Takes the recorder's surplus into the database, all of it or, when it does not chain, nothing. */
function adopt({ database, table, rules }: RecoveryParts, surplus: readonly Buffer[], before: Heads): Heads | Refusal {
  if (surplus.length === 0) return before;
  const journals = new Map<string, JournalHead>(before.journals);
  let seq = before.seq;
  const events: { readonly event: StoredEvent; readonly text: string }[] = [];
  for (const bytes of surplus) {
    const text = bytes.toString('utf8');
    const reading = rules.readEvent(text, { seq, journals });
    if (reading.kind === 'fault') return unchained(reading.fault.seq, reading.fault.message);
    const { journalId, journalSeq, hash } = reading.event;
    journals.set(journalId, { journalSeq, hash });
    seq = reading.event.seq;
    events.push({ event: reading.event, text });
  }
  database.transaction(() => {
    for (const { event, text } of events) table.insert(event, text);
  })();
  return { seq, journals };
}

function completeRecorder({ table, recorder }: RecoveryParts, fromSeq: number): void {
  let batch: string[] = [];
  for (const text of table.texts(fromSeq)) {
    batch.push(text.toString('utf8'));
    if (batch.length < BATCH) continue;
    recorder.append(batch);
    batch = [];
  }
  if (batch.length > 0) recorder.append(batch);
}

function differing(seq: number): Refusal {
  return refusal(
    'damaged',
    `The database and the flight recorder both hold event ${seq} and differ. Nothing was changed. ` +
      'Run verify: it says which of the two still chains.',
    seq,
  );
}

function unchained(seq: number, why: string): Refusal {
  return refusal(
    'damaged',
    `The flight recorder holds events the database does not, and they do not chain: ${why} Nothing was changed.`,
    seq,
  );
}
