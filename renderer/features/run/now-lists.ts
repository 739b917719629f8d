import type { RunHeader, StepView } from '../../../contract/views.ts';

export interface NowLists {
  /** At work, the one begun first on top. */
  readonly running: readonly StepView[];
  readonly next: readonly StepView[];
  /** Waiting for a person: overdue first, then trouble, then what falls due first, then what waits longest. */
  readonly waiting: readonly StepView[];
}

const atWork: ReadonlySet<string> = new Set(['running', 'verifying', 'soaking']);
const NEXT = 12;

export function nowLists(steps: readonly StepView[], header: RunHeader, now: number): NowLists {
  if (header.endedAt !== null) return { running: [], next: [], waiting: [] };
  const running = steps
    .filter((step) => atWork.has(step.state))
    .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  const next = steps
    .filter((step) => (step.state === 'pending' || step.state === 'scheduled') && step.need === null)
    .sort((a, b) => (a.projectedStart ?? Infinity) - (b.projectedStart ?? Infinity) || a.index - b.index)
    .slice(0, NEXT);
  const waiting = steps
    .filter((step) => step.need !== null)
    .sort(
      (a, b) =>
        overdueBy(b, now) - overdueBy(a, now) || trouble(a) - trouble(b) || dueAt(a) - dueAt(b) || since(a) - since(b),
    );
  return { running, next, waiting };
}

function trouble(step: StepView): number {
  return step.state === 'indeterminate' ? 0 : step.state === 'failed' ? 1 : 2;
}

/** How long past its time, 0 while it is not. */
export function overdueBy(step: StepView, now: number): number {
  return Math.max(0, now - Math.min(dueAt(step), step.overdueAt ?? Infinity));
}

function dueAt(step: StepView): number {
  return step.need?.due ?? Infinity;
}

function since(step: StepView): number {
  return step.need?.since ?? 0;
}

/** When it is expected to be over, and on whose word. */
export function expectedEnd(step: StepView): { readonly at: number; readonly by: string | null } | null {
  if (step.eta !== null) return { at: step.eta.endAt, by: step.eta.by };
  return step.projectedEnd === null ? null : { at: step.projectedEnd, by: null };
}
