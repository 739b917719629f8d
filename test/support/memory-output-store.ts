import { createHash, type Hash } from 'node:crypto';
import type { OutputStream } from '../../contract/events.ts';
import type {
  AttemptRef,
  OutputPiece,
  OutputStore,
  OutputWriter,
  StreamPosition,
} from '../../main/core/ports/output-store.ts';

/** Output in memory. What was not synced is lost by `crash`, as it would be on a disk. */
export interface MemoryOutputStore extends OutputStore {
  text(ref: AttemptRef, stream: OutputStream): string;
  crash(): void;
  /** Syncs throw this until told null; what was written waits, as in the real store. */
  failWith(failure: Error | null): void;
  readonly syncs: number;
}

interface Kept {
  pieces: OutputPiece[];
  durable: number;
  readonly streams: Partial<Record<OutputStream, { position: StreamPosition; readonly hash: Hash }>>;
}

/** Folds what was written since the last sync into the positions, as the real store does block by block. */
function settle(kept: Kept): void {
  for (const piece of kept.pieces.slice(kept.durable)) {
    const stream = kept.streams[piece.stream] ?? { position: nothing, hash: createHash('sha256') };
    const { rawBytes, storedBytes, redactions } = stream.position;
    if (piece.rawOffset !== rawBytes) throw new Error('a piece does not follow the one before');
    stream.hash.update(piece.bytes);
    stream.position = {
      rawBytes: rawBytes + piece.rawBytes,
      storedBytes: storedBytes + piece.bytes.length,
      storedDigest: stream.hash.copy().digest('hex'),
      redactions: redactions + piece.redactions,
      ...leftOutAfter(stream.position, piece),
    };
    kept.streams[piece.stream] = stream;
  }
  kept.durable = kept.pieces.length;
}

function leftOutAfter({ leftOut = [], storedBytes }: StreamPosition, piece: OutputPiece) {
  if (piece.leftOut === undefined) return leftOut.length === 0 ? {} : { leftOut };
  const { rawOffset, rawBytes } = piece;
  return { leftOut: [...leftOut, { rawOffset, rawBytes, storedOffset: storedBytes, ...piece.leftOut }] };
}

const nothing: StreamPosition = { rawBytes: 0, storedBytes: 0, storedDigest: '', redactions: 0 };

export function memoryOutputStore(): MemoryOutputStore {
  const attempts = new Map<string, Kept>();
  let failure: Error | null = null;
  let syncs = 0;
  const keptOf = (ref: AttemptRef): Kept => {
    const key = JSON.stringify([ref.runId, ref.stepId, ref.target, ref.attempt]);
    const kept = attempts.get(key) ?? { pieces: [], durable: 0, streams: {} };
    attempts.set(key, kept);
    return kept;
  };
  const bytesOf = (ref: AttemptRef, stream: OutputStream) =>
    Buffer.concat(keptOf(ref).pieces.flatMap((piece) => (piece.stream === stream ? [piece.bytes] : [])));
  const positions = (ref: AttemptRef): Partial<Record<OutputStream, StreamPosition>> =>
    Object.fromEntries(
      Object.entries(keptOf(ref).streams).map(([stream, { position }]) => [stream, position] as const),
    );
  return {
    open(ref): OutputWriter {
      const kept = keptOf(ref);
      kept.pieces.length = kept.durable;
      return {
        write(piece) {
          kept.pieces.push({ ...piece, bytes: piece.bytes.slice() });
        },
        async sync() {
          await new Promise((resolve) => setImmediate(resolve));
          if (failure !== null) throw failure;
          syncs += 1;
          settle(kept);
          return positions(ref);
        },
        async close() {},
      };
    },
    positions,
    read(...[ref, stream, offset, limit]) {
      const bytes = bytesOf(ref, stream);
      return { bytes: bytes.subarray(offset, offset + limit), totalBytes: bytes.length, at: 0 };
    },
    blocks(ref, stream, { from, to }) {
      let next = 0;
      return keptOf(ref).pieces.flatMap((piece) => {
        if (piece.stream !== stream) return [];
        const offset = next;
        next += piece.bytes.length;
        const { at, redactions } = piece;
        return next > from && offset < to ? [{ offset, bytes: piece.bytes.length, at, redactions }] : [];
      });
    },
    digesting() {
      const hash = createHash('sha256');
      return { add: (bytes) => hash.update(bytes), hex: () => hash.digest('hex') };
    },
    openTail() {
      let kept = Buffer.alloc(0);
      return {
        write(bytes) {
          kept = Buffer.concat([kept, bytes]);
        },
        read: (position, length) => kept.subarray(position, position + length),
        close() {},
      };
    },
    text: (ref, stream) => bytesOf(ref, stream).toString('utf8'),
    crash() {
      for (const kept of attempts.values()) kept.pieces.length = kept.durable;
    },
    failWith(next) {
      failure = next;
    },
    get syncs() {
      return syncs;
    },
  };
}
