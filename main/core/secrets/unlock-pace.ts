import type { Clock } from '../ports/clock.ts';

/** So many wrong passphrases cost nothing but themselves: fingers slip. */
const FREE_TRIES = 3;
const LONGEST_WAIT_MS = 60_000;

/** Wrong passphrases make the next try wait longer and longer. By monotonic time: a clock that is set changes nothing. */
export class UnlockPace {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #wrong = 0;
  #until = 0;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  waitMs(): number {
    return Math.max(0, Math.ceil(this.#until - this.#clock.monotonicMs()));
  }

  wasWrong(): void {
    this.#wrong += 1;
    if (this.#wrong < FREE_TRIES) return;
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (this.#wrong - FREE_TRIES));
    this.#until = this.#clock.monotonicMs() + wait;
  }

  wasRight(): void {
    this.#wrong = 0;
    this.#until = 0;
  }
}
