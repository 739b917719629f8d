import { join } from 'node:path';
import { type OutputStream, outputStreams } from '../contract/events.ts';
import { BlockList, type OutputChoice, type SeenBlock, sawBlocks } from './block-list.ts';
import { attemptName } from './claims.ts';
import { ROW_BYTES } from './count-rows.ts';
import type { IndexedBlock, OutputIndex } from './output-index.ts';
import type { AttemptKey } from './output-store.ts';
import { rowStarts } from './output-tally.ts';
import { penAfter } from './pen.ts';
import { SegmentReader } from './segment-reader.ts';
import type { UnstoredBlock } from './stream-state.ts';
import { countBlocks } from './uncounted.ts';

/** A row as it is stored; `at` counts the rows of the choice from 0, `line` its lines from 1. */
export interface StoredRow {
  readonly at: number;
  readonly line: number;
  readonly stream: OutputStream;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** When its beginning was captured. */
  readonly time: number;
  /** The colours in force at its beginning. */
  readonly pen: string;
  readonly continues: boolean;
  /** Its line's end has not come yet. */
  readonly isOpen: boolean;
  readonly leftOut: { readonly bytes: number; readonly sha256: string } | null;
}

export interface RowTotals {
  readonly rows: number;
  readonly lines: number;
  readonly bytes: number;
  /** Rows before this one do not change any more. */
  readonly settled: number;
  readonly escapes: number;
  readonly redactions: number;
  /** False while blocks of an earlier build are being counted: there is more than is told. */
  readonly isCounted: boolean;
}

interface Source {
  readonly index: OutputIndex;
  /** `output/` in the workspace. */
  readonly folder: string;
}

/** Blocks of earlier builds are counted so many bytes at a time, so that nobody waits for the core. */
const COUNTED_AT_ONCE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;
const ESCAPE = 0x1b;
/** One question of a search: an answer several times a second, so that it can be stopped. */
const SEARCHED_AT_ONCE = 8 * 1024 * 1024;
/** Bytes a whole character may need behind a row's end. */
const MOST_OF_A_CHARACTER = 3;

/** One attempt's output as rows, in the order of arrival. Holds a few numbers a block, and no text. */
export class AttemptRows {
  readonly #source: Source;
  readonly #ref: AttemptKey;
  readonly #unstored: () => readonly UnstoredBlock[];
  readonly #blocks = new BlockList();
  readonly #lastOrdinal: Record<OutputStream, number> = { stdout: -1, stderr: -1, body: -1 };
  #isCounted = true;

  constructor(source: Source, ref: AttemptKey, unstored: () => readonly UnstoredBlock[]) {
    this.#source = source;
    this.#ref = ref;
    this.#unstored = unstored;
  }

  /** Takes in what was stored since, and what is about to be. */
  refresh(): void {
    const fresh = outputStreams.flatMap((stream) => this.#newBlocks(stream));
    fresh.sort((a, b) => a.segment - b.segment || a.position - b.position);
    this.#blocks.take(sawBlocks(fresh), this.#isCounted ? this.#unstored() : []);
  }

  #newBlocks(stream: OutputStream): readonly IndexedBlock[] {
    const key = { ...this.#ref, stream };
    let blocks = this.#source.index.after(key, this.#lastOrdinal[stream]);
    const uncounted = blocks.some((block) => block.tally === undefined);
    if (uncounted) {
      this.#isCounted = countBlocks(this.#source, key, COUNTED_AT_ONCE);
      blocks = this.#source.index.after(key, this.#lastOrdinal[stream]);
    }
    const end = blocks.findIndex((block) => block.tally === undefined);
    const counted = end === -1 ? blocks : blocks.slice(0, end);
    this.#lastOrdinal[stream] = counted.at(-1)?.ordinal ?? this.#lastOrdinal[stream];
    return counted;
  }

  totals(choice: OutputChoice): RowTotals {
    return { ...this.#blocks.totals(choice), settled: this.#settled(choice), isCounted: this.#isCounted };
  }

  /** Stored bytes of each stream, with what is about to be stored. */
  ends(): Readonly<Record<OutputStream, number>> {
    return this.#blocks.ends();
  }

  /** An unfinished line may grow; so may what stands behind it. */
  #settled(choice: OutputChoice): number {
    const open = outputStreams.flatMap((stream) => this.#blocks.openRow(stream, choice) ?? []);
    return Math.min(this.#blocks.storedRows(choice), ...open);
  }

  /** Rows from one on, as many as fit into `limit` bytes. */
  read(choice: OutputChoice, { from, count, limit }: { from: number; count: number; limit: number }): StoredRow[] {
    const reading = new Reading(this.#source.folder, this.#ref.runId, this.#blocks);
    const rows: StoredRow[] = [];
    let bytes = 0;
    try {
      for (const row of reading.rowsFrom(choice, Math.max(0, from))) {
        if (rows.length >= count || bytes >= limit) break;
        rows.push(row);
        bytes += row.bytes.length;
      }
    } finally {
      reading.close();
    }
    return rows;
  }

  /** The row in which this line begins; the last one when there is no such line. */
  rowOfLine(choice: OutputChoice, line: number): number {
    const block = this.#blocks.withLine(choice, line);
    if (block === null) return 0;
    const rows = this.#rowsOf(choice, block);
    return (rows.find((row) => row.line >= line) ?? rows.at(-1))?.at ?? 0;
  }

  /** The first row of a block that was captured then or later. */
  rowOfTime(choice: OutputChoice, time: number): number {
    return this.#blocks.rowAtTime(choice, time);
  }

  /** The row that holds a byte; it may have begun some blocks before. */
  rowOfOffset(choice: OutputChoice, stream: OutputStream, offset: number): number {
    const block = this.#blocks.withOffset(stream, offset);
    if (block === null) return 0;
    const row = this.#rowsOf(choice, block).findLast((one) => one.offset <= offset);
    if (row !== undefined) return row.at;
    const before = this.#blocks.previousOf(block);
    return (before === null ? null : this.#blocks.lastRowUpTo(choice, before)) ?? 0;
  }

  /** The next stored blocks for a search in another thread, with what goes on into them. */
  part(choice: OutputChoice, from: number) {
    const { blocks, before, next, isLast, searchedBytes } = this.#blocks.part(choice, from, SEARCHED_AT_ONCE);
    const place = (block: SeenBlock, isBefore: boolean) => {
      const previous = this.#blocks.previousOf(block);
      const { stream, storedBytes, storedOffset } = block;
      return {
        file: join(this.#source.folder, this.#ref.runId, `${block.segment}.seg`),
        ...{ position: block.end - 1 - storedBytes, bytes: storedBytes, stream, offset: storedOffset },
        openBytes: block.before.openBytes,
        firstRow: this.#blocks.before(choice, block).rows,
        rowBefore: (previous === null ? null : this.#blocks.lastRowUpTo(choice, previous)) ?? -1,
        isBefore,
      };
    };
    const pieces = [...before.map((block) => place(block, true)), ...blocks.map((block) => place(block, false))];
    return { pieces, next, isLast, searchedBytes, totalBytes: this.#blocks.totals(choice).bytes };
  }

  #rowsOf(choice: OutputChoice, block: SeenBlock): readonly StoredRow[] {
    const reading = new Reading(this.#source.folder, this.#ref.runId, this.#blocks);
    try {
      return [...reading.rowsOf(choice, block)];
    } finally {
      reading.close();
    }
  }
}

/** Reads blocks from segments; a segment is opened once. */
class Reading {
  readonly #folder: string;
  readonly #runId: string;
  readonly #blocks: BlockList;
  readonly #readers = new Map<number, SegmentReader>();

  constructor(folder: string, runId: string, blocks: BlockList) {
    this.#folder = folder;
    this.#runId = runId;
    this.#blocks = blocks;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }

  *rowsFrom(choice: OutputChoice, from: number): Generator<StoredRow> {
    for (const block of this.#blocks.fromRow(choice, from)) {
      const rows = this.rowsOf(choice, block);
      for (const row of rows) if (row.at >= from) yield row;
    }
  }

  *rowsOf(choice: OutputChoice, block: SeenBlock): Generator<StoredRow> {
    const bytes = this.#bytes(block, { from: 0, to: block.storedBytes });
    const before = this.#blocks.before(choice, block);
    let at = before.rows;
    let line = before.lines;
    let pen = block.before.pen;
    let penTo = 0;
    const hasEscapes = bytes.indexOf(ESCAPE) !== -1;
    const starts = rowStarts(bytes, block.before.openBytes);
    for (let next = starts.next(); next.done !== true; at += 1) {
      const start = next.value;
      if (start.openBefore === 0) line += 1;
      if (hasEscapes) {
        pen = penAfter(pen, Buffer.from(bytes.subarray(penTo, start.at)).toString('latin1'));
        penTo = start.at;
      }
      next = starts.next();
      const isLast = next.done === true;
      const body = isLast ? this.#lastRow(block, bytes, start.at) : { bytes: rowBytes(bytes, start.at), isOpen: false };
      yield {
        ...{ at, line, pen, stream: block.stream, time: block.at, leftOut: block.leftOut },
        offset: block.storedOffset + start.at,
        bytes: start.openBefore === 0 ? body.bytes : withoutPart(body.bytes),
        continues: start.openBefore > 0,
        isOpen: isLast && body.isOpen,
      };
    }
  }

  /** It may go on in the next blocks of its stream. */
  #lastRow(block: SeenBlock, bytes: Uint8Array, at: number): { bytes: Uint8Array; isOpen: boolean } {
    const wanted = ROW_BYTES + MOST_OF_A_CHARACTER;
    const parts: Uint8Array[] = [bytes.subarray(at)];
    let length = bytes.length - at;
    let ended = bytes.indexOf(NEWLINE, at) !== -1;
    for (let next = this.#blocks.nextOf(block); next !== null && length < wanted && !ended; ) {
      const more = this.#bytes(next, { from: 0, to: Math.min(next.storedBytes, wanted - length) });
      parts.push(more);
      length += more.length;
      ended = more.indexOf(NEWLINE) !== -1;
      next = this.#blocks.nextOf(next);
    }
    const joined = parts.length === 1 ? (parts[0] ?? bytes) : Buffer.concat(parts);
    const isOpen = !ended && joined.length <= ROW_BYTES;
    return { bytes: rowBytes(joined, 0), isOpen };
  }

  #bytes(block: SeenBlock, range: { from: number; to: number }): Uint8Array {
    if (block.bytes !== null) return block.bytes.subarray(range.from, range.to);
    let reader = this.#readers.get(block.segment);
    if (reader === undefined) {
      reader = new SegmentReader(join(this.#folder, this.#runId, `${block.segment}.seg`));
      this.#readers.set(block.segment, reader);
    }
    // A block ends with its bytes and one newline.
    return reader.read(block.end - 1 - block.storedBytes + range.from, range.to - range.from);
  }
}

/** From a row's start to its line's end, or to the end of the row with the whole of its last character. */
function rowBytes(bytes: Uint8Array, from: number): Uint8Array {
  const newline = bytes.indexOf(NEWLINE, from);
  const lineEnd = newline === -1 ? bytes.length : newline;
  let end = Math.min(lineEnd, from + ROW_BYTES);
  for (let more = 0; end < lineEnd && more < MOST_OF_A_CHARACTER && isContinuation(bytes[end]); more += 1) end += 1;
  return bytes.subarray(from, end);
}

/** What of a character stands in the row before. */
function withoutPart(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < MOST_OF_A_CHARACTER && isContinuation(bytes[from])) from += 1;
  return bytes.subarray(from);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}

/** So many attempts are kept: people look at a few. */
const MOST_VIEWS = 8;

/** The attempts somebody looks at. */
export class AttemptViews {
  readonly #source: Source;
  readonly #views = new Map<string, AttemptRows>();

  constructor(source: Source) {
    this.#source = source;
  }

  of(ref: AttemptKey, unstored: () => readonly UnstoredBlock[]): AttemptRows {
    const name = attemptName(ref);
    const { runId, stepId, target, attempt } = ref;
    const view = this.#views.get(name) ?? new AttemptRows(this.#source, { runId, stepId, target, attempt }, unstored);
    this.#views.delete(name);
    this.#views.set(name, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > MOST_VIEWS && oldest !== undefined) this.#views.delete(oldest);
    view.refresh();
    return view;
  }
}
