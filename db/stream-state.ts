import type { Hash } from 'node:crypto';
import type { LeftOut } from '../contract/events.ts';
import type { BlockHeader } from './output-block.ts';
import type { StreamKey } from './output-index.ts';
import { type LineState, type Tally, Tallying } from './output-tally.ts';
import type { QueuedBlock } from './run-segments.ts';

/** The shape of the OutputStore port's StreamPosition. */
export interface Position {
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly storedDigest: string;
  readonly redactions: number;
  readonly leftOut?: LeftOut[];
}

export interface Piece {
  readonly rawOffset: number;
  readonly rawBytes: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
  readonly at: number;
  /** The bytes stand in for output that was left out. */
  readonly leftOut?: { readonly bytes: number; readonly sha256: string };
}

export interface StreamStart {
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly redactions: number;
  readonly blocks: number;
  readonly leftOut: readonly LeftOut[];
  readonly line: LineState;
  /** Has digested everything stored so far. */
  readonly hash: Hash;
}

/** A block that is not on the disk yet. */
export interface UnstoredBlock {
  readonly stream: StreamKey['stream'];
  readonly storedOffset: number;
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
  readonly tally: Tally;
  readonly leftOut?: { readonly bytes: number; readonly sha256: string } | undefined;
}

/** Pieces are gathered into blocks of this size, so that a chatty command does not fill the index. */
const BLOCK_BYTES = 64 * 1024;

/** One stream of one attempt while it is written: what is gathered, and what is durable. */
export class StreamState {
  readonly #key: StreamKey;
  readonly #digest: (data: Uint8Array) => string;
  readonly #hash: Hash;
  readonly #tallying: Tallying;
  #durable: { rawBytes: number; storedBytes: number; redactions: number; leftOut: readonly LeftOut[] };
  #rawEnd: number;
  #storedEnd: number;
  #nextOrdinal: number;
  #gathered: Piece[] = [];
  #gatheredBytes = 0;
  /** What was gathered last, in one piece, for who looks before it is sealed. */
  #joined: { readonly pieces: number; readonly bytes: Uint8Array } | null = null;

  constructor(key: StreamKey, start: StreamStart, digest: (data: Uint8Array) => string) {
    this.#key = key;
    this.#digest = digest;
    this.#hash = start.hash;
    this.#tallying = new Tallying(start.line);
    const { rawBytes, storedBytes, redactions, leftOut } = start;
    this.#durable = { rawBytes, storedBytes, redactions, leftOut };
    this.#rawEnd = start.rawBytes;
    this.#storedEnd = start.storedBytes;
    this.#nextOrdinal = start.blocks;
  }

  get stream(): StreamKey['stream'] {
    return this.#key.stream;
  }

  /** Takes a piece; answers with the blocks that are full. Throws on a gap: that is lost output, a defect. */
  gather(piece: Piece): readonly QueuedBlock[] {
    if (piece.rawOffset !== this.#rawEnd) {
      throw new Error(`output of ${this.#key.stepId} continues at byte ${piece.rawOffset}, expected ${this.#rawEnd}`);
    }
    if (piece.rawBytes === 0 && piece.bytes.length === 0) return [];
    // What stands in for something else is a block of its own.
    const before = piece.leftOut === undefined ? null : this.seal();
    this.#gathered.push(piece);
    this.#rawEnd += piece.rawBytes;
    this.#gatheredBytes += piece.bytes.length;
    const isFull = this.#gatheredBytes >= BLOCK_BYTES || piece.leftOut !== undefined;
    return [before, isFull ? this.seal() : null].filter((block) => block !== null);
  }

  /** When the first of what is gathered was captured; null when nothing is. */
  get gatheredSince(): number | null {
    return this.#gathered[0]?.at ?? null;
  }

  /** Closes what is gathered into a block; null when there is nothing. */
  seal(): QueuedBlock | null {
    const first = this.#gathered[0];
    if (first === undefined) return null;
    const bytes = this.#join();
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
      ...(first.leftOut === undefined ? {} : { leftOut: first.leftOut }),
    };
    this.#nextOrdinal += 1;
    this.#storedEnd += bytes.length;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#joined = null;
    return { header, bytes, tally: this.#tallying.add(bytes) };
  }

  /** What `seal` would close, for who looks at what is not durable yet. */
  peek(): UnstoredBlock | null {
    const first = this.#gathered[0];
    if (first === undefined) return null;
    const bytes = this.#join();
    const { stream } = this.#key;
    const redactions = this.#gathered.reduce((sum, piece) => sum + piece.redactions, 0);
    const place = { stream, storedOffset: this.#storedEnd, at: first.at };
    return { ...place, bytes, redactions, tally: this.#tallying.look(bytes) };
  }

  #join(): Uint8Array {
    const pieces = this.#gathered.length;
    if (this.#joined?.pieces !== pieces) {
      this.#joined = { pieces, bytes: joined(this.#gathered.map((piece) => piece.bytes)) };
    }
    return this.#joined.bytes;
  }

  /** A block of this stream is durable; blocks become so in order. */
  settle({ header, bytes }: QueuedBlock): void {
    this.#hash.update(bytes);
    this.#durable = {
      rawBytes: header.rawOffset + header.rawBytes,
      storedBytes: header.storedOffset + header.storedBytes,
      redactions: this.#durable.redactions + header.redactions,
      leftOut: header.leftOut === undefined ? this.#durable.leftOut : [...this.#durable.leftOut, leftOutOf(header)],
    };
  }

  position(): Position {
    const { leftOut, ...durable } = this.#durable;
    const position = { ...durable, storedDigest: this.#hash.copy().digest('hex') };
    return leftOut.length === 0 ? position : { ...position, leftOut: [...leftOut] };
  }
}

/** What came from another thread in one batch lies side by side already, and is not copied. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...rest] = pieces;
  if (first === undefined) return new Uint8Array(0);
  let length = first.length;
  for (const piece of rest) {
    if (piece.buffer !== first.buffer || piece.byteOffset !== first.byteOffset + length) return Buffer.concat(pieces);
    length += piece.length;
  }
  return new Uint8Array(first.buffer, first.byteOffset, length);
}

/** As the record of a stream says it; only of a block that stands in for something. */
export function leftOutOf({ rawOffset, rawBytes, storedOffset, leftOut }: BlockHeader): LeftOut {
  return { rawOffset, rawBytes, storedOffset, bytes: leftOut?.bytes ?? 0, sha256: leftOut?.sha256 ?? '' };
}
