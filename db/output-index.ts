import type Database from 'better-sqlite3';
import type { OutputStream } from '../contract/events.ts';
import { StorageFailure } from '../contract/storage-failure.ts';
import type { BlockHeader } from './output-block.ts';

/** Where a block lies. */
export interface BlockPlace {
  readonly runId: string;
  readonly segment: number;
  readonly position: number;
  readonly length: number;
}

export type IndexedBlock = BlockPlace & BlockHeader;

export interface StreamKey {
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
  readonly stream: OutputStream;
}

/** What SQLite calls FULL when it is asked. */
const FULL = 2;

const BLOCK =
  'SELECT s.step_id AS stepId, s.target, s.attempt, s.stream, b.ordinal, b.stored_offset AS storedOffset, ' +
  'b.stored_bytes AS storedBytes, b.raw_offset AS rawOffset, b.raw_bytes AS rawBytes, b.redactions, b.at, b.sha256, ' +
  'b.run_id AS runId, b.segment, b.position, b.length FROM output_block b JOIN output_stream s ON s.id = b.stream_id';

/** The tables `output_stream` and `output_block`: which bytes of which stream lie where. */
export class OutputIndex {
  readonly #database: Database.Database;
  readonly #addStream: Database.Statement<[StreamKey]>;
  readonly #streamId: Database.Statement<[StreamKey], number>;
  readonly #addBlock: Database.Statement<[IndexedBlock & { readonly streamId: number }]>;
  readonly #insert: (blocks: readonly IndexedBlock[]) => void;
  readonly #from: Database.Statement<[{ readonly streamId: number; readonly offset: number }], IndexedBlock>;
  readonly #last: Database.Statement<[number], IndexedBlock>;

  constructor(database: Database.Database) {
    this.#database = database;
    const key = '(@runId, @stepId, @target, @attempt, @stream)';
    this.#addStream = database.prepare(
      `INSERT OR IGNORE INTO output_stream (run_id, step_id, target, attempt, stream) VALUES ${key}`,
    );
    this.#streamId = database
      .prepare<[StreamKey], number>(
        `SELECT id FROM output_stream WHERE (run_id, step_id, target, attempt, stream) = ${key}`,
      )
      .pluck();
    this.#addBlock = database.prepare(
      'INSERT INTO output_block (stream_id, ordinal, stored_offset, stored_bytes, raw_offset, raw_bytes, redactions, ' +
        'at, sha256, run_id, segment, position, length) VALUES (@streamId, @ordinal, @storedOffset, @storedBytes, ' +
        '@rawOffset, @rawBytes, @redactions, @at, @sha256, @runId, @segment, @position, @length)',
    );
    this.#insert = database.transaction((blocks: readonly IndexedBlock[]) => {
      for (const block of blocks) {
        this.#addStream.run(block);
        const streamId = this.#streamId.get(block);
        if (streamId !== undefined) this.#addBlock.run({ ...block, streamId });
      }
    });
    this.#from = database.prepare(
      `${BLOCK} WHERE b.stream_id = @streamId AND b.stored_offset >= coalesce((SELECT max(stored_offset) ` +
        'FROM output_block WHERE stream_id = @streamId AND stored_offset <= @offset), 0) ORDER BY b.ordinal',
    );
    this.#last = database.prepare(`${BLOCK} WHERE b.stream_id = ? ORDER BY b.ordinal DESC LIMIT 1`);
  }

  /**
   * All of them or none. Not synced by itself: the next commit of events syncs what stands before it, and after a power
   * cut the segments, synced already, tell what was lost here (decision 0006). A killed process loses nothing.
   */
  add(blocks: readonly IndexedBlock[]): void {
    this.#database.pragma('synchronous = NORMAL');
    try {
      this.#insert(blocks);
    } finally {
      this.#syncAgain();
    }
  }

  /** Events committed without a sync would be acknowledged for nothing: rather no more writes at all. */
  #syncAgain(): void {
    try {
      this.#database.pragma('synchronous = FULL');
      if (this.#database.pragma('synchronous', { simple: true }) === FULL) return;
    } catch (cause) {
      throw new StorageFailure('The database does not sync its commits any more.', true, { cause });
    }
    throw new StorageFailure('The database does not sync its commits any more.', true);
  }

  /** The block that holds `offset`, and those behind it. The connection is busy until the iteration ends. */
  *from(key: StreamKey, offset: number): Generator<IndexedBlock> {
    const streamId = this.#streamId.get(key);
    if (streamId !== undefined) yield* this.#from.iterate({ streamId, offset });
  }

  last(key: StreamKey): IndexedBlock | null {
    const streamId = this.#streamId.get(key);
    return (streamId === undefined ? undefined : this.#last.get(streamId)) ?? null;
  }

  redactions(key: StreamKey): number {
    const sum = this.#database.prepare<[number | null], number>(
      'SELECT coalesce(sum(redactions), 0) FROM output_block WHERE stream_id = ?',
    );
    return sum.pluck().get(this.#streamId.get(key) ?? null) ?? 0;
  }

  /** Bytes of a segment that the index accounts for. */
  segmentEnd(runId: string, segment: number): number {
    const end = this.#database.prepare<[string, number], number>(
      'SELECT coalesce(max(position + length), 0) FROM output_block WHERE run_id = ? AND segment = ?',
    );
    return end.pluck().get(runId, segment) ?? 0;
  }

  /** The number of a run's last indexed segment, 0 when it has none. */
  lastSegment(runId: string): number {
    const last = this.#database.prepare<[string], number>(
      'SELECT coalesce(max(segment), 0) FROM output_block WHERE run_id = ?',
    );
    return last.pluck().get(runId) ?? 0;
  }

  runs(): readonly string[] {
    return this.#database.prepare<[], string>('SELECT DISTINCT run_id FROM output_stream').pluck().all();
  }

  /** Every block of a segment by position. */
  segmentBlocks(runId: string, segment: number): readonly IndexedBlock[] {
    return this.#database
      .prepare<[string, number], IndexedBlock>(`${BLOCK} WHERE b.run_id = ? AND b.segment = ? ORDER BY b.position`)
      .all(runId, segment);
  }
}
