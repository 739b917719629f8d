import type { StepId } from '../../../contract/ids.ts';
import type { StepView } from '../../../contract/views.ts';
import { factsOf } from './deliberation.ts';
import { lostContact } from './lost-contact.ts';
import { momentText } from './moment.ts';
import { needOf } from './need.ts';
import { overdueAt } from './overdue.ts';
import { projectRun } from './projection.ts';
import { readyTime } from './schedule-facts.ts';
import type { RunState, StepState } from './state.ts';
import { isHeld, stepAt } from './state.ts';
import { stepStateName } from './step-state-name.ts';

/** One line of the runsheet; null for a step the run does not have. */
export function stepView(state: RunState, stepId: StepId, now: number): StepView | null {
  const index = state.index.positions.get(stepId);
  return index === undefined ? null : stepViewAt(state, index, now);
}

/** Every line, in the plan's order. */
export function stepViews(state: RunState, now: number): StepView[] {
  return state.steps.map((_step, index) => stepViewAt(state, index, now));
}

function stepViewAt(state: RunState, index: number, now: number): StepView {
  const facts = factsOf(state, index);
  const step = stepAt(state, index);
  const projection = projectRun(state, now);
  const { id, kind, title, stream, phase, responsible, pointOfNoReturn, after, duration } = facts.step;
  return {
    id,
    index,
    kind,
    title,
    stream,
    phase,
    responsible,
    pointOfNoReturn,
    after,
    state: stepStateName(state, index, now),
    stateReason: stateReason(state, index, now),
    plannedStart: projection.planned[index]?.start ?? null,
    plannedEnd: projection.planned[index]?.end ?? null,
    projectedStart: projection.expected[index]?.start ?? null,
    projectedEnd: projection.expected[index]?.end ?? null,
    duration,
    eta: step.eta,
    readyAt: step.readyAt,
    startedAt: step.startedAt,
    endedAt: step.endedAt,
    overdueAt: overdueAt(facts, step),
    targets: rollup(step),
    attempts: step.attempts,
    need: needOf(state, index, now),
    changedSeq: step.changedSeq,
  };
}

function stateReason(state: RunState, index: number, now: number): string | null {
  const step = stepAt(state, index);
  const lost = lostContact(step);
  if (lost !== null) {
    return `No contact with ${lost.names} since ${momentText(state, lost.since)}: what it does is not known.`;
  }
  const heldBack = targetsHeldBack(state, step);
  if (heldBack > 0) return `Held: nothing runs, ${heldBack} of ${step.targets.length} targets not started.`;
  if (step.status !== 'pending' || step.unmet > 0) return step.reason;
  const at = readyTime(state, index);
  return at > now ? `Not before ${momentText(state, at)}.` : step.reason;
}

/** Targets of a step that has begun and stands still, because the run is held. */
function targetsHeldBack(state: RunState, { status, targetTally }: StepState): number {
  if (!isHeld(state) || status !== 'working' || targetTally.open + targetTally.verifying > 0) return 0;
  return targetTally.waiting + targetTally.delayed;
}

/** A target nobody hears from is not said to be running. */
function rollup(step: StepState): StepView['targets'] {
  const { targets, targetTally: tally } = step;
  const lost = lostContact(step)?.targets.length ?? 0;
  return {
    total: targets.length,
    succeeded: tally.succeeded,
    failed: tally.failed + tally['timed-out'],
    running: tally.open + tally.verifying - lost,
    unknown: tally.indeterminate + lost,
  };
}
