import type { PlanStep } from '../../../contract/plan.ts';
import { askedAttempt } from './decide-engine.ts';
import { factsOf } from './deliberation.ts';
import { isQuestion } from './put-step.ts';
import type { RunState, Slot, TargetState } from './state.ts';
import { isHeld, stepAt } from './state.ts';
import type { Effect } from './types.ts';

/**
 * Everything the runner owes the world now, in order; what is in flight already is among it and is left out by the
 * runner. An attempt of another core, or one a person reopened, is only ever asked about.
 */
export function dueEffects(state: RunState, coreId: string): Effect[] {
  if (state.life !== 'running' && state.life !== 'aborting') return [];
  const inWork = state.busy.flatMap((slot) => slotEffects(state, slot, coreId));
  // A check before an attempt begins something new: not while held, not while aborting.
  return state.life === 'running' && !isHeld(state) ? [...inWork, ...questions(state)] : inWork;
}

function slotEffects(state: RunState, slot: Slot, coreId: string): Effect[] {
  const { id: stepId } = factsOf(state, slot.step).step;
  const target = stepAt(state, slot.step).targets[slot.target];
  const newest = target?.attempts.at(-1);
  if (target === undefined || newest === undefined) return [];
  const ref = { stepId, target: target.name, attempt: newest.attempt };
  if (target.status === 'verifying') return [{ kind: 'check', purpose: 'verify', ...ref }];
  const isOurs = newest.coreId === coreId && !newest.isReopened;
  if (state.life === 'aborting') {
    return isOurs
      ? [{ kind: 'cancel', ...ref }]
      : [
          { kind: 'reconcile', ...ref },
          { kind: 'cancel', ...ref },
        ];
  }
  return [isOurs ? { kind: 'perform', ...ref } : { kind: 'reconcile', ...ref }];
}

/** At most `forks` checks at once, oldest question first, so that a fleet is not asked all in one breath. */
function questions(state: RunState): Effect[] {
  const effects: Effect[] = [];
  for (const index of state.asking) {
    const { step } = factsOf(state, index);
    for (const target of stepAt(state, index).targets) {
      if (effects.length >= state.forks) return effects;
      if (isQuestion(target)) effects.push(...questionOf(step, target));
    }
  }
  return effects;
}

function questionOf(step: PlanStep, target: TargetState): Effect[] {
  if (target.question === null) return [];
  return [
    { kind: 'check', purpose: target.question, stepId: step.id, target: target.name, attempt: askedAttempt(target) },
  ];
}
