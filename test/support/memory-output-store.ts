import type { OutputStream } from '../../contract/events.ts';
import { sha256 } from '../../main/adapters/digest.ts';
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
}

export function memoryOutputStore(): MemoryOutputStore {
  const attempts = new Map<string, Kept>();
  let failure: Error | null = null;
  let syncs = 0;
  const keptOf = (ref: AttemptRef): Kept => {
    const key = JSON.stringify([ref.runId, ref.stepId, ref.target, ref.attempt]);
    const kept = attempts.get(key) ?? { pieces: [], durable: 0 };
    attempts.set(key, kept);
    return kept;
  };
  const bytesOf = (ref: AttemptRef, stream: OutputStream) =>
    Buffer.concat(keptOf(ref).pieces.flatMap((piece) => (piece.stream === stream ? [piece.bytes] : [])));
  const positions = (ref: AttemptRef) => {
    const found: Partial<Record<OutputStream, StreamPosition>> = {};
    for (const piece of keptOf(ref).pieces.slice(0, keptOf(ref).durable)) {
      const before = found[piece.stream];
      if (piece.rawOffset !== (before?.rawBytes ?? 0)) throw new Error('a piece does not follow the one before');
      found[piece.stream] = {
        rawBytes: piece.rawOffset + piece.rawBytes,
        storedBytes: (before?.storedBytes ?? 0) + piece.bytes.length,
        storedDigest: '',
        redactions: (before?.redactions ?? 0) + piece.redactions,
      };
    }
    for (const stream of ['stdout', 'stderr', 'body'] as const) {
      const position = found[stream];
      if (position !== undefined) found[stream] = { ...position, storedDigest: sha256(bytesOf(ref, stream)) };
    }
    return found;
  };
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
          kept.durable = kept.pieces.length;
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
