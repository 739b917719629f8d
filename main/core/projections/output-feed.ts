import { failed, ok } from '../../../contract/errors.ts';
import { type OutputStream, outputStreams } from '../../../contract/events.ts';
import type { RunId, StepId, TargetName } from '../../../contract/ids.ts';
import type { OutputChunk } from '../../../contract/workspace-views.ts';
import { type AttemptState, attemptOf, targetNamed } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { OutputStore } from '../ports/output-store.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';
import { LiveTail } from './live-tail.ts';
import { decodeUtf8, wholeCharacters } from './utf8.ts';

const CHUNK_BYTES = 65_536;
const LOOK_EVERY_MS = 500;

interface Watched {
  readonly runId: RunId;
  readonly stepId: StepId;
  readonly target: TargetName;
  readonly attempt: number;
}

interface Parts {
  readonly clock: Clock;
  readonly desk: RunDesk;
  readonly outputs: OutputStore;
}

/** Output of one attempt: what is stored, then what arrives, in order, each byte once, until the attempt is over. */
export function outputFeed(parts: Parts): OpenFeed<'output'> {
  return ({ from = {}, ...watched }, ready) => {
    const state = parts.desk.state(watched.runId);
    if (state === null || targetNamed(state, watched.stepId, watched.target) === null)
      return failed('not-found', `There is no ${watched.stepId} on ${watched.target} in run ${watched.runId}.`);
    return ok(new OutputFeed(parts, { watched, from }, ready));
  };
}

type From = Partial<Record<OutputStream, number | undefined>>;

class OutputFeed implements TopicFeed<{ chunks: OutputChunk[]; complete: boolean }> {
  readonly #parts: Parts;
  readonly #watched: Watched;
  readonly #offsets: Record<OutputStream, number>;
  readonly #tails: Readonly<Record<OutputStream, LiveTail>>;
  readonly #stops: readonly (() => void)[];
  readonly #ready: () => void;
  #cancelLook: () => void = () => {};
  #isComplete = false;

  constructor(parts: Parts, { watched, from }: { watched: Watched; from: From }, ready: () => void) {
    this.#parts = parts;
    this.#watched = watched;
    this.#offsets = { stdout: from.stdout ?? 0, stderr: from.stderr ?? 0, body: from.body ?? 0 };
    this.#tails = { stdout: new LiveTail(), stderr: new LiveTail(), body: new LiveTail() };
    this.#stops = [
      parts.desk.onOutput((live) => {
        const { runId, stepId, target, attempt } = watched;
        if (live.attempt !== attempt || live.target !== target) return;
        if (live.stepId !== stepId || live.runId !== runId) return;
        this.#tails[live.stream].add(live);
        ready();
      }),
      parts.desk.onEvents((runId, events) => {
        const ends = events.some((event) => event.type === 'attempt.finished' && event.data.stepId === watched.stepId);
        if (runId === watched.runId && ends) ready();
      }),
    ];
    this.#ready = ready;
    this.#look();
  }

  /** What was written but not yet durable when we came, or too much to keep live, appears in the store unannounced. */
  #look(): void {
    this.#cancelLook = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      if (this.#isComplete) return;
      this.#ready();
      this.#look();
    });
  }

  take(): readonly { chunks: OutputChunk[]; complete: boolean }[] {
    if (this.#isComplete) return [];
    const ended = this.#endedAttempt();
    const chunks = outputStreams.flatMap((stream) => this.#next(stream, ended));
    this.#isComplete = ended !== null && outputStreams.every((stream) => this.#isAtEnd(stream, ended));
    return chunks.length > 0 || this.#isComplete ? [{ chunks, complete: this.#isComplete }] : [];
  }

  close(): void {
    this.#cancelLook();
    for (const stop of this.#stops) stop();
  }

  #next(stream: OutputStream, ended: AttemptState | null): OutputChunk[] {
    const offset = this.#offsets[stream];
    const stored = this.#parts.outputs.read(this.#watched, stream, offset, CHUNK_BYTES);
    const piece = stored.bytes.length > 0 ? stored : this.#tails[stream].from(offset, CHUNK_BYTES);
    if (piece === null) return [];
    const isLast = ended !== null && offset + piece.bytes.length >= storedBytes(ended, stream);
    const bytes = isLast ? piece.bytes : piece.bytes.subarray(0, wholeCharacters(piece.bytes));
    if (bytes.length === 0) return [];
    this.#offsets[stream] += bytes.length;
    this.#tails[stream].drop(this.#offsets[stream]);
    return [{ stream, offset, bytes: bytes.length, text: decodeUtf8(bytes), at: piece.at }];
  }

  #isAtEnd(stream: OutputStream, ended: AttemptState): boolean {
    return this.#offsets[stream] >= storedBytes(ended, stream);
  }

  #endedAttempt(): AttemptState | null {
    const { runId, stepId, target, attempt } = this.#watched;
    const state = this.#parts.desk.state(runId);
    const targetState = state === null ? null : targetNamed(state, stepId, target);
    const found = targetState === null ? null : attemptOf(targetState, attempt);
    return found?.outcome == null ? null : found;
  }
}

function storedBytes(attempt: AttemptState, stream: OutputStream): number {
  return attempt.streams[stream]?.storedBytes ?? 0;
}
