import { type StepActionName, stepActionNames } from '../../../contract/commands.ts';
import type { StepId } from '../../../contract/ids.ts';
import type { AllowedAction } from '../../../contract/views.ts';
import { runActionNames, runRefusal } from './run-rules.ts';
import type { RunState } from './state.ts';
import { stepRefusal } from './step-rules.ts';

/** Every act of a run with its reason where it is refused. `decide` refuses by the same rules. */
export function runActions(state: RunState): AllowedAction[] {
  return runActionNames.map((action) => allowed(action, runRefusal(state, action)));
}

/** Every act on a step, likewise. Acts that need more (a reason, an approver) may still be refused for want of it. */
export function stepActions(state: RunState, stepId: StepId, now: number): AllowedAction[] {
  const index = state.index.positions.get(stepId);
  if (index === undefined) return [];
  return stepActionNames.map((action: StepActionName) => allowed(action, stepRefusal(state, index, { action, now })));
}

function allowed(action: string, refusal: string | null): AllowedAction {
  return { action, allowed: refusal === null, reason: refusal };
}
