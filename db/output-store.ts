import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputStream } from '../contract/events.ts';
import { outputStreams } from '../contract/events.ts';
import { type AttemptRows, AttemptViews } from './attempt-rows.ts';
import type { Ballast } from './ballast.ts';
import { attemptName } from './claims.ts';
import type { OutputIndex } from './output-index.ts';
import { capturedBlocks, readStream } from './output-reading.ts';
import { RunOutput } from './run-output.ts';
import { loadStream, storedPositions } from './stored-stream.ts';
import type { Piece, Position, StreamState, UnstoredBlock } from './stream-state.ts';
import { openTail, type Tail } from './tail-spool.ts';
import type { WriteGate } from './write-gate.ts';

/** The shape of the port's AttemptRef. */
export interface AttemptKey {
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
}

type Positions = Partial<Record<OutputStream, Position>>;

export interface OutputStoreParts {
  /** `output/` in the workspace. */
  readonly folder: string;
  readonly index: OutputIndex;
  readonly digest: (data: string | Uint8Array) => string;
  readonly ballast: Ballast;
  readonly gate: WriteGate;
  /** A segment that is shorter than what was recorded of it. */
  readonly onDamage: (runId: string, segment: number) => void;
}

/** Append-only segments and their index. Implements the OutputStore port. */
export class SegmentOutputStore {
  readonly #parts: OutputStoreParts;
  readonly #runs = new Map<string, RunOutput>();
  /** Writers at work: they know their positions without reading anything again. */
  readonly #writers = new Map<string, AttemptWriter>();
  readonly #views: AttemptViews;

  constructor(parts: OutputStoreParts) {
    this.#parts = parts;
    this.#views = new AttemptViews(parts);
  }

  open(ref: AttemptKey): AttemptWriter {
    const run = this.#run(ref.runId);
    const name = attemptName(ref);
    const writer = new AttemptWriter({
      run,
      load: (stream) => loadStream(this.#parts, { ...ref, stream }),
      closed: () => {
        if (this.#writers.get(name) === writer) this.#writers.delete(name);
      },
    });
    this.#writers.set(name, writer);
    return writer;
  }

  /** What is durable of an attempt, also after a crash. Reads stored output again to continue its digest. */
  positions(ref: AttemptKey): Positions {
    this.#run(ref.runId);
    const writer = this.#writers.get(attemptName(ref));
    if (writer !== undefined) return writer.positions();
    return storedPositions(this.#parts, ref);
  }

  /** Durable bytes from a stored offset on; `at` = when the first of them was captured, 0 when there is none. */
  // biome-ignore lint/complexity/useMaxParams: the shape of the OutputStore port
  read(
    ref: AttemptKey,
    stream: OutputStream,
    offset: number,
    limit: number,
  ): { readonly bytes: Uint8Array; readonly totalBytes: number; readonly at: number } {
    this.#run(ref.runId);
    const { index, folder } = this.#parts;
    return readStream({ index, folder }, { ...ref, stream }, { offset, limit });
  }

  /** The rows of an attempt, which a viewer looks at window by window. Kept for the attempts looked at last. */
  rows(ref: AttemptKey): AttemptRows {
    this.#run(ref.runId);
    return this.#views.of(ref, () => this.#writers.get(attemptName(ref))?.unstored() ?? []);
  }

  /** Every segment with its durable bytes, for who indexes what they hold. */
  segmentEnds() {
    return this.#parts.index.segmentEnds();
  }

  /** A place for the end of an output of which only the end is kept; nothing of it outlives this process. */
  openTail(runId: string, bytes: number): Tail {
    return openTail(join(this.#parts.folder, runId), bytes);
  }

  /** For what is not stored: its digest is all that is kept of it. */
  digesting() {
    const hash = createHash('sha256');
    return { add: (bytes: Uint8Array): unknown => hash.update(bytes), hex: (): string => hash.digest('hex') };
  }

  /** The pieces of which something lies in the range, as they were captured. */
  blocks(ref: AttemptKey, stream: OutputStream, range: { readonly from: number; readonly to: number }) {
    this.#run(ref.runId);
    return capturedBlocks(this.#parts.index, { ...ref, stream }, range);
  }

  /** Compares every run's segments with the index now; otherwise each run is looked at when it is first needed. */
  takeInAll(): void {
    for (const entry of readdirSync(this.#parts.folder, { withFileTypes: true })) {
      if (entry.isDirectory() && isFileName(entry.name)) this.#run(entry.name);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.close()));
  }

  #run(runId: string): RunOutput {
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    if (!isFileName(runId)) throw new Error('a run id that is no file name');
    const { folder, digest, onDamage } = this.#parts;
    const run = new RunOutput(join(folder, runId), runId, this.#parts);
    for (const segment of run.segments.recover(digest)) onDamage(runId, segment);
    this.#runs.set(runId, run);
    return run;
  }
}

function isFileName(runId: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(runId);
}

interface WriterParts {
  readonly run: RunOutput;
  /** The stream as it is stored. */
  readonly load: (stream: OutputStream) => StreamState;
  readonly closed: () => void;
}

/** Implements the port's OutputWriter. One at a time for an attempt. */
export class AttemptWriter {
  readonly #parts: WriterParts;
  readonly #streams = new Map<OutputStream, StreamState>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
    for (const stream of outputStreams) {
      const state = parts.load(stream);
      if (state.position().rawBytes > 0) this.#streams.set(stream, state);
    }
  }

  write(piece: Piece & { readonly stream: OutputStream }): void {
    const state = this.#streams.get(piece.stream) ?? this.#parts.load(piece.stream);
    this.#streams.set(piece.stream, state);
    for (const block of state.gather(piece)) this.#parts.run.queue(block, state);
  }

  /** What is not durable yet, in the order in which it will be stored. */
  unstored(): readonly UnstoredBlock[] {
    const waiting = this.#parts.run.waitingOf(new Set(this.#streams.values()));
    const queued = waiting.map(({ header, bytes, tally }) => {
      const { stream, storedOffset, at, redactions, leftOut } = header;
      return { stream, storedOffset, at, bytes, redactions, tally, leftOut };
    });
    const gathered = this.#inOrder().map((state) => state.peek());
    return [...queued, ...gathered.filter((block) => block !== null)];
  }

  /** A stream whose gathered bytes came first is stored first. */
  #inOrder(): readonly StreamState[] {
    return [...this.#streams.values()].sort((a, b) => (a.gatheredSince ?? 0) - (b.gatheredSince ?? 0));
  }

  async sync(): Promise<Positions> {
    for (const state of this.#inOrder()) {
      const block = state.seal();
      if (block !== null) this.#parts.run.queue(block, state);
    }
    await this.#parts.run.flush();
    return this.positions();
  }

  /** What is durable by now. */
  positions(): Positions {
    const positions: Positions = {};
    for (const [stream, state] of this.#streams) {
      const position = state.position();
      if (position.rawBytes > 0 || position.storedBytes > 0) positions[stream] = position;
    }
    return positions;
  }

  /** When the last sync fails, what was not durable is forgotten: the source has to send it again. */
  async close(): Promise<void> {
    try {
      await this.sync();
    } catch (error) {
      await this.#parts.run.discard(new Set(this.#streams.values()));
      throw error;
    } finally {
      this.#parts.closed();
    }
  }
}
