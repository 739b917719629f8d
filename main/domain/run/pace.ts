import { closesByOrder, isSpokenFor, standInAt } from '../answers/scene.ts';
import { completionLacks } from './completion.ts';
import { factsOf } from './deliberation.ts';
import { needOf } from './need.ts';
import type { RunState } from './state.ts';
import { isEnded, isHeld, stepAt } from './state.ts';

/**
 * Scenario seconds per real second now. A rehearsal runs at its speed while something is under way or only time is
 * waited for; while a person is awaited it runs as fast as that person does, or a minute of thought would be ten
 * hours and every deadline past. Whoever is spoken for by answers takes the time the scenario gives them.
 */
export function paceOf(state: RunState, now: number): number {
  if (state.mode === 'live' || state.speed === 1 || isEnded(state)) return 1;
  if (state.life === 'draft' || state.life === 'armed') return 1;
  return isUnderWay(state) || isStandInAtWork(state, now) || !isPersonAwaited(state, now) ? state.speed : 1;
}

function isUnderWay(state: RunState): boolean {
  if (state.life === 'aborting' || state.busy.length > 0) return true;
  if (!isHeld(state) && state.queue.length + state.asking.length > 0) return true;
  return state.timed.some((index) => {
    const step = stepAt(state, index);
    if (step.status !== 'working') return false;
    return factsOf(state, index).step.action.kind === 'wait' || (step.nextRetryAt !== null && !isHeld(state));
  });
}

/** Somebody who is spoken for is at it: their planned time is as true as that of a machine. */
function isStandInAtWork(state: RunState, now: number): boolean {
  if (state.answers === null || isHeld(state)) return false;
  return state.live.some((index) => standInAt(state, index, now).kind === 'later');
}

function isPersonAwaited(state: RunState, now: number): boolean {
  if (isHeld(state)) return true;
  if (state.live.length === 0) return !closesByOrder(state);
  return state.live.some((index) => mayAct(state, index, now));
}

/** Asked for something that can be done at once; a `done` that has to wait for others or for a lag is none. */
function mayAct(state: RunState, index: number, now: number): boolean {
  if (needOf(state, index, now) === null || isSpokenFor(state, index, now)) return false;
  if (stepAt(state, index).status !== 'working') return true;
  return completionLacks(state, index, now).every(({ kind }) => kind !== 'predecessor' && kind !== 'time');
}
