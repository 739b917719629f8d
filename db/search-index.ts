import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { OutputStream } from '../contract/events.ts';
import { isDiskFull } from './failure-codes.ts';
import { withPrivateFiles } from './private-files.ts';

/** A stretch of one stream that is found as a whole; its lines are looked at again in the segment. */
export interface IndexedPiece {
  readonly id: number;
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
  readonly stream: OutputStream;
  readonly segment: number;
  /** Where its bytes begin in the segment, and in the stream. */
  readonly position: number;
  readonly offset: number;
  readonly bytes: number;
  readonly at: number;
  /** The beginning of its first line, which lies in the block before. */
  readonly lead: Uint8Array | null;
}

export type FreshPiece = Omit<IndexedPiece, 'id' | keyof StreamName> & { readonly text: string };
export type StreamName = Pick<IndexedPiece, 'runId' | 'stepId' | 'target' | 'attempt' | 'stream'>;

/** Raised with each change of what is kept: an index of another version is made anew. */
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL, step_id TEXT NOT NULL, target TEXT NOT NULL, attempt INTEGER NOT NULL, stream TEXT NOT NULL,
    open_line BLOB,
    UNIQUE (run_id, step_id, target, attempt, stream)
  ) STRICT;
  CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    stream_id INTEGER NOT NULL REFERENCES stream (id),
    segment INTEGER NOT NULL, position INTEGER NOT NULL, offset INTEGER NOT NULL, bytes INTEGER NOT NULL,
    at INTEGER NOT NULL, lead BLOB
  ) STRICT;
  CREATE TABLE segment (
    run_id TEXT NOT NULL, segment INTEGER NOT NULL, indexed_to INTEGER NOT NULL,
    PRIMARY KEY (run_id, segment)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', detail = none, columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61'
  );
  CREATE VIRTUAL TABLE parts USING fts5 (text, content = '', detail = none, columnsize = 0, tokenize = 'trigram');
`;

/** The index is asked again for those behind these. */
const FIRST_IDS = 64;
const MORE_IDS = 1024;

const PIECE =
  'SELECT p.id, s.run_id AS runId, s.step_id AS stepId, s.target, s.attempt, s.stream, p.segment, p.position, ' +
  'p.offset, p.bytes, p.at, p.lead FROM piece p JOIN stream s ON s.id = p.stream_id';

/**
 * The full-text index of all output, in a file of its own: everything in it follows from the segments, so nothing is
 * lost with it. It knows pieces of 8 KiB, not lines, and none of their text.
 */
export class SearchIndex {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement<unknown[]>>();

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /** In memory only, and not to be filled: for a disk that has no room. */
  static stopgap(): SearchIndex {
    return new SearchIndex(prepared(new Database(':memory:')));
  }

  /** `why` an older one was given up; null when it was not. Throws where the disk is full: nothing is given up then. */
  static open(path: string): { readonly index: SearchIndex; readonly rebuiltBecause: string | null } {
    try {
      return { index: new SearchIndex(openFile(path)), rebuiltBecause: null };
    } catch (error) {
      if (isDiskFull(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      try {
        removeIndex(path);
        return { index: new SearchIndex(openFile(path)), rebuiltBecause: why };
      } catch (again) {
        if (isDiskFull(again)) throw again;
        // A folder that may not be written: found again by each core that is asked.
        return { index: SearchIndex.stopgap(), rebuiltBecause: null };
      }
    }
  }

  close(): void {
    this.#database.close();
  }

  indexedTo(runId: string, segment: number): number {
    return Number(this.#value('SELECT indexed_to FROM segment WHERE run_id = ? AND segment = ?', runId, segment) ?? 0);
  }

  /** The line a stream has not ended yet, as far as it was seen. */
  openLine(name: StreamName): Uint8Array | null {
    const found = this.#value(
      'SELECT open_line FROM stream WHERE run_id = ? AND step_id = ? AND target = ? AND attempt = ? AND stream = ?',
      ...valuesOf(name),
    );
    return found instanceof Uint8Array ? found : null;
  }

  /** All of it or nothing: a crash leaves the index as it was before. */
  write(work: () => void): void {
    this.#database.transaction(work)();
  }

  addPieces(name: StreamName, pieces: readonly FreshPiece[], openLine: Uint8Array | null): void {
    const streamId = Number(
      this.#value(
        'INSERT INTO stream (run_id, step_id, target, attempt, stream, open_line) VALUES (?, ?, ?, ?, ?, ?) ' +
          'ON CONFLICT DO UPDATE SET open_line = excluded.open_line RETURNING id',
        ...valuesOf(name),
        openLine,
      ),
    );
    for (const { segment, position, offset, bytes, at, lead, text } of pieces) {
      const add = this.#statement(
        'INSERT INTO piece (stream_id, segment, position, offset, bytes, at, lead) VALUES (?, ?, ?, ?, ?, ?, ?)',
      );
      const { lastInsertRowid } = add.run(streamId, segment, position, offset, bytes, at, lead);
      this.#statement('INSERT INTO words (rowid, text) VALUES (?, ?)').run(lastInsertRowid, text);
      this.#statement('INSERT INTO parts (rowid, text) VALUES (?, ?)').run(lastInsertRowid, text);
    }
  }

  setIndexedTo(runId: string, segment: number, end: number): void {
    this.#statement(
      'INSERT INTO segment VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET indexed_to = excluded.indexed_to',
    ).run(runId, segment, end);
  }

  /** Pieces that may hold it, newest first; `match` null = every piece. */
  *pieces(of: {
    readonly table: 'words' | 'parts';
    readonly match: string | null;
    readonly before: number;
  }): Generator<IndexedPiece> {
    const one = this.#statement(`${PIECE} WHERE p.id = ?`);
    for (const id of this.#ids(of)) {
      const piece = one.get(id);
      // The row is this query's own.
      if (piece !== undefined) yield piece as IndexedPiece;
    }
  }

  *#ids({ table, match, before }: { table: 'words' | 'parts'; match: string | null; before: number }) {
    for (let last = before, count = FIRST_IDS; ; count = MORE_IDS) {
      const ids =
        match === null
          ? this.#statement('SELECT id FROM piece WHERE id < ? ORDER BY id DESC LIMIT ?').all(last, count)
          : this.#statement(
              `SELECT rowid AS id FROM ${table} WHERE ${table} MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?`,
            ).all(match, last, count);
      for (const row of ids) {
        last = Number((row as { id: number }).id);
        yield last;
      }
      if (ids.length < count) return;
    }
  }

  #statement(sql: string): Database.Statement<unknown[]> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#database.prepare<unknown[]>(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #value(sql: string, ...values: readonly unknown[]): unknown {
    const row = this.#statement(sql).get(...values);
    return row === undefined || row === null ? null : Object.values(row)[0];
  }
}

export function removeIndex(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}

function openFile(path: string): Database.Database {
  return withPrivateFiles(() => {
    const database = new Database(path, { timeout: 0 });
    try {
      // A killed process loses nothing; a power cut may cost the last pieces, which are indexed again.
      for (const pragma of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = NORMAL']) {
        database.pragma(pragma);
      }
      return prepared(database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function prepared(database: Database.Database): Database.Database {
  for (const pragma of ['trusted_schema = OFF', 'cell_size_check = ON']) database.pragma(pragma);
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version === VERSION) {
    // Reads the first pages: a damaged file shows itself here, not amid a search.
    database.prepare('SELECT count(*) FROM segment').get();
    return database;
  }
  if (version !== 0) throw new Error(`it is of version ${version}, this is ${VERSION}`);
  database.transaction(() => {
    database.exec(SCHEMA);
    database.pragma(`user_version = ${VERSION}`);
  })();
  return database;
}

function valuesOf({ runId, stepId, target, attempt, stream }: StreamName): readonly unknown[] {
  return [runId, stepId, target, attempt, stream];
}
