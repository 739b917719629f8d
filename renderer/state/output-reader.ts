import { ok, type Problem, type Result } from '../../contract/errors.ts';
import { type OutputStream, outputStreams } from '../../contract/events.ts';
import type { OutputBlock, OutputChunk } from '../../contract/workspace-views.ts';
import { OutputPages, OutputTimes, PAGE_BYTES } from './output-pages.ts';
import { OutputRows } from './output-rows.ts';

export interface BytesAsked {
  readonly stream: OutputStream;
  readonly offset: number;
  readonly limit: number;
}

export interface BytesRead {
  readonly bytes: Uint8Array;
  readonly totalBytes: number;
  readonly blocks: readonly OutputBlock[];
}

export type ReadBytes = (asked: BytesAsked) => Promise<Result<BytesRead>>;

/** What a stream has in store that is not indexed yet. */
interface Waiting {
  readonly stream: OutputStream;
  bytes: Uint8Array;
  blocks: readonly OutputBlock[];
  total: number;
}

/**
 * One attempt's output, however long: an index of all rows, some pages of text, and the ways to read the rest.
 * First it takes in what is stored, both streams in the order they came; then what arrives.
 */
export class OutputReader {
  readonly rows = new OutputRows();
  readonly times = new OutputTimes();
  readonly #pages = new OutputPages();
  readonly #read: ReadBytes;
  readonly #changed: () => void;
  readonly #asked = new Set<string>();
  #isClosed = false;
  problem: Problem | null = null;
  /** Bytes known to be stored, of all streams. */
  total = 0;

  constructor(read: ReadBytes, changed: () => void) {
    this.#read = read;
    this.#changed = changed;
  }

  close(): void {
    this.#isClosed = true;
  }

  get indexed(): number {
    return outputStreams.reduce((sum, stream) => sum + this.rows.end(stream), 0);
  }

  /** Takes in everything stored so far, piece by piece in the order of capture. True when nothing is left. */
  async takeStored(): Promise<boolean> {
    const waiting: Waiting[] = [];
    for (const stream of outputStreams) {
      const first = await this.#fetch(stream, this.rows.end(stream));
      if (first === null) return false;
      if (first.bytes.length > 0) waiting.push({ stream, ...first, total: first.totalBytes });
    }
    this.total = this.indexed + waiting.reduce((sum, one) => sum + one.total - this.rows.end(one.stream), 0);
    while (!this.#isClosed) {
      const next = earliest(waiting, this.rows);
      if (next === null) break;
      const piece = pieceOf(next, this.rows.end(next.stream));
      this.rows.add(next.stream, piece);
      next.bytes = next.bytes.subarray(piece.length);
      if (next.bytes.length > 0 || this.rows.end(next.stream) >= next.total) continue;
      const more = await this.#fetch(next.stream, this.rows.end(next.stream));
      if (more === null) return false;
      Object.assign(next, { bytes: more.bytes, blocks: more.blocks, total: more.totalBytes });
      this.#changed();
    }
    this.#changed();
    return !this.#isClosed;
  }

  /** Takes in what was pushed. What is missing before it, or cannot be told from its text, is read from the store. */
  async takeChunk(chunk: OutputChunk): Promise<void> {
    const end = this.rows.end(chunk.stream);
    const last = chunk.offset + chunk.bytes;
    if (last <= end || this.#isClosed) return;
    const bytes = new TextEncoder().encode(chunk.text);
    if (bytes.length === chunk.bytes && chunk.offset <= end) {
      this.times.add(chunk.stream, [{ offset: chunk.offset, bytes: chunk.bytes, at: chunk.at, redactions: 0 }]);
      const fresh = bytes.subarray(end - chunk.offset);
      this.#pages.keep(chunk.stream, end, fresh);
      this.rows.add(chunk.stream, fresh);
      this.total = Math.max(this.total, this.indexed);
      this.#changed();
      return;
    }
    // Invalid bytes became replacement characters, or something came before: the store knows the truth.
    while (this.rows.end(chunk.stream) < last && !this.#isClosed) {
      const piece = await this.#fetch(chunk.stream, this.rows.end(chunk.stream));
      if (piece === null || piece.bytes.length === 0) return;
      this.rows.add(chunk.stream, piece.bytes);
      this.#changed();
    }
  }

  async #fetch(stream: OutputStream, offset: number): Promise<BytesRead | null> {
    // Pages are kept whole: what begins inside one is read to its end.
    const limit = PAGE_BYTES - (offset % PAGE_BYTES);
    const answer = await this.#read({ stream, offset, limit });
    if (this.#isClosed) return null;
    if (!answer.ok) {
      this.problem = answer.problem;
      this.#changed();
      return null;
    }
    this.problem = null;
    this.times.add(stream, answer.value.blocks);
    this.#pages.keep(stream, offset, answer.value.bytes);
    return answer.value;
  }

  /** The text of a row, or null while it is on its way. */
  text(place: number): string | null {
    const row = this.rows.row(place);
    if (row === null) return null;
    const found = this.#pages.read(row.stream, row.offset, row.bytes);
    if (found instanceof Uint8Array) return decoder.decode(found);
    void this.#load(row.stream, found.missing);
    return null;
  }

  async #load(stream: OutputStream, number: number): Promise<void> {
    const key = `${stream} ${number}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const piece = await this.#fetch(stream, number * PAGE_BYTES);
    this.#asked.delete(key);
    if (piece !== null) this.#changed();
  }

  /** Stored bytes, read past the pages in sight so that these are not driven out. */
  async bytesOf(
    stream: OutputStream,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<Result<Uint8Array>> {
    const parts: Uint8Array[] = [];
    let at = from;
    while (at < to) {
      const answer = await this.#read({ stream, offset: at, limit: Math.min(PAGE_BYTES, to - at) });
      if (!answer.ok) return answer;
      if (answer.value.bytes.length === 0) break;
      parts.push(answer.value.bytes);
      at += answer.value.bytes.length;
    }
    return ok(joinedBytes(parts));
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The stream whose next byte was captured first. */
function earliest(waiting: readonly Waiting[], rows: OutputRows): Waiting | null {
  let found: Waiting | null = null;
  let foundAt = Number.POSITIVE_INFINITY;
  for (const one of waiting) {
    if (one.bytes.length === 0) continue;
    const at = blockAt(one.blocks, rows.end(one.stream))?.at ?? 0;
    if (found === null || at < foundAt) [found, foundAt] = [one, at];
  }
  return found;
}

/** The bytes up to the end of the captured piece: behind it another stream may come first. */
function pieceOf(one: Waiting, offset: number): Uint8Array {
  const block = blockAt(one.blocks, offset);
  return block === null ? one.bytes : one.bytes.subarray(0, Math.max(1, block.offset + block.bytes - offset));
}

function blockAt(blocks: readonly OutputBlock[], offset: number): OutputBlock | null {
  return blocks.find((block) => offset >= block.offset && offset < block.offset + block.bytes) ?? null;
}
