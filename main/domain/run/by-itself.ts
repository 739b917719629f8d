import type { StepFacts } from './plan-index.ts';
import type { StepState } from './state.ts';
import { isOver } from './state.ts';

/** Once ready, the step needs no person to start. */
export function startsUnasked(facts: StepFacts, step: StepState): boolean {
  if (facts.isAutomated) return facts.step.start === 'auto' || step.isGoGiven;
  const { kind } = facts.step.action;
  return kind === 'gate' || kind === 'wait' || kind === 'milestone';
}

/** Once nothing is missing, the step needs no `done`. */
export function completesUnasked(facts: StepFacts): boolean {
  const { kind } = facts.step.action;
  return kind === 'gate' || kind === 'wait' || kind === 'milestone' || kind === 'message';
}

/** Could time alone do something to this step? Keeps the clock from looking at a thousand steps that only work. */
export function isTimed(facts: StepFacts, step: StepState): boolean {
  if (step.unmet > 0 || isOver(step)) return false;
  const hasDeadline = facts.step.deadline !== null && !step.isPastDeadline;
  if (step.status === 'pending' || hasDeadline) return true;
  if (step.status === 'ready') return startsUnasked(facts, step);
  return facts.isAutomated ? step.nextRetryAt !== null : completesUnasked(facts);
}
