/** Finds a mark in a byte stream whatever way it is cut, holding back only what could be the mark's beginning. */
export class MarkScanner {
  readonly #mark: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(mark: string) {
    this.#mark = Buffer.from(mark, 'latin1');
  }

  /** `before` is free to go on. Once found, `after` is what followed the mark, and the scanner's work is done. */
  feed(bytes: Buffer): { readonly before: Buffer; readonly after: Buffer | null } {
    const all = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const at = all.indexOf(this.#mark);
    if (at >= 0) return { before: all.subarray(0, at), after: all.subarray(at + this.#mark.length) };
    const keep = this.#beginningAtEnd(all);
    this.#held = Buffer.from(all.subarray(all.length - keep));
    return { before: all.subarray(0, all.length - keep), after: null };
  }

  /** What was held back and turned out to be no mark. */
  rest(): Buffer {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    return held;
  }

  #beginningAtEnd(all: Buffer): number {
    for (let length = Math.min(this.#mark.length - 1, all.length); length > 0; length--) {
      if (all.subarray(all.length - length).equals(this.#mark.subarray(0, length))) return length;
    }
    return 0;
  }
}
