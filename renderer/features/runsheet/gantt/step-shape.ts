import type { StepView } from '../../../../contract/views.ts';
import { type StateLook, stepLook } from '../../../ui/state-words.ts';
import type { Extent } from './time-view.ts';

/** How a stretch is filled, so that no state is told by its colour alone. */
export type Fill = 'solid' | 'light' | 'dotted' | 'striped' | 'crossed' | 'hatched' | 'waved' | 'thin';

/** A step in time, before anybody knows a pixel. */
export interface StepShape {
  readonly form: 'bar' | 'gate' | 'wait' | 'milestone';
  readonly tone: StateLook['tone'];
  readonly planned: Extent | null;
  /** From its start to its end, or to now. */
  readonly done: Extent | null;
  /** What is expected from now on. */
  readonly ahead: Extent | null;
  readonly fill: Fill;
  readonly noReturnAt: number | null;
  readonly etaAt: number | null;
  readonly overSince: number | null;
}

const fills: Readonly<Record<StepView['state'], Fill>> = {
  pending: 'light',
  scheduled: 'light',
  ready: 'dotted',
  'awaiting-human': 'dotted',
  'awaiting-approval': 'dotted',
  'awaiting-supplier': 'dotted',
  running: 'solid',
  verifying: 'striped',
  soaking: 'waved',
  succeeded: 'solid',
  'succeeded-with-exceptions': 'striped',
  failed: 'crossed',
  indeterminate: 'hatched',
  skipped: 'thin',
  cancelled: 'thin',
  'backed-out': 'striped',
};

export function shapeOf(step: StepView, now: number): StepShape {
  const begin = step.startedAt ?? (step.endedAt === null ? null : step.endedAt);
  const isOpen = step.endedAt === null;
  const done = begin === null ? null : spanOf(begin, step.endedAt ?? now);
  return {
    form: formOf(step.kind),
    tone: stepLook(step).tone,
    planned: spanOf(step.plannedStart, step.plannedEnd),
    done,
    ahead: isOpen ? aheadOf(step, now) : null,
    fill: fills[step.state],
    noReturnAt: step.pointOfNoReturn ? (step.startedAt ?? step.projectedStart ?? step.plannedStart) : null,
    etaAt: isOpen ? (step.eta?.endAt ?? null) : null,
    overSince: isOpen && step.overdueAt !== null && now > step.overdueAt ? step.overdueAt : null,
  };
}

/** What is left: from now on for a step at work, from its projected start for one that is still to come. */
function aheadOf(step: StepView, now: number): Extent | null {
  if (step.startedAt === null) return spanOf(step.projectedStart, step.projectedEnd);
  const end = step.projectedEnd;
  return end === null || end <= now ? null : { from: Math.max(now, step.startedAt), to: end };
}

function formOf(kind: StepView['kind']): StepShape['form'] {
  if (kind === 'gate' || kind === 'wait' || kind === 'milestone') return kind;
  return 'bar';
}

function spanOf(from: number | null, to: number | null): Extent | null {
  if (from === null || to === null) return null;
  return { from, to: Math.max(from, to) };
}

/** Everything there is to see: the plan, what happened, what is expected, and the window around it. */
export function extentOf(steps: readonly StepView[], frame: readonly (number | null)[]): Extent {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const take = (at: number | null) => {
    if (at === null) return;
    from = Math.min(from, at);
    to = Math.max(to, at);
  };
  for (const step of steps) {
    take(step.plannedStart);
    take(step.plannedEnd);
    take(step.startedAt);
    take(step.endedAt);
    if (step.endedAt === null) take(step.projectedEnd);
  }
  for (const at of frame) take(at);
  return from === Number.POSITIVE_INFINITY ? { from: 0, to: 0 } : { from, to };
}

/** The length of a usual step: the median of what was planned, 0 when nothing was. */
export function usualLength(steps: readonly StepView[]): number {
  const lengths = steps.flatMap((step) => {
    if (step.plannedStart === null || step.plannedEnd === null) return [];
    const length = step.plannedEnd - step.plannedStart;
    return length > 0 ? [length] : [];
  });
  lengths.sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}
