import type { OutputStream } from '../../../contract/events.ts';
import { PAGE_BYTES } from '../../state/output-pages.ts';
import type { OutputReader } from '../../state/output-reader.ts';
import type { OutputRow } from '../../state/output-rows.ts';

interface Held {
  readonly from: number;
  readonly bytes: Uint8Array;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Reads rows from the first to the last, a page of each stream at a time, past the pages that are in sight. */
export class RowTexts {
  readonly #reader: OutputReader;
  readonly #held = new Map<OutputStream, Held>();

  constructor(reader: OutputReader) {
    this.#reader = reader;
  }

  /** The text if its page is at hand; else ask `load` and again. */
  text(row: OutputRow): string | null {
    const held = this.#held.get(row.stream);
    if (row.bytes === 0) return '';
    if (held === undefined || row.offset < held.from || row.offset + row.bytes > held.from + held.bytes.length)
      return null;
    const from = row.offset - held.from;
    return decoder.decode(held.bytes.subarray(from, from + row.bytes));
  }

  /** False when it could not be read. */
  async load(row: OutputRow): Promise<boolean> {
    const to = Math.min(row.offset + PAGE_BYTES, this.#reader.rows.end(row.stream));
    const read = await this.#reader.bytesOf(row.stream, { from: row.offset, to });
    if (!read.ok || read.value.length < row.bytes) return false;
    this.#held.set(row.stream, { from: row.offset, bytes: read.value });
    return true;
  }
}
