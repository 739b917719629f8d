import type Database from 'better-sqlite3';
import type { OutputStream } from '../contract/events.ts';
import { StorageFailure } from '../contract/storage-failure.ts';
import type { BlockHeader } from './output-block.ts';
import type { Tally } from './output-tally.ts';

/** Where a block lies. */
export interface BlockPlace {
  readonly runId: string;
  readonly segment: number;
  readonly position: number;
  readonly length: number;
}

/** Without a tally where nobody counted yet: taken in from a segment, or written by an earlier build. */
export type IndexedBlock = BlockPlace & BlockHeader & { readonly tally?: Tally };

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
  'b.run_id AS runId, b.segment, b.position, b.length, b.line_rows AS rows, b.lines, b.open_bytes AS openBytes, b.pen, ' +
  'b.escapes, b.left_out_bytes AS leftOutBytes, b.left_out_sha256 AS leftOutSha256 FROM output_block b JOIN output_stream s ON s.id = b.stream_id';

interface Row extends BlockPlace, Omit<BlockHeader, 'leftOut'> {
  readonly rows: number | null;
  readonly lines: number | null;
  readonly openBytes: number | null;
  readonly pen: string | null;
  readonly escapes: number | null;
  readonly leftOutBytes: number | null;
  readonly leftOutSha256: string | null;
}

function blockOf(row: Row): IndexedBlock {
  const { rows, lines, openBytes, pen, escapes, leftOutBytes, leftOutSha256, ...block } = row;
  return {
    ...block,
    ...(leftOutBytes === null || leftOutSha256 === null
      ? {}
      : { leftOut: { bytes: leftOutBytes, sha256: leftOutSha256 } }),
    ...(rows === null || lines === null || openBytes === null
      ? {}
      : { tally: { rows, lines, openBytes, pen: pen ?? '', escapes: escapes ?? 0 } }),
  };
}

/** A row as it is bound: what is not known is NULL. */
function rowOf({ leftOut, tally, ...block }: IndexedBlock): Row {
  return {
    ...block,
    rows: tally?.rows ?? null,
    lines: tally?.lines ?? null,
    openBytes: tally?.openBytes ?? null,
    pen: tally === undefined || tally.pen === '' ? null : tally.pen,
    escapes: tally === undefined || tally.escapes === 0 ? null : tally.escapes,
    leftOutBytes: leftOut?.bytes ?? null,
    leftOutSha256: leftOut?.sha256 ?? null,
  };
}

/** The tables `output_stream` and `output_block`: which bytes of which stream lie where. */
export class OutputIndex {
  readonly #database: Database.Database;
  readonly #addStream: Database.Statement<[StreamKey]>;
  readonly #streamId: Database.Statement<[StreamKey], number>;
  readonly #addBlock: Database.Statement<[Row & { readonly streamId: number }]>;
  readonly #insert: (blocks: readonly IndexedBlock[]) => void;
  readonly #from: Database.Statement<[{ readonly streamId: number; readonly offset: number }], Row>;
  readonly #last: Database.Statement<[number], Row>;
  readonly #after: Database.Statement<[{ readonly streamId: number; readonly ordinal: number }], Row>;

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
        'at, sha256, run_id, segment, position, length, line_rows, lines, open_bytes, pen, escapes, left_out_bytes, ' +
        'left_out_sha256) VALUES (@streamId, @ordinal, @storedOffset, @storedBytes, @rawOffset, @rawBytes, ' +
        '@redactions, @at, @sha256, @runId, @segment, @position, @length, @rows, @lines, @openBytes, @pen, @escapes, ' +
        '@leftOutBytes, @leftOutSha256)',
    );
    this.#insert = database.transaction((blocks: readonly IndexedBlock[]) => {
      for (const block of blocks) {
        this.#addBlock.run({ ...rowOf(block), streamId: this.#idOf(block) });
      }
    });
    this.#from = database.prepare(
      `${BLOCK} WHERE b.stream_id = @streamId AND b.stored_offset >= coalesce((SELECT max(stored_offset) ` +
        'FROM output_block WHERE stream_id = @streamId AND stored_offset <= @offset), 0) ORDER BY b.ordinal',
    );
    this.#last = database.prepare(`${BLOCK} WHERE b.stream_id = ? ORDER BY b.ordinal DESC LIMIT 1`);
    this.#after = database.prepare(
      `${BLOCK} WHERE b.stream_id = @streamId AND b.ordinal > @ordinal ORDER BY b.ordinal`,
    );
  }

  #idOf(key: StreamKey): number {
    const { runId, stepId, target, attempt, stream } = key;
    const bound = { runId, stepId, target, attempt, stream };
    const known = this.#streamId.get(bound);
    if (known !== undefined) return known;
    this.#addStream.run(bound);
    return this.#streamId.get(bound) ?? 0;
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
    if (streamId === undefined) return;
    for (const row of this.#from.iterate({ streamId, offset })) yield blockOf(row);
  }

  /** The blocks of a stream behind one of them, in order; -1 = from the first. */
  after(key: StreamKey, ordinal: number): readonly IndexedBlock[] {
    const streamId = this.#streamId.get(key);
    return streamId === undefined ? [] : this.#after.all({ streamId, ordinal }).map(blockOf);
  }

  /** Says of blocks that nobody had counted what is in them. Follows from their bytes: nothing is lost with it. */
  count(key: StreamKey, tallies: readonly { readonly ordinal: number; readonly tally: Tally }[]): void {
    const streamId = this.#streamId.get(key);
    const counted = this.#database.prepare(
      'UPDATE output_block SET line_rows = @rows, lines = @lines, open_bytes = @openBytes, pen = @pen, ' +
        'escapes = @escapes WHERE stream_id = @streamId AND ordinal = @ordinal',
    );
    this.#database.transaction(() => {
      for (const { ordinal, tally } of tallies) counted.run({ ...tally, streamId, ordinal });
    })();
  }

  last(key: StreamKey): IndexedBlock | null {
    const streamId = this.#streamId.get(key);
    const row = streamId === undefined ? undefined : this.#last.get(streamId);
    return row === undefined ? null : blockOf(row);
  }

  redactions(key: StreamKey): number {
    const sum = this.#database.prepare<[number | null], number>(
      'SELECT coalesce(sum(redactions), 0) FROM output_block WHERE stream_id = ?',
    );
    return sum.pluck().get(this.#streamId.get(key) ?? null) ?? 0;
  }

  /** Blocks of a stream that stand in for output which was left out. */
  leftOut(key: StreamKey): readonly IndexedBlock[] {
    const standIns = this.#database.prepare<[number | null], Row>(
      `${BLOCK} WHERE b.stream_id = ? AND b.left_out_bytes IS NOT NULL ORDER BY b.ordinal`,
    );
    return standIns.all(this.#streamId.get(key) ?? null).map(blockOf);
  }

  /** Every segment with the bytes of it that the index accounts for. */
  segmentEnds(): readonly { readonly runId: string; readonly segment: number; readonly end: number }[] {
    const ends = this.#database.prepare<[], { runId: string; segment: number; end: number }>(
      'SELECT run_id AS runId, segment, max(position + length) AS end FROM output_block GROUP BY run_id, segment ' +
        'ORDER BY run_id, segment',
    );
    return ends.all();
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
      .prepare<[string, number], Row>(`${BLOCK} WHERE b.run_id = ? AND b.segment = ? ORDER BY b.position`)
      .all(runId, segment)
      .map(blockOf);
  }
}
