import type { StepStateName, TargetStateName } from '../../../contract/views.ts';
import { factsOf } from './deliberation.ts';
import type { StepFacts } from './plan-index.ts';
import { readyTime } from './schedule-facts.ts';
import type { RunState, StepState, TargetState } from './state.ts';
import { attemptOf, stepAt } from './state.ts';

/** The word for a step's state (DESIGN section 4): a fold over its own life and its targets. */
export function stepStateName(state: RunState, index: number, now: number): StepStateName {
  const step = stepAt(state, index);
  switch (step.status) {
    case 'pending':
      return step.unmet === 0 && state.life === 'running' && readyTime(state, index) > now ? 'scheduled' : 'pending';
    case 'ready':
      return waitingName(factsOf(state, index));
    case 'working':
      return workingName(factsOf(state, index), step);
    case 'succeeded':
      return step.exceptions.length > 0 ? 'succeeded-with-exceptions' : 'succeeded';
    default:
      return step.status;
  }
}

/** The word for a target's state. Nobody driving the run = nobody in contact: an open attempt is then out of contact. */
export function targetStateName(step: StepState, target: TargetState, driven: boolean): TargetStateName {
  switch (target.status) {
    case 'waiting':
    case 'delayed':
      if (step.status === 'skipped') return 'skipped';
      return step.status === 'cancelled' ? 'cancelled' : 'pending';
    case 'open': {
      const attempt = attemptOf(target);
      if (!driven || (attempt?.outOfContactSince ?? null) !== null) return 'out-of-contact';
      if (attempt?.isReopened === true) return 'out-of-contact';
      return attempt?.sentAt === null ? 'starting' : 'running';
    }
    default:
      return target.status;
  }
}

function waitingName(facts: StepFacts): StepStateName {
  if (!facts.isHuman) return 'ready';
  if (facts.step.action.kind === 'gate') return 'awaiting-approval';
  return facts.step.supplier === null ? 'awaiting-human' : 'awaiting-supplier';
}

function workingName(facts: StepFacts, step: StepState): StepStateName {
  if (facts.step.action.kind === 'gate') return 'awaiting-approval';
  const { verifying, open, waiting, delayed } = step.targetTally;
  return verifying > 0 && open + waiting + delayed === 0 ? 'verifying' : 'running';
}
