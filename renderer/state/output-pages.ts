import type { OutputStream } from '../../contract/events.ts';
import type { OutputBlock } from '../../contract/workspace-views.ts';

export const PAGE_BYTES = 262_144;
/** Twelve megabytes at most, whatever the output is. */
const MOST_PAGES = 48;

interface Page {
  readonly bytes: Uint8Array;
}

/** The pages of output that were looked at last. What is not here is read again. */
export class OutputPages {
  readonly #pages = new Map<string, Page>();

  /** The bytes of a range, or the page that is missing for it. */
  read(stream: OutputStream, offset: number, length: number): Uint8Array | { readonly missing: number } {
    const parts: Uint8Array[] = [];
    let at = offset;
    const end = offset + length;
    while (at < end) {
      const number = Math.floor(at / PAGE_BYTES);
      const page = this.#use(stream, number);
      const from = at - number * PAGE_BYTES;
      const part = page?.bytes.subarray(from, Math.min(PAGE_BYTES, end - number * PAGE_BYTES));
      if (part === undefined || part.length < Math.min(PAGE_BYTES - from, end - at)) return { missing: number };
      parts.push(part);
      at += part.length;
    }
    return joined(parts, length);
  }

  /** Keeps bytes that begin at `offset`: whole pages, or a tail that continues the page it belongs to. */
  keep(stream: OutputStream, offset: number, bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const number = Math.floor((offset + at) / PAGE_BYTES);
      const from = offset + at - number * PAGE_BYTES;
      const part = bytes.subarray(at, at + PAGE_BYTES - from);
      const present = this.#pages.get(keyOf(stream, number))?.bytes;
      if (from === 0 || present?.length === from) {
        this.#put(
          stream,
          number,
          present === undefined || from === 0 ? part : joined([present, part], from + part.length),
        );
      }
      at += part.length;
    }
  }

  #use(stream: OutputStream, number: number): Page | undefined {
    const key = keyOf(stream, number);
    const page = this.#pages.get(key);
    if (page === undefined) return undefined;
    this.#pages.delete(key);
    this.#pages.set(key, page);
    return page;
  }

  #put(stream: OutputStream, number: number, bytes: Uint8Array): void {
    const key = keyOf(stream, number);
    this.#pages.delete(key);
    this.#pages.set(key, { bytes });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > MOST_PAGES && oldest !== undefined) this.#pages.delete(oldest);
  }
}

/** When each piece was captured, by stream; asked for a place, answers with the piece that holds it. */
export class OutputTimes {
  readonly #blocks = new Map<OutputStream, OutputBlock[]>();
  #redactions = 0;

  get redactions(): number {
    return this.#redactions;
  }

  add(stream: OutputStream, blocks: readonly OutputBlock[]): void {
    const known = this.#blocks.get(stream) ?? [];
    for (const block of blocks) {
      const last = known.at(-1);
      if (last !== undefined && block.offset < last.offset + last.bytes) continue;
      known.push(block);
      this.#redactions += block.redactions;
    }
    this.#blocks.set(stream, known);
  }

  at(stream: OutputStream, offset: number): number | null {
    const blocks = this.#blocks.get(stream) ?? [];
    let [low, high] = [0, blocks.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((blocks[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const found = blocks[low];
    return found === undefined || found.at === 0 ? null : found.at;
  }
}

function keyOf(stream: OutputStream, number: number): string {
  return `${stream} ${number}`;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
