/** Pieces not yet durable, by their stored offset. */
interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly at: number;
}

const MOST_BYTES = 256 * 1024;

/**
 * The newest pieces of one stream that a reader may still need before they are durable. Bounded: what does not fit
 * is read from the store later, where every byte is.
 */
export class LiveTail {
  #pieces: Piece[] = [];
  #bytes = 0;

  add({ offset, bytes, at }: Piece): void {
    this.#pieces.push({ offset, bytes, at });
    this.#bytes += bytes.length;
    while (this.#bytes > MOST_BYTES && this.#pieces.length > 1) this.#bytes -= this.#pieces.shift()?.bytes.length ?? 0;
  }

  /** Bytes from this offset on, gapless, at most `limit`; null when the next one is not here. */
  from(offset: number, limit: number): { readonly bytes: Uint8Array; readonly at: number } | null {
    const first = this.#pieces.findIndex(
      (piece) => piece.offset <= offset && offset < piece.offset + piece.bytes.length,
    );
    if (first < 0) return null;
    const parts: Uint8Array[] = [];
    let next = offset;
    for (const piece of this.#pieces.slice(first)) {
      if (piece.offset > next || next - offset >= limit) break;
      const part = piece.bytes.subarray(next - piece.offset, next - piece.offset + limit - (next - offset));
      parts.push(part);
      next += part.length;
    }
    return { bytes: joined(parts, next - offset), at: this.#pieces[first]?.at ?? 0 };
  }

  /** Forgets what lies before this offset. */
  drop(offset: number): void {
    const keep = this.#pieces.findIndex((piece) => piece.offset + piece.bytes.length > offset);
    this.#pieces = keep < 0 ? [] : this.#pieces.slice(keep);
    this.#bytes = this.#pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
