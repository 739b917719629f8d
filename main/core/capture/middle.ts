import type { OutputStream } from '../../../contract/events.ts';
import type { OutputLimit } from '../../../contract/plan.ts';
import type { Digesting } from '../ports/digest.ts';
import type { OutputPiece, OutputTail } from '../ports/output-store.ts';

export interface MiddleParts {
  readonly limit: OutputLimit;
  readonly digesting: () => Digesting;
  readonly openTail: (bytes: number) => OutputTail;
  /** Bytes of the end that are kept; 0 = none. */
  readonly size: number;
}

/** A stretch of one stream that lies in the ring; its bytes by position. */
interface Stretch {
  readonly stream: OutputStream;
  readonly rawOffset: number;
  rawBytes: number;
  redactions: number;
  readonly at: number;
  readonly position: number;
  length: number;
}

interface Gap {
  readonly rawOffset: number;
  rawBytes: number;
  bytes: number;
  readonly digest: Digesting;
}

/** Stretches grow to this size: it is what is given up at once when the ring is full. */
const STRETCH = 64 * 1024;

/** What comes after the head: its end is kept in a ring on the disk, everything before that is only digested. */
export class Middle {
  readonly #parts: MiddleParts;
  readonly #gaps = new Map<OutputStream, Gap>();
  #stretches: Stretch[] = [];
  #ring: OutputTail | null = null;
  #written = 0;
  #held = 0;

  constructor(parts: MiddleParts) {
    this.#parts = parts;
  }

  take(piece: OutputPiece): void {
    if (this.#parts.size === 0) {
      this.#leaveOut(piece, piece.bytes);
      return;
    }
    // In pieces no longer than a stretch, so that one giant piece cannot drive out more than it must.
    for (let at = 0; at === 0 || at < piece.bytes.length; at += STRETCH) {
      const isWhole = piece.redactions > 0 || piece.bytes.length <= STRETCH;
      this.#hold(isWhole ? piece : partOf(piece, at, STRETCH));
      if (isWhole) break;
    }
  }

  *end(at: number): Generator<OutputPiece> {
    const begun = new Set<OutputStream>();
    for (const stretch of this.#stretches) {
      const { stream, rawOffset, rawBytes, redactions, position, length } = stretch;
      const gap = this.#gaps.get(stream);
      if (gap !== undefined && !begun.has(stream)) yield this.#mark(stream, gap, at);
      begun.add(stream);
      const bytes = this.#ring?.read(position, length) ?? new Uint8Array(0);
      yield { stream, rawOffset, rawBytes, bytes, redactions, at: stretch.at };
    }
    for (const [stream, gap] of this.#gaps) if (!begun.has(stream)) yield this.#mark(stream, gap, at);
  }

  close(): void {
    this.#ring?.close();
    this.#ring = null;
  }

  #hold(piece: OutputPiece): void {
    while (this.#held > 0 && this.#held + piece.bytes.length > this.#parts.size) this.#giveUpOldest();
    if (piece.bytes.length > this.#parts.size) {
      this.#leaveOut(piece, piece.bytes);
      return;
    }
    this.#ring ??= this.#parts.openTail(this.#parts.size);
    this.#ring.write(piece.bytes);
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.stream === piece.stream && last.length + piece.bytes.length <= STRETCH) {
      last.rawBytes += piece.rawBytes;
      last.redactions += piece.redactions;
      last.length += piece.bytes.length;
    } else {
      const { stream, rawOffset, rawBytes, redactions, at } = piece;
      const place = { position: this.#written, length: piece.bytes.length };
      this.#stretches.push({ stream, rawOffset, rawBytes, redactions, at, ...place });
    }
    this.#written += piece.bytes.length;
    this.#held += piece.bytes.length;
  }

  #giveUpOldest(): void {
    const oldest = this.#stretches.shift();
    if (oldest === undefined) return;
    this.#held -= oldest.length;
    this.#leaveOut(oldest, this.#ring?.read(oldest.position, oldest.length) ?? new Uint8Array(0));
  }

  #leaveOut(of: Pick<OutputPiece, 'stream' | 'rawOffset' | 'rawBytes'>, bytes: Uint8Array): void {
    const { stream, rawOffset } = of;
    const gap = this.#gaps.get(stream) ?? { rawOffset, rawBytes: 0, bytes: 0, digest: this.#parts.digesting() };
    gap.rawBytes += of.rawBytes;
    gap.bytes += bytes.length;
    gap.digest.add(bytes);
    this.#gaps.set(stream, gap);
  }

  #mark(stream: OutputStream, gap: Gap, at: number): OutputPiece {
    const { rawOffset, rawBytes } = gap;
    const leftOut = { bytes: gap.bytes, sha256: gap.digest.hex() };
    const what = `${leftOut.bytes} bytes of ${stream} beyond the outputLimit of ${this.#parts.limit.bytes} bytes`;
    const line = `\n[Holdpoint left out ${what}; SHA-256 ${leftOut.sha256}]\n`;
    return { stream, rawOffset, rawBytes, bytes: new TextEncoder().encode(line), redactions: 0, at, leftOut };
  }
}

function partOf(piece: OutputPiece, from: number, length: number): OutputPiece {
  const bytes = piece.bytes.subarray(from, from + length);
  return { ...piece, bytes, rawBytes: bytes.length, rawOffset: piece.rawOffset + from };
}
