import { isTimed } from './by-itself.ts';
import type { RunState, StepState, TargetState, TargetStatus, TargetTally } from './state.ts';
import { isOver, stepAt } from './state.ts';

/** Replaces one step and keeps the tally and the work lists true, without looking at any other step. */
export function putStep(state: RunState, index: number, next: StepState): RunState {
  const before = stepAt(state, index);
  const facts = state.index.facts[index];
  const isTimedNow = facts !== undefined && isTimed(facts, next);
  const wasTimed = facts !== undefined && isTimed(facts, before);
  const steps = state.steps.slice();
  steps[index] = next;
  return {
    ...state,
    steps,
    tally: before.status === next.status ? state.tally : moved(state.tally, before.status, next.status),
    live: isLive(before) === isLive(next) ? state.live : toggled(state.live, index, 'ascending'),
    timed: wasTimed === isTimedNow ? state.timed : toggled(state.timed, index, 'ascending'),
    queue: isQueued(before) === isQueued(next) ? state.queue : toggled(state.queue, index, 'last'),
    asking: isAsking(before) === isAsking(next) ? state.asking : toggled(state.asking, index, 'last'),
    giving: gives(before) === gives(next) ? state.giving : toggled(state.giving, index, 'ascending'),
  };
}

/** Replaces one target of a step; tallies follow. */
export function putTarget(step: StepState, position: number, next: TargetState): StepState {
  const before = step.targets[position];
  if (before === undefined) return step;
  const targets = step.targets.slice();
  targets[position] = next;
  const touchesDelay = before.retryAt !== next.retryAt;
  return {
    ...step,
    targets,
    targetTally: retallied(step.targetTally, before, next),
    nextRetryAt: touchesDelay ? earliestRetry(targets) : step.nextRetryAt,
  };
}

export function tallyTargets(targets: readonly TargetState[]): TargetTally {
  const tally = {
    waiting: 0,
    delayed: 0,
    open: 0,
    verifying: 0,
    succeeded: 0,
    failed: 0,
    'timed-out': 0,
    indeterminate: 0,
    cancelled: 0,
    startable: 0,
    questions: 0,
  };
  for (const target of targets) {
    tally[target.status] += 1;
    if (isStartable(target)) tally.startable += 1;
    if (isQuestion(target)) tally.questions += 1;
  }
  return tally;
}

/** Targets on which something is still to happen. */
export function unfinishedTargets(tally: TargetTally): number {
  return tally.waiting + tally.delayed + tally.open + tally.verifying;
}

export function isLive(step: StepState): boolean {
  return step.unmet === 0 && !isOver(step);
}

export function isStartable(target: TargetState): boolean {
  return target.status === 'waiting' && target.question === null;
}

export function isQuestion(target: TargetState): boolean {
  return target.status === 'waiting' && target.question !== null;
}

/** The step at `index` has had its turn: it goes to the end of the queue, when it is still in it. */
export function afterTurn(queue: readonly number[], index: number): readonly number[] {
  if (queue.at(-1) === index || !queue.includes(index)) return queue;
  const rest = queue.slice();
  rest.splice(rest.indexOf(index), 1);
  rest.push(index);
  return rest;
}

function isQueued(step: StepState): boolean {
  return step.status === 'working' && step.targetTally.startable > 0;
}

/** Makes no array of keys: it is asked at every event. */
function gives({ outputs }: StepState): boolean {
  for (const _name in outputs) return true;
  return false;
}

function isAsking(step: StepState): boolean {
  return step.status === 'working' && step.targetTally.questions > 0;
}

function toggled(list: readonly number[], index: number, place: 'ascending' | 'last'): readonly number[] {
  const at = list.indexOf(index);
  const next = list.slice();
  if (at !== -1) {
    next.splice(at, 1);
    return next;
  }
  const position = place === 'last' ? -1 : next.findIndex((other) => other > index);
  if (position === -1) next.push(index);
  else next.splice(position, 0, index);
  return next;
}

function moved<K extends string>(tally: Readonly<Record<K, number>>, from: K, to: K): Readonly<Record<K, number>> {
  return { ...tally, [from]: tally[from] - 1, [to]: tally[to] + 1 };
}

function retallied(tally: TargetTally, before: TargetState, next: TargetState): TargetTally {
  const status: Readonly<Record<TargetStatus, number>> =
    before.status === next.status ? tally : moved<TargetStatus>(tally, before.status, next.status);
  return {
    ...status,
    startable: tally.startable - Number(isStartable(before)) + Number(isStartable(next)),
    questions: tally.questions - Number(isQuestion(before)) + Number(isQuestion(next)),
  };
}

function earliestRetry(targets: readonly TargetState[]): number | null {
  let earliest: number | null = null;
  for (const { retryAt } of targets) {
    if (retryAt !== null && (earliest === null || retryAt < earliest)) earliest = retryAt;
  }
  return earliest;
}
