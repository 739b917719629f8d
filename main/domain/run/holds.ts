import type { Hold, RunState } from './state.ts';
import { stepNamed } from './state.ts';

/** Held because of a step that failed or whose outcome is unknown: lifted by resolving it. */
export function isTrouble(hold: Hold): boolean {
  return hold.cause === 'step-failed' || hold.cause === 'step-indeterminate';
}

/** The step that held the run is resolved, or failed for good in another way; the entry waits for the others. */
export function isSpent(state: RunState, hold: Hold): boolean {
  if (!isTrouble(hold) || hold.stepId === null) return false;
  const trouble = stepNamed(state, hold.stepId)?.trouble ?? null;
  return trouble === null || `step-${trouble}` !== hold.cause;
}

/** What holds the run now: without what is spent, unless nothing else is left. */
export function presentHolds(state: RunState): readonly Hold[] {
  const present = state.held.filter((hold) => !isSpent(state, hold));
  return present.length > 0 ? present : state.held;
}
