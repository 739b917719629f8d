import type { IndexStep } from '../../db/output-search.ts';
import type { Log } from '../core/ports/log.ts';

/** After the start there are more urgent things. */
const FIRST_MS = 5_000;
/** Output that comes in is left alone for so long. */
const QUIET_MS = 2_000;
const QUIET_BYTES = 1024 * 1024;
/** While something prints: a twentieth of a core, so that a search is never far behind. */
const BUSY_BYTES = 256 * 1024;
const BUSY_PAUSE_MS = 1_000;
const FAILED_PAUSE_MS = 60_000;

export interface IndexPaceParts {
  readonly step: (budget: number) => Promise<IndexStep>;
  readonly log: Log;
}

/** When output is indexed: in what time is left over, in bounded pieces, again after each failure. */
export class IndexPace {
  readonly #parts: IndexPaceParts;
  #lastOutput = 0;
  #left = -1;
  #timer: NodeJS.Timeout | undefined;
  #isAtWork = false;
  #isClosed = false;

  constructor(parts: IndexPaceParts) {
    this.#parts = parts;
  }

  /** Something was printed. */
  noticed(): void {
    this.#lastOutput = performance.now();
    this.wake(FIRST_MS);
  }

  wake(afterMs: number): void {
    if (this.#isClosed || this.#isAtWork || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#turn(), afterMs);
    // Indexing is no reason to stay.
    this.#timer.unref();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #turn(): Promise<void> {
    this.#timer = undefined;
    this.#isAtWork = true;
    const begun = performance.now();
    const isQuiet = begun - this.#lastOutput > QUIET_MS;
    const step = await this.#step(isQuiet ? QUIET_BYTES : BUSY_BYTES);
    this.#isAtWork = false;
    if (step === null || step.failure !== null) {
      this.wake(FAILED_PAUSE_MS);
      return;
    }
    const { pendingBytes } = step;
    const isStuck = pendingBytes === this.#left;
    this.#left = pendingBytes;
    // It takes half of the time at most, and rests where nothing is left until something is printed.
    if (pendingBytes > 0) this.wake(isQuiet && !isStuck ? performance.now() - begun : BUSY_PAUSE_MS);
  }

  async #step(budget: number): Promise<IndexStep | null> {
    const { log } = this.#parts;
    try {
      const step = await this.#parts.step(budget);
      if (step.rebuiltBecause !== null) {
        log.error('The index of output is made anew from the segments', { because: step.rebuiltBecause });
      }
      if (step.failure !== null) log.error('Output could not be indexed', { failure: step.failure });
      return step;
    } catch (error) {
      if (!this.#isClosed) log.error('Output could not be indexed', { failure: String(error) });
      return null;
    }
  }
}
