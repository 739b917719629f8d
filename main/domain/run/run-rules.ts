import { assertNever } from '../../../contract/assert-never.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import { closeRefusal } from './closure.ts';
import type { RunState } from './state.ts';
import { isEnded, isHeld } from './state.ts';

export type RunActionName = Exclude<RunCommand['type'], 'act'>;
export const runActionNames: readonly RunActionName[] = [
  ...([
    'start',
    'cancel',
    'hold',
    'resume',
    'abort',
    'close',
    'note',
    'decide',
    'raise-issue',
    'change-issue',
  ] as const),
  ...(['resolve-issue', 'reopen-issue', 'eta', 'rebase', 'give-update'] as const),
];

/** Why a run-level command is refused now, as a sentence; null when it is allowed. */
export function runRefusal(state: RunState, action: RunActionName): string | null {
  if (isEntry(action)) return entryRefusal(state, action);
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
    case 'eta':
      return state.life === 'aborting' ? lifeRefusal(state) : null;
    case 'rebase':
      return lifeRefusal(state) ?? (state.t0 === null ? 'The run has no T0 yet.' : null);
    default:
      return assertNever(action);
  }
}

/** Written down beside the run, which they never move: allowed as long as there is a run, also after its end. */
const entries = [
  ...(['note', 'decide', 'raise-issue', 'change-issue', 'resolve-issue', 'reopen-issue', 'give-update'] as const),
];
export type EntryName = (typeof entries)[number];

export function isEntry(action: string): action is EntryName {
  return entries.some((entry) => entry === action);
}

function entryRefusal(state: RunState, action: EntryName): string | null {
  switch (action) {
    case 'change-issue':
      return state.issues.length === 0 ? 'No issue was raised in this run.' : null;
    case 'resolve-issue':
      return state.issues.some((issue) => issue.resolved === null) ? null : 'No issue is open.';
    case 'reopen-issue':
      return state.issues.some((issue) => issue.resolved !== null) ? null : 'No issue is resolved.';
    default:
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
