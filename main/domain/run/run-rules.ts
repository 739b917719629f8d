import type { RunCommand } from '../../../contract/commands.ts';
import { closeRefusal } from './closure.ts';
import type { RunState } from './state.ts';
import { isEnded, isHeld } from './state.ts';

export type RunActionName = Exclude<RunCommand['type'], 'act'>;
export const runActionNames: readonly RunActionName[] = ['start', 'cancel', 'hold', 'resume', 'abort', 'close', 'note'];

/** Why a run-level command is refused now, as a sentence; null when it is allowed. */
export function runRefusal(state: RunState, action: RunActionName): string | null {
  if (isEnded(state)) return lifeRefusal(state);
  switch (action) {
    case 'start':
    case 'cancel':
      if (state.life === 'draft' || state.life === 'armed') return null;
      return action === 'start' ? 'The run has started already.' : 'The run has started: abort it instead.';
    case 'hold':
      if (state.life !== 'running') return lifeRefusal(state);
      return state.held.some((entry) => entry.cause === 'person') ? 'The run is held already.' : null;
    case 'resume':
      if (state.life !== 'running') return lifeRefusal(state);
      return isHeld(state) ? null : 'The run is not held.';
    case 'abort':
      if (state.life === 'draft' || state.life === 'armed') return 'The run has not started: cancel it instead.';
      return lifeRefusal(state);
    case 'close':
      return lifeRefusal(state) ?? closeRefusal(state);
    case 'note':
      return null;
  }
}

/** Why nothing of a running run is possible; null while it runs. */
export function lifeRefusal(state: RunState): string | null {
  switch (state.life) {
    case 'running':
      return null;
    case 'draft':
    case 'armed':
      return 'The run has not started.';
    case 'aborting':
      return 'The run is being aborted.';
    case 'backing-out':
      return 'The run is being backed out.';
    default:
      return `The run has ended (${state.life}).`;
  }
}

/** A run that is held only because it needs a person does not keep that person from starting. */
export function personMayStart(state: RunState): boolean {
  return state.held.every((entry) => entry.cause === 'waiting-for-person');
}
