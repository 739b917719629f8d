import type { StepFacts } from './plan-index.ts';
import { deadlineAt } from './schedule-facts.ts';
import type { StepState } from './state.ts';

/**
 * From when on it is late: its deadline while it waits, its ETA or else the plan's worst case while it is worked on,
 * its latest start.
 */
export function overdueAt(facts: StepFacts, step: StepState): number | null {
  const deadline = deadlineAt(facts, step);
  if (deadline !== null) return deadline;
  const { duration, notAfter } = facts.step;
  if (step.status === 'working') {
    if (step.eta !== null) return step.eta.endAt;
    return duration === null || step.startedAt === null ? null : step.startedAt + duration.maxMs;
  }
  return step.status === 'pending' || step.status === 'ready' ? notAfter : null;
}
