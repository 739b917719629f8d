import { StorageFailure } from '../contract/storage-failure.ts';
import type { Ballast } from './ballast.ts';
import { isDiskFull } from './failure-codes.ts';
import type { OutputIndex } from './output-index.ts';
import { type QueuedBlock, RunSegments } from './run-segments.ts';
import type { StreamState } from './stream-state.ts';
import type { WriteGate } from './write-gate.ts';

interface Waiting {
  readonly block: QueuedBlock;
  readonly state: StreamState;
}

/** What waits in memory before it is written without being asked: bounds memory, adds no sync to a quiet run. */
const BACKGROUND_BYTES = 1024 * 1024;
/** Blocks of one append. */
const GROUP_BYTES = 8 * 1024 * 1024;

/** The output of one run on its way to its segments: one append at a time, each with all that waited for it. */
export class RunOutput {
  readonly segments: RunSegments;
  readonly #ballast: Ballast;
  readonly #gate: WriteGate;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(
    folder: string,
    runId: string,
    parts: { readonly index: OutputIndex; readonly ballast: Ballast; readonly gate: WriteGate },
  ) {
    this.segments = new RunSegments(folder, runId, parts.index);
    this.#ballast = parts.ballast;
    this.#gate = parts.gate;
  }

  queue(block: QueuedBlock, state: StreamState): void {
    this.#waiting.push({ block, state });
    this.#waitingBytes += block.bytes.length;
    // A failure keeps what waits and shows at the next sync, which somebody awaits.
    if (this.#waitingBytes >= BACKGROUND_BYTES) this.flush().catch(() => undefined);
  }

  /** What waits of these streams, in order. */
  waitingOf(states: ReadonlySet<StreamState>): readonly QueuedBlock[] {
    return this.#waiting.filter(({ state }) => states.has(state)).map(({ block }) => block);
  }

  /** Resolves when everything queued so far is durable. */
  flush(): Promise<void> {
    const turn = this.#tail.then(() => this.#drain());
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Forgets what waits of these streams: never durable, never reported. Between two appends, not during one. */
  discard(states: ReadonlySet<StreamState>): Promise<void> {
    const turn = this.#tail.then(() => {
      this.#waiting = this.#waiting.filter(({ state }) => !states.has(state));
      this.#waitingBytes = this.#waiting.reduce((sum, { block }) => sum + block.bytes.length, 0);
    });
    this.#tail = turn;
    return turn;
  }

  async close(): Promise<void> {
    await this.flush().finally(() => this.segments.close());
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#gate.pass();
      const group = this.#nextGroup();
      await this.#appendOrFreeBallast(group.map(({ block }) => block));
      this.#waiting.splice(0, group.length);
      for (const { block, state } of group) {
        this.#waitingBytes -= block.bytes.length;
        state.settle(block);
      }
    }
  }

  #nextGroup(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ block }) => {
      bytes += block.bytes.length;
      return bytes > GROUP_BYTES;
    });
    return this.#waiting.slice(0, end <= 0 ? undefined : end);
  }

  async #appendOrFreeBallast(blocks: readonly QueuedBlock[]): Promise<void> {
    try {
      await this.segments.append(blocks);
    } catch (error) {
      this.#gate.judge(error);
      const isFull = error instanceof StorageFailure && !error.fatal && isDiskFull(error.cause);
      if (!isFull || !this.#ballast.release()) throw error;
      await this.segments.append(blocks).catch((again: unknown) => {
        throw this.#gate.judge(again);
      });
    }
  }
}
