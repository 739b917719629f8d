import type { OutputLimit } from '../../../contract/plan.ts';
import type { Digesting } from '../ports/digest.ts';
import type { OutputPiece, OutputTail } from '../ports/output-store.ts';
import { Middle } from './middle.ts';

export interface LimitParts {
  readonly limit: OutputLimit;
  /** Bytes of the attempt that were kept by an earlier core. */
  readonly kept: number;
  readonly digesting: () => Digesting;
  readonly openTail: (bytes: number) => OutputTail;
  /** Told once, when output passes a limit that fails the step. */
  readonly passed: () => void;
}

/**
 * Decides which pieces of an attempt's output, of all streams together, are stored: all up to the limit; of what comes
 * after, nothing (`fail`) or the end (`keep-head-and-tail`: half the limit at either side). What is left out is
 * counted, digested, and replaced by one marked line a stream.
 */
export class LimitedOutput {
  readonly #parts: LimitParts;
  readonly #head: number;
  readonly #tail: number;
  #taken: number;
  #middle: Middle | null = null;
  #isPassed = false;

  constructor(parts: LimitParts) {
    const { bytes, policy } = parts.limit;
    this.#parts = parts;
    this.#tail = policy === 'fail' ? 0 : Math.floor(bytes / 2);
    this.#head = bytes - this.#tail;
    this.#taken = parts.kept;
  }

  /** Output passed the limit, and the policy is to fail. */
  get isPassed(): boolean {
    return this.#isPassed;
  }

  /** The pieces to store now. */
  take(piece: OutputPiece): readonly OutputPiece[] {
    const room = this.#middle === null ? this.#head - this.#taken : 0;
    this.#taken += piece.bytes.length;
    if (piece.bytes.length <= room) return [piece];
    // A redacted passage is never cut: its bytes stand for others. The head may be shorter by a piece then.
    const [head, rest] = piece.redactions === 0 && room > 0 ? cut(piece, room) : [null, piece];
    this.#middle ??= new Middle({ ...this.#parts, size: this.#tail });
    this.#middle.take(rest);
    if (this.#tail === 0 && !this.#isPassed) {
      this.#isPassed = true;
      this.#parts.passed();
    }
    return head === null ? [] : [head];
  }

  /** The pieces that are stored at the end: what stands in for the middle, and what was kept of the end. */
  *end(at: number): Generator<OutputPiece> {
    if (this.#middle === null) return;
    yield* this.#middle.end(at);
    this.close();
  }

  close(): void {
    this.#middle?.close();
    this.#middle = null;
  }
}

/** Without redactions stored and raw bytes are the same, one to one. */
function cut(piece: OutputPiece, at: number): readonly [OutputPiece, OutputPiece] {
  return [
    { ...piece, bytes: piece.bytes.subarray(0, at), rawBytes: at },
    { ...piece, bytes: piece.bytes.subarray(at), rawBytes: piece.rawBytes - at, rawOffset: piece.rawOffset + at },
  ];
}
