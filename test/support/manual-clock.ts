import type { Clock } from '../../main/core/ports/clock.ts';

/** A clock that stands still until it is told to go. Wall and monotonic time can be moved apart. */
export interface ManualClock extends Clock {
  /** Lets both clocks run on, firing timers in order and letting their consequences happen before the next one. */
  advance(ms: number): Promise<void>;
  /** Only wall time jumps: somebody set the clock, or the machine slept. */
  jumpWall(ms: number): void;
  readonly timers: number;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

export function manualClock(startAt = Date.UTC(2026, 10, 28, 20, 0)): ManualClock {
  let wall = startAt;
  let monotonic = 1_000;
  let order = 0;
  let timers: Timer[] = [];
  const next = (limit: number) =>
    timers.filter((timer) => timer.due <= limit).sort((a, b) => a.due - b.due || a.order - b.order)[0];
  const moveTo = (at: number) => {
    wall += Math.max(0, at - monotonic);
    monotonic = Math.max(monotonic, at);
  };
  return {
    now: () => Math.floor(wall),
    monotonicMs: () => monotonic,
    bootId: 'manual-boot',
    after(ms, run) {
      const timer = { due: monotonic + ms, order: order++, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const target = monotonic + ms;
      await settled();
      for (let timer = next(target); timer !== undefined; timer = next(target)) {
        const fired = timer;
        timers = timers.filter((other) => other !== fired);
        moveTo(fired.due);
        fired.run();
        await settled();
      }
      moveTo(target);
      await settled();
    },
    jumpWall(ms) {
      wall += ms;
    },
    get timers() {
      return timers.length;
    },
  };
}

/** Lets everything that needs no time happen: promises, and the core's writer, which works once a turn. */
export async function settled(turns = 12): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
