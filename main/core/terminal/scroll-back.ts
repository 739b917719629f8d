import { TERMINAL_SCROLLBACK_BYTES } from '../../../contract/terminals.ts';

/** The last of what a terminal showed, for pages that come later. Offsets count from its first byte. */
export class ScrollBack {
  #pieces: Uint8Array[] = [];
  #start = 0;
  #end = 0;

  get end(): number {
    return this.#end;
  }

  push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#end += bytes.length;
    while (this.#end - this.#start > TERMINAL_SCROLLBACK_BYTES) {
      const [first] = this.#pieces;
      if (first === undefined || this.#end - this.#start - first.length < TERMINAL_SCROLLBACK_BYTES / 2) break;
      this.#pieces.shift();
      this.#start += first.length;
    }
  }

  /** From `offset` on, or from the oldest that is kept; at most `limit` bytes. */
  read(offset: number, limit: number): { readonly offset: number; readonly bytes: Uint8Array } {
    const from = Math.max(offset, this.#start);
    const parts: Uint8Array[] = [];
    let at = this.#start;
    let length = 0;
    for (const piece of this.#pieces) {
      const begin = Math.max(0, from - at);
      at += piece.length;
      if (begin >= piece.length) continue;
      const part = piece.subarray(begin, begin + limit - length);
      parts.push(part);
      length += part.length;
      if (length >= limit) break;
    }
    return { offset: from, bytes: Buffer.concat(parts) };
  }
}
