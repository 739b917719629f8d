import type { CheckProgress } from '../../../contract/environments.ts';

const SHOWN = 5;

/** A check that is going on: how far it is, and the way to end it. */
export class RunningCheck {
  readonly #startedAt: number;
  readonly #by: string;
  readonly #total: number;
  readonly #waiting = new Set<string>();
  readonly #limit = new AbortController();
  #done = 0;
  #bad = 0;

  constructor({ startedAt, by, total }: Pick<CheckProgress, 'startedAt' | 'by' | 'total'>) {
    this.#startedAt = startedAt;
    this.#by = by;
    this.#total = total;
  }

  get signal(): AbortSignal {
    return this.#limit.signal;
  }

  begins(target: string): void {
    this.#waiting.add(target);
  }

  ends(target: string, isBad: boolean): void {
    this.#waiting.delete(target);
    this.#done += 1;
    if (isBad) this.#bad += 1;
  }

  cancel(): void {
    this.#limit.abort();
  }

  progress(): CheckProgress {
    return {
      ...{ startedAt: this.#startedAt, by: this.#by, total: this.#total, done: this.#done, bad: this.#bad },
      waitingFor: [...this.#waiting].slice(0, SHOWN),
      isCancelling: this.#limit.signal.aborted,
    };
  }
}
