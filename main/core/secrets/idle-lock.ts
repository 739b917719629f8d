import type { Clock } from '../ports/clock.ts';

const LOOK_EVERY_MS = 5_000;

export interface IdleLockParts {
  readonly clock: Pick<Clock, 'now' | 'monotonicMs' | 'after'>;
  /** null = never. */
  readonly afterMs: () => number | null;
  readonly isNeeded: () => boolean;
  readonly lock: () => void;
}

/**
 * Locks what nobody used for a while. The longer of the two clocks counts: monotonic time may stand still while the
 * machine sleeps, and a wall clock that is set forward only locks early.
 */
export class IdleLock {
  readonly #parts: IdleLockParts;
  #usedAt = 0;
  #usedMonotonic = 0;
  #cancel: (() => void) | null = null;

  constructor(parts: IdleLockParts) {
    this.#parts = parts;
  }

  /** Somebody used it, or an open run needs it. */
  use(): void {
    this.#usedAt = this.#parts.clock.now();
    this.#usedMonotonic = this.#parts.clock.monotonicMs();
    this.#cancel ??= this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** ms until it locks; null = it does not by itself. */
  leftMs(): number | null {
    const afterMs = this.#parts.afterMs();
    if (this.#cancel === null || afterMs === null || this.#parts.isNeeded()) return null;
    const { clock } = this.#parts;
    const idle = Math.max(clock.now() - this.#usedAt, clock.monotonicMs() - this.#usedMonotonic);
    return Math.max(0, afterMs - idle);
  }

  #wait(): () => void {
    return this.#parts.clock.after(LOOK_EVERY_MS, () => {
      this.#cancel = this.#wait();
      if (this.#parts.isNeeded()) this.use();
      if (this.leftMs() !== 0) return;
      this.stop();
      this.#parts.lock();
    });
  }
}
