import type { StepFacts } from './plan-index.ts';
import type { RunState, StepState } from './state.ts';
import { stepAt } from './state.ts';

/** Earliest instant a step may become ready, once its start dependencies are released; 0 = at once. */
export function readyTime(state: RunState, index: number): number {
  const facts = state.index.facts[index];
  const startAtMs = facts?.step.startAtMs ?? null;
  const startAt = startAtMs === null || state.t0 === null ? 0 : state.t0 + startAtMs;
  return Math.max(stepAt(state, index).lagEndsAt, startAt, facts?.step.notBefore ?? 0);
}

/** When the step is late: its deadline, counted from became-ready, while it waits for a person. */
export function deadlineAt(facts: StepFacts, step: StepState): number | null {
  const { deadline } = facts.step;
  if (deadline === null || step.readyAt === null) return null;
  const waits = step.status === 'ready' || (facts.isHuman && step.status === 'working');
  return waits ? step.readyAt + deadline.withinMs : null;
}

/** When a wait that has begun ends by itself. */
export function waitEndsAt(facts: StepFacts, step: StepState): number {
  const { action } = facts.step;
  if (action.kind !== 'wait' || step.startedAt === null) return 0;
  return Math.max(action.forMs === null ? 0 : step.startedAt + action.forMs, action.until ?? 0);
}
