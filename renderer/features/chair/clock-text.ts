import type { RunHeader } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';

export type RunClock = RunHeader['clocks'][number];

/** RTA: how long it has run, or ran. Null before its start. */
export function actualOf(clock: RunClock, now: number): number | null {
  return clock.startedAt === null ? null : Math.max(0, (clock.stoppedAt ?? now) - clock.startedAt);
}

/** Past its objective, or expected to be. */
export function isLate(clock: RunClock, now: number): boolean {
  if (clock.startedAt === null || clock.limitMs === null) return false;
  const end = clock.stoppedAt ?? Math.max(now, clock.projectedStopAt ?? 0);
  return end - clock.startedAt > clock.limitMs;
}

/** The one that matters now: running before stopped before not begun, the nearest to its limit first. */
export function foremost(clocks: readonly RunClock[]): RunClock | null {
  const rank = (clock: RunClock) => (clock.startedAt === null ? 2 : clock.stoppedAt === null ? 0 : 1);
  const runsOut = (clock: RunClock) =>
    clock.startedAt === null || clock.limitMs === null ? Infinity : clock.startedAt + clock.limitMs;
  return [...clocks].sort((a, b) => rank(a) - rank(b) || runsOut(a) - runsOut(b))[0] ?? null;
}

/** `42 m of 1 h 30 m · stops ~23:41` */
export function clockText(clock: RunClock, now: number, zone: string): string {
  const actual = actualOf(clock, now);
  const limit = clock.limitMs === null ? '' : ` of ${duration(clock.limitMs)}`;
  if (actual === null) return `not begun${clock.limitMs === null ? '' : `, ${duration(clock.limitMs)} allowed`}`;
  if (clock.stoppedAt !== null) return `took ${duration(actual)}${limit}`;
  const stop = clock.projectedStopAt === null ? '' : ` · stops ~${clockTime(clock.projectedStopAt, zone)}`;
  return `${duration(actual)}${limit}${stop}`;
}
