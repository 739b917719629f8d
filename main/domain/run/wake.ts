import { completesUnasked, startsUnasked } from './by-itself.ts';
import { completesAt } from './completion.ts';
import { factsOf } from './deliberation.ts';
import { deadlineAt, readyTime } from './schedule-facts.ts';
import type { RunState } from './state.ts';
import { isHeld, stepAt } from './state.ts';

/**
 * The earliest instant (UTC ms of the run's time, never before `now`) at which `advance` would do something:
 * a start time, the end of a lag, wait or retry delay, a deadline, a `notAfter`. null = only an event can move the run.
 */
export function nextWake(state: RunState, now: number): number | null {
  if (state.life !== 'running') return null;
  let earliest: number | null = null;
  const consider = (at: number | null): void => {
    if (at !== null && (earliest === null || at < earliest)) earliest = at;
  };
  for (const index of state.timed) consider(stepWake(state, index));
  for (const index of state.index.limited) consider(notAfterWake(state, index));
  return earliest === null ? null : Math.max(now, earliest);
}

/** When time alone moves this live step; null when it does not. */
export function stepWake(state: RunState, index: number): number | null {
  const step = stepAt(state, index);
  const lateAt = deadlineWake(state, index);
  const movesAt = step.status === 'working' ? workingWake(state, index) : startingWake(state, index);
  if (lateAt === null || movesAt === null) return lateAt ?? movesAt;
  return Math.min(lateAt, movesAt);
}

export function deadlineWake(state: RunState, index: number): number | null {
  const step = stepAt(state, index);
  return step.isPastDeadline ? null : deadlineAt(factsOf(state, index), step);
}

/** A step that may not start after an instant, and has not started. */
export function notAfterWake(state: RunState, index: number): number | null {
  const step = stepAt(state, index);
  const isWaiting = step.status === 'pending' || step.status === 'ready';
  return isWaiting && !step.isPastNotAfter ? factsOf(state, index).step.notAfter : null;
}

function startingWake(state: RunState, index: number): number | null {
  if (isHeld(state)) return null;
  const step = stepAt(state, index);
  if (step.status === 'pending') return readyTime(state, index);
  return startsByItself(state, index) ? step.readyAt : null;
}

function workingWake(state: RunState, index: number): number | null {
  const facts = factsOf(state, index);
  if (facts.isAutomated) return isHeld(state) ? null : stepAt(state, index).nextRetryAt;
  return completesByItself(state, index) ? completesAt(state, index) : null;
}

/** Once ready, needs no person to start. */
export function startsByItself(state: RunState, index: number): boolean {
  return startsUnasked(factsOf(state, index), stepAt(state, index));
}

/** Once nothing is missing, needs no `done`. */
export function completesByItself(state: RunState, index: number): boolean {
  return completesUnasked(factsOf(state, index));
}
