import type { Clock } from '../ports/clock.ts';

/** Calls `run` at most once in `ms`: at once when it was quiet, else at the end of the interval. Never skips the last. */
export class Coalescer {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #run: () => void;
  #cancel: (() => void) | null = null;
  #again = false;

  constructor(clock: Clock, ms: number, run: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#run = run;
  }

  touch(): void {
    this.#again = this.#cancel !== null;
    if (this.#again) return;
    this.#wait();
    this.#run();
  }

  close(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#again = false;
  }

  #wait(): void {
    this.#cancel = this.#clock.after(this.#ms, () => {
      this.#cancel = null;
      if (this.#again) this.touch();
    });
  }
}
