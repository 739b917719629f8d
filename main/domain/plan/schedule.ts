import type { Plan } from '../../../contract/plan.ts';
import { type PlanGraph, planGraph } from './plan-graph.ts';

/** A step's place in the plan, ms from T0. */
export interface ScheduledStep {
  readonly startMs: number;
  readonly endMs: number;
  /** How much later it may start or end without moving the plan's end. */
  readonly floatMs: number;
  readonly isCritical: boolean;
}

export interface Schedule {
  readonly steps: readonly ScheduledStep[];
  /** From T0 to the last end. */
  readonly lengthMs: number;
}

/**
 * The critical path method over FS, SS, FF and SF with lag and lead (Kelley and Walker 1959, PDM extension).
 * As in a run, FF and SF hold back the end only. Wall-clock times count where the window gives T0.
 */
export function planSchedule(plan: Pick<Plan, 'steps' | 'window'>, graph: PlanGraph = planGraph(plan)): Schedule {
  const t0 = plan.window?.start ?? null;
  const spans = forward(graph, (index) => plannedBounds(graph, index, t0));
  const lengthMs =
    graph.steps.length === 0 ? 0 : graph.order.reduce((last, index) => Math.max(last, endOf(spans, index)), 0);
  const latest = backward(graph, lengthMs);
  const steps = spans.map((span, index): ScheduledStep => {
    const late = latest[index] ?? span;
    const floatMs = Math.max(0, Math.min(late.start - span.start, late.end - span.end));
    return { startMs: span.start, endMs: span.end, floatMs, isCritical: floatMs === 0 };
  });
  return { steps, lengthMs };
}

/** What became of a step so far, UTC ms. A skipped or cancelled step has an end only. */
export interface StepProgress {
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** When it will be over, as somebody says: counts instead of its duration. */
  readonly eta?: number | null;
}

export interface Progress {
  readonly t0: number;
  readonly now: number;
  readonly step: (index: number) => StepProgress;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** When each step started and ended or will, UTC ms: what has happened stands, the rest rolls forward from now. */
export function projectSchedule(graph: PlanGraph, progress: Progress): readonly Span[] {
  return forward(graph, (index) => projectedBounds(graph, index, progress));
}

interface Bounds {
  /** Never before. */
  readonly earliest: number;
  readonly earliestEnd: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly eta: number | null;
}

function plannedBounds(graph: PlanGraph, index: number, t0: number | null): Bounds {
  const step = graph.steps[index];
  const fromT0 = (at: number | null | undefined) => (at === null || at === undefined || t0 === null ? null : at - t0);
  const until = step?.action.kind === 'wait' ? fromT0(step.action.until) : null;
  const times = [step?.startAtMs ?? null, fromT0(step?.notBefore)].filter((time) => time !== null);
  const isFree =
    times.length === 0 && (graph.before[index] ?? []).every((link) => link.type !== 'FS' && link.type !== 'SS');
  return {
    earliest: isFree ? 0 : Math.max(Number.NEGATIVE_INFINITY, ...times),
    earliestEnd: until ?? Number.NEGATIVE_INFINITY,
    start: null,
    end: null,
    eta: null,
  };
}

function projectedBounds(graph: PlanGraph, index: number, { t0, now, step: progressOf }: Progress): Bounds {
  const step = graph.steps[index];
  const { startedAt, endedAt, eta = null } = progressOf(index);
  const planned = step?.startAtMs === null || step?.startAtMs === undefined ? now : t0 + step.startAtMs;
  return {
    earliest: Math.max(now, planned, step?.notBefore ?? now),
    earliestEnd: Math.max(now, step?.action.kind === 'wait' ? (step.action.until ?? now) : now),
    start: startedAt ?? endedAt,
    end: endedAt,
    eta,
  };
}

function forward(graph: PlanGraph, boundsOf: (index: number) => Bounds): readonly Span[] {
  const spans: Span[] = graph.steps.map(() => ({ start: 0, end: 0 }));
  for (const index of graph.order) spans[index] = spanOf(graph, index, { spans, bounds: boundsOf(index) });
  return spans;
}

function spanOf(graph: PlanGraph, index: number, { spans, bounds }: { spans: readonly Span[]; bounds: Bounds }): Span {
  let start = bounds.earliest;
  let end = bounds.earliestEnd;
  for (const { from, type, lagMs } of graph.before[index] ?? []) {
    const before = spans[from] ?? { start: 0, end: 0 };
    const moment = (type === 'FS' || type === 'FF' ? before.end : before.start) + lagMs;
    if (type === 'FS' || type === 'SS') start = Math.max(start, moment);
    else end = Math.max(end, moment);
  }
  const actualStart = bounds.start ?? start;
  const own = bounds.eta ?? actualStart + (graph.lengths[index] ?? 0);
  return { start: actualStart, end: bounds.end ?? Math.max(own, actualStart, end) };
}

function endOf(spans: readonly Span[], index: number): number {
  return spans[index]?.end ?? 0;
}

/** Latest starts and ends that keep the plan's end. */
function backward(graph: PlanGraph, lengthMs: number): readonly Span[] {
  const latest = graph.steps.map(() => ({ start: Number.POSITIVE_INFINITY, end: lengthMs }));
  for (const index of graph.order.toReversed()) {
    const own = latest[index];
    if (own === undefined) continue;
    own.start = Math.min(own.start, own.end - (graph.lengths[index] ?? 0));
    for (const { from, type, lagMs } of graph.before[index] ?? []) {
      const before = latest[from];
      if (before === undefined) continue;
      const moment = (type === 'FS' || type === 'SS' ? own.start : own.end) - lagMs;
      if (type === 'FS' || type === 'FF') before.end = Math.min(before.end, moment);
      else before.start = Math.min(before.start, moment);
    }
  }
  return latest;
}
