import type { EventData } from '../../../contract/events.ts';
import type { Clock } from '../ports/clock.ts';

/** Smaller differences are ordinary drift and slewing. */
const TOLERANCE_MS = 2_000;
/** A forward jump of so much is taken for sleep: the clocks alone cannot tell, and sleep is the careful reading. */
const SLEEP_FROM_MS = 30_000;
/** How often to look. A look that comes this late, with both clocks agreeing, means that the machine slept. */
const LOOK_EVERY_MS = 5_000;

export type ClockJump = EventData<'clock.jumped'>;

/** Notices that wall time stepped or that the machine slept, by comparing it with monotonic time. */
export class ClockWatch {
  readonly #clock: Clock;
  #wall: number;
  #monotonic: number;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#monotonic = clock.monotonicMs();
  }

  /** Looks regularly, so that a jump is noticed even when nothing else happens. */
  start(look: () => void): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      look();
      this.start(look);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The jump since the last look, if there was one. */
  look(): ClockJump | null {
    const wall = this.#clock.now();
    const monotonic = this.#clock.monotonicMs();
    const passed = monotonic - this.#monotonic;
    const drift = Math.round(wall - this.#wall - passed);
    this.#wall = wall;
    this.#monotonic = monotonic;
    if (drift > SLEEP_FROM_MS) return { ms: drift, cause: 'sleep' };
    if (Math.abs(drift) > TOLERANCE_MS) return { ms: drift, cause: 'step' };
    // Where monotonic time goes on during sleep, both clocks agree and only our own timer is late.
    const late = Math.round(passed - LOOK_EVERY_MS);
    return this.#cancel !== null && late > SLEEP_FROM_MS ? { ms: late, cause: 'sleep' } : null;
  }
}
