import type { LeftOut, OutputStream } from '../../../contract/events.ts';
import type { Digesting } from './digest.ts';

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
  /** What a limit left out; missing = nothing. */
  readonly leftOut?: LeftOut[];
}

/** A piece as redaction leaves it. `rawOffset` and `rawBytes` say which bytes of the source it stands for. */
export interface OutputPiece {
  readonly stream: OutputStream;
  readonly rawOffset: number;
  readonly rawBytes: number;
  readonly bytes: Uint8Array;
  readonly redactions: number;
  readonly at: number;
  /** The bytes are a marked line in place of so many others, of which this is the digest. */
  readonly leftOut?: { readonly bytes: number; readonly sha256: string };
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
  /** A place on the disk for the last `bytes` of an output of which only the end is kept. */
  openTail(runId: string, bytes: number): OutputTail;
  /** For what is not stored. */
  digesting(): Digesting;
}

/** A ring: positions rise for ever, the last bytes are there. Gone with this core: a target sends it again. */
export interface OutputTail {
  write(bytes: Uint8Array): void;
  read(position: number, length: number): Uint8Array;
  close(): void;
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
