import type { OutputStream } from '../../../contract/events.ts';

export interface AttemptRef {
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
}

/** Where a stream stands: bytes before redaction, bytes kept, running digest of what was kept. */
export interface StreamPosition {
  readonly rawBytes: number;
  readonly storedBytes: number;
  readonly storedDigest: string;
  readonly redactions: number;
}

/** A piece as redaction leaves it. `rawOffset` and `rawBytes` say which bytes of the source it stands for. */
export interface OutputPiece {
  readonly stream: OutputStream;
  readonly rawOffset: number;
  readonly rawBytes: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
  readonly at: number;
}

/**
 * Append-only segments, `output/RUN/N.seg`, and their index in the database. Nothing is ever cut.
 * After a crash `positions` says what is really durable; bytes past it are dropped by `open`.
 */
export interface OutputStore {
  open(ref: AttemptRef): OutputWriter;
  positions(ref: AttemptRef): Partial<Record<OutputStream, StreamPosition>>;
  read(
    ref: AttemptRef,
    stream: OutputStream,
    offset: number,
    limit: number,
  ): { readonly bytes: Uint8Array; readonly totalBytes: number; readonly at: number };
  /** The pieces of which something lies in the range, in order, as they were captured. */
  blocks(ref: AttemptRef, stream: OutputStream, range: { from: number; to: number }): readonly CapturedBlock[];
}

/** `offset` as stored. */
export interface CapturedBlock {
  readonly offset: number;
  readonly bytes: number;
  readonly at: number;
  readonly redactions: number;
}

export interface OutputWriter {
  /** Buffers and writes in order; durable only after `sync`. */
  write(piece: OutputPiece): void;
  /** Resolves when everything written so far is durable, with the positions then. */
  sync(): Promise<Partial<Record<OutputStream, StreamPosition>>>;
  close(): Promise<void>;
}
