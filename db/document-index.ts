import type Database from 'better-sqlite3';
import { eventSchemas, type StoredEvent } from '../contract/events.ts';

/** One saved revision of a document, as its `document.saved` event says. */
export interface DocumentRevision {
  readonly seq: number;
  readonly kind: string;
  readonly key: string;
  readonly title: string;
  readonly revision: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly reason: string | null;
  /** UTC ms. */
  readonly savedAt: number;
  readonly savedBy: string;
}

const COLUMNS =
  'seq, kind, key, title, revision, sha256, bytes, reason, saved_at AS savedAt, saved_by AS savedBy FROM document_revision';

/** Which revision of which document there is: folded from `document.saved` events, never the truth itself. */
export class DocumentIndex {
  readonly #database: Database.Database;
  readonly #insert: Database.Statement<[DocumentRevision]>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare(
      'INSERT INTO document_revision (seq, kind, key, title, revision, sha256, bytes, reason, saved_at, saved_by) ' +
        'VALUES (@seq, @kind, @key, @title, @revision, @sha256, @bytes, @reason, @savedAt, @savedBy)',
    );
  }

  /** The newest revision of every document, by key. */
  latest(): readonly DocumentRevision[] {
    return this.#database
      .prepare<[], DocumentRevision>(
        `SELECT ${COLUMNS} AS outer_row WHERE revision = ` +
          '(SELECT max(revision) FROM document_revision WHERE key = outer_row.key) ORDER BY key',
      )
      .all();
  }

  /** Every revision of one document, newest first. */
  revisions(key: string): readonly DocumentRevision[] {
    return this.#database
      .prepare<[string], DocumentRevision>(`SELECT ${COLUMNS} WHERE key = ? ORDER BY revision DESC`)
      .all(key);
  }

  /** The newest revision when none is named; null when there is none such. */
  find(key: string, revision?: number): DocumentRevision | null {
    const revisions = this.revisions(key);
    return (revision === undefined ? revisions[0] : revisions.find((row) => row.revision === revision)) ?? null;
  }

  /** Takes part in the transaction that stores the event. Other types of event leave it as it is. */
  project(event: StoredEvent): void {
    if (event.type !== 'document.saved') return;
    const parsed = eventSchemas['document.saved'].safeParse(event.data);
    if (!parsed.success) return;
    const { kind, key, title, revision, sha256, bytes, reason } = parsed.data;
    const saved = { savedAt: event.occurredAt, savedBy: event.actor.person };
    this.#insert.run({ seq: event.seq, kind, key, title, revision, sha256, bytes, reason, ...saved });
  }

  /** Folds it anew when it does not hold one row for each event. */
  repair(parse: (text: string) => StoredEvent): void {
    const count = this.#database
      .prepare<[], { rows: number; events: number }>(
        'SELECT (SELECT count(*) FROM document_revision) AS rows, ' +
          "(SELECT count(*) FROM event WHERE type = 'document.saved') AS events",
      )
      .get();
    if (count === undefined || count.rows === count.events) return;
    const rebuild = this.#database.transaction(() => {
      this.#database.exec('DELETE FROM document_revision');
      const texts = this.#database.prepare<[], string>("SELECT json FROM event WHERE type = 'document.saved'").pluck();
      for (const text of texts.all()) this.project(parse(text));
    });
    rebuild();
  }
}
