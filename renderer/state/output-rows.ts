import type { OutputStream } from '../../contract/events.ts';

/** Where a row of output lies; its text is read when it is looked at. */
export interface OutputRow {
  readonly stream: OutputStream;
  readonly offset: number;
  readonly bytes: number;
  /** From 1 in the order of arrival; a row that continues a long line has the number of its line. */
  readonly line: number;
  readonly continues: boolean;
  /** Its line's end has not come yet. */
  readonly isOpen: boolean;
}

/** A line longer than this is shown in several rows: ten megabytes without a newline are rows like others. */
export const ROW_BYTES = 4096;
/** What an index of thirteen bytes a row may cost; beyond it the file has to be saved. */
const MOST_ROWS = 5_000_000;

const NEWLINE = 0x0a;
const streams: readonly OutputStream[] = ['stdout', 'stderr', 'body'];
const CONTINUES = 4;

/**
 * The index of one attempt's output: where each row begins and ends, in the order of arrival. It holds no text, so
 * that 200 MB cost a few. Bytes of a stream come in order; a line belongs to where its first byte came.
 */
export class OutputRows {
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #lines = new Uint32Array(1024);
  #marks = new Uint8Array(1024);
  #count = 0;
  #lastLine = 0;
  readonly #open = new Map<OutputStream, number>();
  readonly #ends = new Map<OutputStream, number>();
  /** Rows by stream, for showing one alone. */
  readonly #of = new Map<OutputStream, { rows: Uint32Array; count: number }>();

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= MOST_ROWS;
  }

  /** Bytes of the stream that are indexed: where its next ones begin. */
  end(stream: OutputStream): number {
    return this.#ends.get(stream) ?? 0;
  }

  /** `bytes` begin at `end(stream)`. */
  add(stream: OutputStream, bytes: Uint8Array): void {
    const base = this.end(stream);
    this.#ends.set(stream, base + bytes.length);
    let from = 0;
    while (from < bytes.length && !this.isFull) {
      const newline = bytes.indexOf(NEWLINE, from);
      const to = newline === -1 ? bytes.length : newline;
      this.#extend(stream, { bytes, base, from, to });
      if (newline === -1) return;
      this.#open.delete(stream);
      from = newline + 1;
    }
  }

  /** Gives a stretch of one line to the open row, and to further rows where it grows too long. */
  #extend(
    stream: OutputStream,
    { bytes, base, from, to }: { bytes: Uint8Array; base: number; from: number; to: number },
  ): void {
    let at = from;
    let open = this.#open.get(stream) ?? this.#begin(stream, base + at, null);
    while (at < to) {
      const room = ROW_BYTES - (this.#lengths[open] ?? 0);
      if (room > 0) {
        const taken = at + room >= to ? to - at : wholeLength(bytes, at, room);
        this.#lengths[open] = (this.#lengths[open] ?? 0) + taken;
        at += taken;
        if (taken > 0) continue;
      }
      open = this.#begin(stream, base + at, open);
    }
  }

  #begin(stream: OutputStream, offset: number, before: number | null): number {
    const row = this.#count;
    this.#makeRoom();
    if (before === null) this.#lastLine += 1;
    const line = before === null ? this.#lastLine : (this.#lines[before] ?? 0);
    this.#offsets[row] = offset;
    this.#lengths[row] = 0;
    this.#lines[row] = line;
    this.#marks[row] = streams.indexOf(stream) | (before === null ? 0 : CONTINUES);
    this.#count += 1;
    this.#note(stream, row);
    this.#open.set(stream, row);
    return row;
  }

  #note(stream: OutputStream, row: number): void {
    const list = this.#of.get(stream) ?? { rows: new Uint32Array(256), count: 0 };
    if (list.count === list.rows.length) list.rows = grown(list.rows, new Uint32Array(list.count * 2));
    list.rows[list.count] = row;
    list.count += 1;
    this.#of.set(stream, list);
  }

  #makeRoom(): void {
    if (this.#count < this.#marks.length) return;
    const size = this.#count * 2;
    this.#offsets = grown(this.#offsets, new Float64Array(size));
    this.#lengths = grown(this.#lengths, new Uint32Array(size));
    this.#lines = grown(this.#lines, new Uint32Array(size));
    this.#marks = grown(this.#marks, new Uint8Array(size));
  }

  row(at: number): OutputRow | null {
    if (at < 0 || at >= this.#count) return null;
    const mark = this.#marks[at] ?? 0;
    const stream = streams[mark & 3] ?? 'stdout';
    return {
      stream,
      offset: this.#offsets[at] ?? 0,
      bytes: this.#lengths[at] ?? 0,
      line: this.#lines[at] ?? 0,
      continues: (mark & CONTINUES) !== 0,
      isOpen: this.#open.get(stream) === at,
    };
  }

  /** How many rows the chosen streams have; with one stream `at` counts its own rows. */
  countOf(choice: readonly OutputStream[] | 'all'): number {
    if (choice === 'all') return this.#count;
    return choice.reduce((sum, stream) => sum + (this.#of.get(stream)?.count ?? 0), 0);
  }

  /** The place in the whole of the `at`-th row of a choice; `stdout` and `body` never come from one attempt. */
  placeOf(choice: readonly OutputStream[] | 'all', at: number): number {
    if (choice === 'all') return at;
    const list = choice.map((stream) => this.#of.get(stream)).find((one) => one !== undefined);
    return list === undefined || at < 0 || at >= list.count ? -1 : (list.rows[at] ?? -1);
  }

  streams(): readonly OutputStream[] {
    return streams.filter((stream) => this.#of.has(stream));
  }
}

/** Bytes up to the last whole UTF-8 character within `room`; at least one, so that broken bytes do not stop us. */
function wholeLength(bytes: Uint8Array, at: number, room: number): number {
  let length = room;
  const isInside = () => ((bytes[at + length] ?? 0) & 0b1100_0000) === 0b1000_0000;
  for (let back = 0; back < 3 && length > 0 && isInside(); back += 1) length -= 1;
  return isInside() ? room : length;
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
