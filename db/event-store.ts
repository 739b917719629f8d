import type Database from 'better-sqlite3';
import type { StoredEvent } from '../contract/events.ts';
import { StorageFailure } from '../contract/storage-failure.ts';
import type { Ballast } from './ballast.ts';
import { type ChainRules, GENESIS_HASH, type Heads, type JournalHead } from './chain-rules.ts';
import type { EventTable } from './event-table.ts';
import { isDiskFull, isUncertain } from './failure-codes.ts';
import type { FlightRecorder } from './flight-recorder.ts';
import type { WriteGate } from './write-gate.ts';

export interface EventStoreParts {
  readonly database: Database.Database;
  readonly table: EventTable;
  readonly recorder: FlightRecorder;
  readonly rules: ChainRules;
  readonly ballast: Ballast;
  readonly gate: WriteGate;
  readonly heads: Heads;
}

/**
 * The append-only log: recorder first, then the database, then the caller may speak of it.
 * Implements the EventStore port.
 */
export class SqliteEventStore {
  readonly #parts: EventStoreParts;
  readonly #journals: Map<string, JournalHead>;
  readonly #commit: (group: readonly StoredEvent[], texts: readonly string[]) => void;
  #seq: number;

  constructor(parts: EventStoreParts) {
    this.#parts = parts;
    this.#seq = parts.heads.seq;
    this.#journals = new Map(parts.heads.journals);
    this.#commit = parts.database.transaction((group: readonly StoredEvent[], texts: readonly string[]) => {
      for (const [index, event] of group.entries()) parts.table.insert(event, texts[index] ?? '');
    });
  }

  append(events: readonly StoredEvent[]): void {
    this.#parts.gate.pass();
    if (events.length === 0) return;
    const { heads, texts } = this.#continued(events);
    this.#storeOrFreeBallast(events, texts);
    this.#seq += events.length;
    for (const [journalId, head] of heads) this.#journals.set(journalId, head);
  }

  head(): { readonly seq: number } {
    return { seq: this.#seq };
  }

  journalHead(journalId: string): JournalHead {
    return this.#journals.get(journalId) ?? { journalSeq: 0, hash: GENESIS_HASH };
  }

  readJournal(journalId: string, afterSeq = 0, limit = Number.MAX_SAFE_INTEGER): readonly StoredEvent[] {
    return this.#parts.table.readJournal(journalId, afterSeq, limit);
  }

  journals(): readonly string[] {
    return [...this.#journals.keys()];
  }

  eventsOfCommand(commandId: string): readonly number[] {
    return this.#parts.table.eventsOfCommand(commandId);
  }

  /** A group that does not continue the log is a defect of the writer; it must not become a damaged file. */
  #continued(events: readonly StoredEvent[]): { heads: ReadonlyMap<string, JournalHead>; texts: readonly string[] } {
    const { rules } = this.#parts;
    const heads = new Map<string, JournalHead>();
    const journals = { get: (id: string) => heads.get(id) ?? this.#journals.get(id) };
    const texts: string[] = [];
    for (const event of events) {
      const reading = rules.appendText(event, { seq: this.#seq + texts.length, journals });
      if (reading.kind === 'fault') throw new Error(`append: ${reading.fault.message}`);
      heads.set(event.journalId, { journalSeq: event.journalSeq, hash: event.hash });
      texts.push(reading.text);
    }
    return { heads, texts };
  }

  /** A full disk gives one more chance: the ballast is freed so that a run can be ended in order. */
  #storeOrFreeBallast(events: readonly StoredEvent[], texts: readonly string[]): void {
    try {
      this.#store(events, texts);
    } catch (error) {
      const isFull = error instanceof StorageFailure && !error.fatal && isDiskFull(error.cause);
      if (!isFull || !this.#parts.ballast.release()) throw error;
      this.#store(events, texts);
    }
  }

  #store(events: readonly StoredEvent[], texts: readonly string[]): void {
    const { recorder, gate } = this.#parts;
    const before = recorder.length;
    try {
      recorder.append(texts);
    } catch (error) {
      throw gate.judge(error);
    }
    try {
      this.#commit(events, texts);
    } catch (error) {
      throw gate.judge(this.#takeBack(before, error));
    }
  }

  /** The group was refused, so it must not come back from the recorder at the next start. */
  #takeBack(length: number, cause: unknown): unknown {
    if (isUncertain(cause)) {
      return new StorageFailure('The database did not confirm a write.', true, { cause });
    }
    try {
      this.#parts.recorder.truncate(length);
      return new StorageFailure('The database could not take the events; nothing was stored.', false, { cause });
    } catch (error) {
      return error;
    }
  }
}
