import type { Hash } from 'node:crypto';
import type { BlockHeader } from './output-block.ts';
import type { StreamKey } from './output-index.ts';
import type { QueuedBlock } from './run-segments.ts';

/** The shape of the OutputStore port's StreamPosition. */
export interface Position {
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly storedDigest: string;
  readonly redactions: number;
}

export interface Piece {
  readonly rawOffset: number;
  readonly rawBytes: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
  readonly at: number;
}

export interface StreamStart {
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly redactions: number;
  readonly blocks: number;
  /** Has digested everything stored so far. */
  readonly hash: Hash;
}

/** Pieces are gathered into blocks of this size, so that a chatty command does not fill the index. */
const BLOCK_BYTES = 64 * 1024;

/** One stream of one attempt while it is written: what is gathered, and what is durable. */
export class StreamState {
  readonly #key: StreamKey;
  readonly #digest: (data: Uint8Array) => string;
  readonly #hash: Hash;
  #durable: { rawBytes: number; storedBytes: number; redactions: number };
  #rawEnd: number;
  #storedEnd: number;
  #nextOrdinal: number;
  #gathered: Piece[] = [];
  #gatheredBytes = 0;

  constructor(key: StreamKey, start: StreamStart, digest: (data: Uint8Array) => string) {
    this.#key = key;
    this.#digest = digest;
    this.#hash = start.hash;
    this.#durable = { rawBytes: start.rawBytes, storedBytes: start.storedBytes, redactions: start.redactions };
    this.#rawEnd = start.rawBytes;
    this.#storedEnd = start.storedBytes;
    this.#nextOrdinal = start.blocks;
  }

  /** Takes a piece; answers with a block when enough is gathered. Throws on a gap: that is lost output, a defect. */
  gather(piece: Piece): QueuedBlock | null {
    if (piece.rawOffset !== this.#rawEnd) {
      throw new Error(`output of ${this.#key.stepId} continues at byte ${piece.rawOffset}, expected ${this.#rawEnd}`);
    }
    if (piece.rawBytes === 0 && piece.bytes.length === 0) return null;
    this.#gathered.push(piece);
    this.#rawEnd += piece.rawBytes;
    this.#gatheredBytes += piece.bytes.length;
    return this.#gatheredBytes >= BLOCK_BYTES ? this.seal() : null;
  }

  /** Closes what is gathered into a block; null when there is nothing. */
  seal(): QueuedBlock | null {
    const first = this.#gathered[0];
    if (first === undefined) return null;
    const bytes = Buffer.concat(this.#gathered.map((piece) => piece.bytes));
    const { stepId, target, attempt, stream } = this.#key;
    const header: BlockHeader = {
      ...{ stepId, target, attempt, stream },
      ordinal: this.#nextOrdinal,
      storedOffset: this.#storedEnd,
      storedBytes: bytes.length,
      rawOffset: first.rawOffset,
      rawBytes: this.#rawEnd - first.rawOffset,
      redactions: this.#gathered.reduce((sum, piece) => sum + piece.redactions, 0),
      at: first.at,
      sha256: this.#digest(bytes),
    };
    this.#nextOrdinal += 1;
    this.#storedEnd += bytes.length;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    return { header, bytes };
  }

  /** A block of this stream is durable; blocks become so in order. */
  settle({ header, bytes }: QueuedBlock): void {
    this.#hash.update(bytes);
    this.#durable = {
      rawBytes: header.rawOffset + header.rawBytes,
      storedBytes: header.storedOffset + header.storedBytes,
      redactions: this.#durable.redactions + header.redactions,
    };
  }

  position(): Position {
    return { ...this.#durable, storedDigest: this.#hash.copy().digest('hex') };
  }
}
