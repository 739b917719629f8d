import type { Successor } from './plan-index.ts';
import { putStep } from './put-step.ts';
import type { RunState } from './state.ts';
import { stepAt } from './state.ts';

/** The step has started: its SS successors may start, its SF successors may complete, each after its lag. */
export function releaseStart(state: RunState, index: number, at: number): RunState {
  const step = stepAt(state, index);
  if (step.hasReleasedStart) return state;
  return released(putStep(state, index, { ...step, hasReleasedStart: true }), index, {
    start: 'SS',
    completion: 'SF',
    at,
  });
}

/** The step succeeded or was skipped. A step that never started releases its start as well: it never will. */
export function releaseEnd(state: RunState, index: number, at: number): RunState {
  const started = releaseStart(state, index, at);
  const step = stepAt(started, index);
  if (step.hasReleasedEnd) return started;
  return released(putStep(started, index, { ...step, hasReleasedEnd: true }), index, {
    start: 'FS',
    completion: 'FF',
    at,
  });
}

interface Release {
  readonly start: 'FS' | 'SS';
  readonly completion: 'FF' | 'SF';
  readonly at: number;
}

function released(state: RunState, index: number, release: Release): RunState {
  let next = state;
  for (const successor of state.index.facts[index]?.successors ?? []) {
    if (successor.type === release.start) next = withStartMet(next, successor, release.at);
    if (successor.type === release.completion) next = withCompletionMet(next, successor, release.at);
  }
  return next;
}

function withStartMet(state: RunState, successor: Successor, at: number): RunState {
  const step = stepAt(state, successor.index);
  const lagEndsAt = Math.max(step.lagEndsAt, successor.lagMs > 0 ? at + successor.lagMs : 0);
  return putStep(state, successor.index, { ...step, unmet: step.unmet - 1, lagEndsAt });
}

function withCompletionMet(state: RunState, successor: Successor, at: number): RunState {
  const step = stepAt(state, successor.index);
  const completionLagEndsAt = Math.max(step.completionLagEndsAt, successor.lagMs > 0 ? at + successor.lagMs : 0);
  return putStep(state, successor.index, { ...step, completionLagEndsAt });
}
