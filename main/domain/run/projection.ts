import type { Plan } from '../../../contract/plan.ts';
import { type PlanGraph, planGraph } from '../plan/plan-graph.ts';
import { planSchedule, projectSchedule, type ScheduledStep, type StepProgress } from '../plan/schedule.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';

/** When each step was to start and end, and when it is now expected to, by position in the plan (UTC ms). */
export interface RunProjection {
  readonly planned: readonly Span[];
  readonly expected: readonly Span[];
  readonly end: number | null;
}

interface Span {
  readonly start: number | null;
  readonly end: number | null;
}

/** Worked out once per state and instant, however many steps ask: the header and every line share it. */
export function projectRun(state: RunState, now: number): RunProjection {
  const known = newest.get(state);
  if (known?.now === now) return known.projection;
  const projection = projected(state, now);
  newest.set(state, { now, projection });
  return projection;
}

/** From the expected end to the end of the window; negative = over. Once the run has ended, from its actual end. */
export function slackOf(state: RunState, now: number): number | null {
  const { end } = projectRun(state, now);
  const { window } = state.plan;
  return end === null || window === null ? null : window.end - end;
}

// Both only remember what the same arguments would give again; they go with the state and the plan.
const newest = new WeakMap<RunState, { readonly now: number; readonly projection: RunProjection }>();
const frames = new WeakMap<Plan, Frame>();

interface Frame {
  readonly base: number | null;
  readonly graph: PlanGraph;
  readonly steps: readonly ScheduledStep[];
}

function projected(state: RunState, now: number): RunProjection {
  const base = state.t0 ?? state.plan.window?.start ?? null;
  const { graph, steps } = frameOf(state.plan, base);
  const planned = steps.map((step) => spanFrom(base, step.startMs, step.endMs));
  if (state.t0 === null) return { planned, expected: [], end: null };
  const expected = projectSchedule(graph, { t0: state.t0, now, step: (index) => progressOf(state, index) }).map(
    (span) => spanFrom(0, span.start, span.end),
  );
  const end = state.endedAt ?? expected.reduce<number | null>((last, span) => later(last, span.end), null);
  return { planned, expected, end };
}

/** Another T0 is another plan in time: its wall-clock times do not move with it. */
function frameOf(plan: Plan, base: number | null): Frame {
  const known = frames.get(plan);
  if (known?.base === base) return known;
  const graph = known?.graph ?? planGraph(plan);
  const window = base === null ? null : { start: base, end: base };
  const frame = { base, graph, steps: planSchedule({ steps: plan.steps, window }, graph).steps };
  frames.set(plan, frame);
  return frame;
}

/** A failed or unknown step with an ETA is not over: somebody says when it will be. */
function progressOf(state: RunState, index: number): StepProgress {
  const { startedAt, endedAt, eta, trouble } = stepAt(state, index);
  const isOver = endedAt !== null && (trouble === null || eta === null);
  return { startedAt, endedAt: isOver ? endedAt : null, eta: eta?.endAt ?? null };
}

/** A step that hangs in the air (its predecessor is not in the plan) has no times. */
function spanFrom(base: number | null, start: number, end: number): Span {
  const instant = (at: number): number | null => (base === null || !Number.isFinite(at) ? null : Math.round(base + at));
  return { start: instant(start), end: instant(end) };
}

function later(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.max(left, right);
}
