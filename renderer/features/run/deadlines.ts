import type { RunHeader, StepView } from '../../../contract/views.ts';

export interface Deadline {
  readonly name: 'Next deadline' | 'Point of no return' | 'Clock runs out';
  readonly what: string;
  readonly at: number;
  readonly stepId: string | null;
}

/** The nearest of: a person's deadline, a limited clock, the first point of no return not yet passed. */
export function nextDeadline(steps: readonly StepView[], header: RunHeader, now: number): Deadline | null {
  const all = [...needsDue(steps), ...clocksOut(header), ...pointOfNoReturn(steps, now)];
  return all.sort((a, b) => a.at - b.at)[0] ?? null;
}

function needsDue(steps: readonly StepView[]): readonly Deadline[] {
  return steps.flatMap((step): Deadline[] => {
    const due = step.need?.due ?? null;
    if (due === null) return [];
    const fallback = step.need?.onExpiry === 'no-go' ? ', then no-go' : ', then hold';
    return [{ name: 'Next deadline', what: `${step.title}${fallback}`, at: due, stepId: step.id }];
  });
}

function clocksOut(header: RunHeader): readonly Deadline[] {
  return header.clocks.flatMap((clock): Deadline[] => {
    if (clock.startedAt === null || clock.stoppedAt !== null || clock.limitMs === null) return [];
    return [{ name: 'Clock runs out', what: clock.name, at: clock.startedAt + clock.limitMs, stepId: null }];
  });
}

function pointOfNoReturn(steps: readonly StepView[], now: number): readonly Deadline[] {
  const next = steps.find((step) => step.pointOfNoReturn && step.startedAt === null && step.endedAt === null);
  const at = next?.projectedStart ?? null;
  if (next === undefined || at === null) return [];
  return [{ name: 'Point of no return', what: next.title, at: Math.max(at, now), stepId: next.id }];
}
