import type Database from 'better-sqlite3';
import { envelopeSchema, type StoredEvent } from '../contract/events.ts';
import type { Heads, JournalHead } from './chain-rules.ts';
import { DocumentIndex } from './document-index.ts';

/** The table `event` and what follows from its rows within the same transaction. */
export class EventTable {
  readonly documents: DocumentIndex;
  readonly #database: Database.Database;
  readonly #insert: Database.Statement<[number, string, number, string, string | null, string, string]>;
  readonly #read: Database.Statement<[string, number, number], string>;
  readonly #ofCommand: Database.Statement<[string], number>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.documents = new DocumentIndex(database);
    this.#insert = database.prepare(
      'INSERT INTO event (seq, journal_id, journal_seq, type, command_id, hash, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#read = database
      .prepare<[string, number, number], string>(
        'SELECT json FROM event WHERE journal_id = ? AND seq > ? ORDER BY journal_seq LIMIT ?',
      )
      .pluck();
    this.#ofCommand = database
      .prepare<[string], number>('SELECT seq FROM event WHERE command_id = ? ORDER BY seq')
      .pluck();
  }

  /** Must run inside a transaction of the caller. */
  insert(event: StoredEvent, text: string): void {
    const { seq, journalId, journalSeq, type, commandId, hash } = event;
    this.#insert.run(seq, journalId, journalSeq, type, commandId, hash, text);
    this.documents.project(event);
  }

  readJournal(journalId: string, afterSeq: number, limit: number): readonly StoredEvent[] {
    return this.#read.all(journalId, afterSeq, limit).map(parseStored);
  }

  eventsOfCommand(commandId: string): readonly number[] {
    return this.#ofCommand.all(commandId);
  }

  /** Stored bytes of every event from `fromSeq` on, in order. The connection is busy until the iteration ends. */
  texts(fromSeq = 1): IterableIterator<Buffer> {
    return this.#database
      .prepare<[number], Buffer>('SELECT CAST(json AS BLOB) FROM event WHERE seq >= ? ORDER BY seq')
      .pluck()
      .iterate(fromSeq);
  }

  heads(): Heads {
    const rows = this.#database
      .prepare<[], { journal_id: string; journal_seq: number; hash: string }>(
        // SQLite takes the bare columns from the row that holds the maximum.
        'SELECT journal_id, max(journal_seq) AS journal_seq, hash FROM event GROUP BY journal_id',
      )
      .all();
    const last = new Map(rows.map((row) => [row.journal_id, { journalSeq: row.journal_seq, hash: row.hash }]));
    const order = this.#database.prepare<[], string>('SELECT journal_id FROM event WHERE journal_seq = 1 ORDER BY seq');
    const journals = new Map<string, JournalHead>();
    for (const journalId of order.pluck().all()) {
      const head = last.get(journalId);
      if (head !== undefined) journals.set(journalId, head);
    }
    const seq = this.#database.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event').pluck().get() ?? 0;
    return { seq, journals };
  }
}

/** Rows went through `append` and are compared with the recorder at open; a schema here would cost the replay budget. */
export function parseStored(text: string): StoredEvent {
  const value: unknown = JSON.parse(text);
  if (isStoredShape(value)) return value;
  return envelopeSchema.parse(value);
}

function isStoredShape(value: unknown): value is StoredEvent {
  return typeof value === 'object' && value !== null && 'seq' in value && 'hash' in value && 'data' in value;
}
