import { holdWords } from '../../../contract/hold-words.ts';
import type { StepId } from '../../../contract/ids.ts';
import type { PlanAction } from '../../../contract/plan.ts';
import type { Blocker } from '../../../contract/views.ts';
import { pendingBlockers, readyBlockers } from './blockers-of-start.ts';
import { troubleBlockers, workingBlockers } from './blockers-of-work.ts';
import { proposedClosure } from './closure.ts';
import { factsOf } from './deliberation.ts';
import { isTrouble, presentHolds } from './holds.ts';
import { whoIs } from './people.ts';
import { lifeRefusal } from './run-rules.ts';
import type { Hold, RunState } from './state.ts';
import { isEnded, stepAt } from './state.ts';

export interface BlockerQuestion {
  readonly stepId: StepId | null;
  readonly now: number;
  readonly driven: boolean;
  /** Which secrets an action lacks, as sentences; left out = none is known to. */
  readonly lacking?: LackOfSecrets;
}

export type LackOfSecrets = (action: PlanAction) => { readonly text: string; readonly unblock: string } | null;

/**
 * Everything that keeps a step (or, for null, the run) from going on, each with what would lift it and who could.
 * Empty for a step that is over in good order. An unknown step has none.
 */
export function blockers(state: RunState, question: BlockerQuestion): Blocker[] {
  const { stepId, driven } = question;
  if (stepId === null) return runBlockers(state, question);
  const index = state.index.positions.get(stepId);
  if (index === undefined) return [];
  const { status } = stepAt(state, index);
  if (status === 'succeeded' || status === 'skipped' || status === 'cancelled') return [];
  return [...lifeBlockers(state, driven), ...stepBlockers(state, index, question)];
}

/** The run's own blockers and those of every step whose turn it is or that ended badly. */
function runBlockers(state: RunState, question: BlockerQuestion): Blocker[] {
  const { driven } = question;
  const own = lifeBlockers(state, driven);
  if (state.life !== 'running' && state.life !== 'aborting') return own;
  const concerned = state.steps.flatMap((step, index) => (isConcerned(state, index, step.trouble) ? [index] : []));
  const found = [...own, ...concerned.flatMap((index) => stepBlockers(state, index, question))];
  const proposed = proposedClosure(state);
  if (proposed === null) return found;
  const text = `Every step is over; the run is not closed (proposed: ${proposed.code}).`;
  return [
    ...found,
    { stepId: null, kind: 'close', text, unblock: 'Close the run.', who: whoIs(state.plan, state.chair) },
  ];
}

function isConcerned(state: RunState, index: number, trouble: 'failed' | 'indeterminate' | null): boolean {
  const step = stepAt(state, index);
  if (state.life === 'aborting') return step.status === 'working';
  if (trouble !== null || step.status === 'ready' || step.status === 'working') return true;
  return step.status === 'pending' && step.unmet === 0;
}

function stepBlockers(state: RunState, index: number, question: BlockerQuestion): Blocker[] {
  return [...secretBlockers(state, index, question), ...otherBlockers(state, index, question.now)];
}

/** Of a step that has targets to start: what it would send is not known here. */
function secretBlockers(state: RunState, index: number, { lacking }: BlockerQuestion): Blocker[] {
  const { status, targetTally, unmet } = stepAt(state, index);
  const isNext = (status === 'pending' && unmet === 0) || status === 'ready';
  if (!isNext && (status !== 'working' || targetTally.startable === 0)) return [];
  const { step } = factsOf(state, index);
  const lack = lacking?.(step.action) ?? null;
  if (lack === null) return [];
  return [{ stepId: step.id, kind: 'secret', ...lack, who: whoIs(state.plan, state.chair) }];
}

function otherBlockers(state: RunState, index: number, now: number): Blocker[] {
  switch (stepAt(state, index).status) {
    case 'pending':
      return pendingBlockers(state, index, now);
    case 'ready':
      return readyBlockers(state, index);
    case 'working':
      return workingBlockers(state, index, now);
    case 'failed':
    case 'indeterminate':
      return troubleBlockers(state, index);
    default:
      return [];
  }
}

function lifeBlockers(state: RunState, driven: boolean): Blocker[] {
  const who = whoIs(state.plan, state.chair);
  if (isEnded(state) || state.life === 'aborting') {
    const text = lifeRefusal(state) ?? '';
    const unblock = isEnded(state) ? 'Create another run.' : 'Wait until running work is stopped.';
    return [{ stepId: null, kind: 'run-ended', text, unblock, who: null }];
  }
  if (state.life !== 'running') {
    return [
      { stepId: null, kind: 'run-not-started', text: 'The run has not started.', unblock: 'Start the run.', who },
    ];
  }
  const holds = presentHolds(state).map((entry) => holdBlocker(state, entry));
  if (driven) return holds;
  const text = 'No Holdpoint is at work on this run: nothing of it starts.';
  return [...holds, { stepId: null, kind: 'not-driven', text, unblock: 'Open it in the app or resume it.', who }];
}

function holdBlocker(state: RunState, entry: Hold): Blocker {
  const isByTrouble = isTrouble(entry);
  const index = entry.stepId === null ? undefined : state.index.positions.get(entry.stepId);
  const responsible = index === undefined ? null : factsOf(state, index).step.responsible;
  return {
    stepId: entry.stepId,
    kind: 'run-held',
    text: `The run is held: ${entry.reason ?? `${holdWords(entry.cause)}.`}`,
    unblock: isByTrouble ? 'Resolve the step, or resume to go on beside it.' : 'Resume the run.',
    who: whoIs(state.plan, isByTrouble ? (responsible ?? state.chair) : state.chair),
  };
}
