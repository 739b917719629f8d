/** The `string` and `uint32` of SSH's packets (RFC 4251, section 5), read without trust. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** null = the bytes end before. */
  string(): Buffer | null {
    const length = this.uint32();
    if (length === null || this.#at + length > this.#bytes.length) return null;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  uint32(): number | null {
    if (this.#at + 4 > this.#bytes.length) return null;
    this.#at += 4;
    return this.#bytes.readUInt32BE(this.#at - 4);
  }

  uint64(): bigint | null {
    if (this.#at + 8 > this.#bytes.length) return null;
    this.#at += 8;
    return this.#bytes.readBigUInt64BE(this.#at - 8);
  }

  byte(): number | null {
    return this.#bytes[this.#at++] ?? null;
  }

  /** How far it was read. */
  get position(): number {
    return this.#at;
  }
}

export function wireString(content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.concat([wireUint32(bytes.length), bytes]);
}

export function wireUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
