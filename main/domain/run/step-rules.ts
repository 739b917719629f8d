import type { StepActionName } from '../../../contract/commands.ts';
import { openApprovers } from './approval.ts';
import { completionLacks } from './completion.ts';
import { factsOf } from './deliberation.ts';
import { isTicked } from './item-ticks.ts';
import { lackSentence } from './lack-sentence.ts';
import type { StepFacts } from './plan-index.ts';
import { lifeRefusal, personMayStart } from './run-rules.ts';
import type { RunState, StepState } from './state.ts';
import { criterionOf, stepAt } from './state.ts';

/**
 * Why an act on a step is refused now, as a sentence; null when it is allowed. The one source of both what the view
 * offers and what decide accepts; decide adds only what depends on the act's own values (a reason, a name).
 */
export function stepRefusal(state: RunState, index: number, question: StepQuestion): string | null {
  const life = lifeRefusal(state);
  if (life !== null) return life;
  const facts = factsOf(state, index);
  return refusals[question.action]({ state, index, facts, step: stepAt(state, index), now: question.now });
}

export interface StepQuestion {
  readonly action: StepActionName;
  readonly now: number;
}

interface Place {
  readonly state: RunState;
  readonly index: number;
  readonly facts: StepFacts;
  readonly step: StepState;
  readonly now: number;
}

const refusals: Readonly<Record<StepActionName, (place: Place) => string | null>> = {
  go: ({ state, facts, step }) => {
    if (!facts.isAutomated) return 'Only automated steps wait for Go.';
    if (step.isGoGiven && step.status === 'ready') return 'Go is given; it starts when the run goes on.';
    if (step.status !== 'ready') return notReady(step);
    if (facts.step.start === 'auto') return 'It starts by itself.';
    return heldRefusal(state);
  },
  start: ({ state, facts, step }) => {
    if (!startsByPerson(facts)) return 'It is not started by hand.';
    if (step.status === 'working') return 'It is started already.';
    return step.status === 'ready' ? heldRefusal(state) : notReady(step);
  },
  done: (place) => {
    const { step, facts } = place;
    if (step.status === 'failed' || step.status === 'indeterminate') {
      return facts.step.action.kind === 'gate' ? 'A gate is passed by its approvals only. Ask again or skip it.' : null;
    }
    if (facts.isAutomated) return 'Its targets decide when it is done.';
    if (!startsByPerson(facts)) return 'It completes by itself.';
    if (step.status !== 'working') return step.status === 'ready' ? 'It is not started.' : notReady(step);
    const lack = completionLacks(place.state, place.index, place.now)[0];
    return lack === undefined ? null : lackSentence(place.state, lack);
  },
  failed: ({ facts, step }) => {
    if (facts.step.action.kind === 'message') {
      if (step.sent !== null) return 'The message is sent.';
      return step.status === 'ready' ? null : notReady(step);
    }
    if (!startsByPerson(facts)) return 'Only a person’s own work is failed by hand.';
    if (step.status === 'working') return null;
    return step.status === 'ready' ? 'It is not started.' : notReady(step);
  },
  tick: ({ state, facts, step }) => {
    const { action } = facts.step;
    if (action.kind !== 'checklist') return 'It is no checklist.';
    if (step.status !== 'ready' && step.status !== 'working') return notReady(step);
    if (action.items.every((item) => isTicked(step, item))) return 'Every item is ticked.';
    return step.status === 'ready' ? heldRefusal(state) : null;
  },
  untick: ({ facts, step }) => {
    if (facts.step.action.kind !== 'checklist') return 'It is no checklist.';
    if (step.status !== 'working') return step.status === 'ready' ? 'No item is ticked.' : notReady(step);
    return step.ticks.length === 0 ? 'No item is ticked.' : null;
  },
  meet: (place) => criterionRefusal(place, true),
  unmeet: (place) => criterionRefusal(place, false),
  approve: ({ state, index, facts, step }) => {
    const { action } = facts.step;
    if (action.kind !== 'gate') return 'It is no gate.';
    if (step.status !== 'working') return notReady(step);
    if (step.approvals.length >= action.approvals.count) return 'It has all its approvals.';
    if (openApprovers(state, index).length > 0) return null;
    return `Nobody who may still approve is named in the runbook's people for ${action.approvals.roles.join(' or ')}.`;
  },
  reject: ({ facts, step }) => {
    if (facts.step.action.kind !== 'gate') return 'It is no gate.';
    return step.status === 'working' ? null : notReady(step);
  },
  sent: ({ state, facts, step }) => {
    if (facts.step.action.kind !== 'message') return 'It is no message.';
    if (step.status === 'working') return 'The message is sent.';
    return step.status === 'ready' ? heldRefusal(state) : notReady(step);
  },
  attach: ({ step }) => (step.status === 'pending' ? notReady(step) : null),
  'retry-failed': ({ facts, step }) => {
    if (!facts.isAutomated) return 'It has no targets.';
    if (step.status !== 'failed' && step.status !== 'indeterminate') return 'No target of it has ended badly.';
    const { failed, indeterminate, cancelled, 'timed-out': timedOut } = step.targetTally;
    return failed + timedOut + cancelled + indeterminate > 0 ? null : 'No target of it has ended badly.';
  },
  'retry-all': ({ step }) =>
    step.status === 'failed' || step.status === 'indeterminate' ? null : 'Only a failed or unknown step is retried.',
  skip: ({ facts, step }) => {
    if (facts.step.required) return 'It is required: it may not be skipped.';
    if (['succeeded', 'skipped', 'cancelled'].includes(step.status)) return 'It is over.';
    const inWork = step.targetTally.open + step.targetTally.verifying;
    return inWork > 0 ? `${inWork} of its targets are being worked on.` : null;
  },
  reconcile: ({ facts, step }) => {
    if (!facts.isAutomated) return 'It has no targets.';
    return step.status === 'indeterminate' ? null : 'No outcome of it is unknown.';
  },
};

/** Steps a person starts and ends. */
export function startsByPerson(facts: StepFacts): boolean {
  const { kind } = facts.step.action;
  return kind === 'manual' || kind === 'checklist';
}

function criterionRefusal({ facts, step }: Place, met: boolean): string | null {
  const { action } = facts.step;
  if (action.kind !== 'gate') return 'It is no gate.';
  if (action.criteria.length === 0) return 'The gate has no criteria.';
  if (step.status !== 'working') return notReady(step);
  const isSaid = action.criteria.every((criterion) => criterionOf(step, criterion.id)?.met === met);
  if (!isSaid) return null;
  return met ? 'Every criterion is met.' : 'Every criterion is said not to be met.';
}

function heldRefusal(state: RunState): string | null {
  return personMayStart(state) ? null : 'The run is held: nothing new starts. Resume it first.';
}

function notReady(step: StepState): string {
  switch (step.status) {
    case 'pending':
      return 'It is not ready yet.';
    case 'ready':
      return 'It is not started.';
    case 'working':
      return 'It is in work already.';
    case 'failed':
    case 'indeterminate':
      return 'It has ended badly: retry, skip or settle it by hand.';
    default:
      return 'It is over.';
  }
}
