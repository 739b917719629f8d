import type { RunState } from './state.ts';
import { stepNamed } from './state.ts';
import type { Command } from './types.ts';

/** Has what a person looked at changed since `basedOn`? A note is stale never: it replaces nothing. */
export function isStale(state: RunState, command: Command, basedOn: number): boolean {
  if (command.type === 'note') return false;
  if (command.type !== 'act') return state.lifecycleSeq > basedOn;
  const step = stepNamed(state, command.stepId);
  return step !== null && step.changedSeq > basedOn;
}
