import type { RunState } from './state.ts';

/** When each step was to start and end, and when it is now expected to, by position in the plan (UTC ms). */
export interface RunProjection {
  readonly planned: readonly Span[];
  readonly expected: readonly Span[];
  readonly end: number | null;
}

export interface Span {
  readonly start: number | null;
  readonly end: number | null;
}

const NOWHERE: Span = { start: null, end: null };

/** Worked out once per state and instant, however many steps ask. */
export function projectRun(state: RunState, now: number): RunProjection {
  const known = latest.get(state);
  if (known?.now === now) return known.projection;
  const projection = projected(state, now);
  latest.set(state, { now, projection });
  return projection;
}

const latest = new WeakMap<RunState, { readonly now: number; readonly projection: RunProjection }>();

function projected(state: RunState, _now: number): RunProjection {
  const nowhere = state.steps.map(() => NOWHERE);
  return { planned: nowhere, expected: nowhere, end: null };
}
