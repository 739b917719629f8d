import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { TargetName } from '../../../contract/ids.ts';
import type { StepFacts } from './plan-index.ts';
import { putStep, tallyTargets } from './put-step.ts';
import { releaseEnd, releaseStart } from './release.ts';
import type { RunState, StepState, TargetState } from './state.ts';
import { stepAt } from './state.ts';

export type StepEvent = Exclude<Extract<RecordedEvent, { type: `step.${string}` }>, EventOf<'step.eta-given'>>;

/** Events of a step's own life. An event of an unknown step changes nothing: the plan is frozen. */
export function evolveStep(state: RunState, event: StepEvent): RunState {
  const index = state.index.positions.get(event.data.stepId);
  const facts = index === undefined ? undefined : state.index.facts[index];
  if (index === undefined || facts === undefined) return state;
  const step = { ...stepAt(state, index), changedSeq: event.seq };
  const at = event.occurredAt;
  switch (event.type) {
    case 'step.became-ready':
      return putStep(state, index, { ...step, status: 'ready', readyAt: at });
    case 'step.go-given':
      return putStep(state, index, { ...withExecutor(step, event), isGoGiven: true });
    case 'step.started':
      return releaseStart(putStep(state, index, started(step, facts, event)), index, at);
    case 'step.succeeded':
      return releaseEnd(putStep(state, index, succeeded(step, facts, event)), index, at);
    case 'step.skipped': {
      const { cause, reason } = event.data;
      const skipped: StepState = { ...step, status: 'skipped', trouble: null, skippedBy: cause, reason, endedAt: at };
      return releaseEnd(putStep(state, index, skipped), index, at);
    }
    case 'step.failed':
    case 'step.indeterminate': {
      const status = event.type === 'step.failed' ? 'failed' : 'indeterminate';
      return putStep(state, index, { ...step, status, trouble: status, reason: event.data.reason, endedAt: at });
    }
    case 'step.cancelled': {
      const { reason } = event.data;
      return putStep(state, index, { ...step, status: 'cancelled', trouble: null, reason, endedAt: at });
    }
    case 'step.retry-requested':
      return putStep(state, index, again(step, facts, event));
    case 'step.overdue':
      return putStep(state, index, {
        ...step,
        isPastDeadline: step.isPastDeadline || event.data.what === 'deadline',
        isPastNotAfter: step.isPastNotAfter || event.data.what === 'not-after',
      });
    default:
      return assertNever(event);
  }
}

/** Who acted counts for `excludeExecutor`: an approver may not have given go, start, done or a retry. */
export function withExecutor(step: StepState, event: RecordedEvent): StepState {
  const { person, via } = event.actor;
  if (via === 'engine' || step.executors.includes(person)) return step;
  return { ...step, executors: [...step.executors, person] };
}

function started(step: StepState, facts: StepFacts, event: EventOf<'step.started'>): StepState {
  const base: StepState = { ...step, status: 'working', startedAt: event.occurredAt };
  // Gates and automated steps start by themselves: their event may follow from anybody's command.
  if (facts.isHuman && facts.step.action.kind !== 'gate') return withExecutor(base, event);
  const { action } = facts.step;
  if (action.kind !== 'ssh' || !action.skipWhenDone || action.check === null) return base;
  const asked = base.targets.map((target): TargetState => ({ ...target, question: 'skip-when-done' }));
  return { ...base, targets: asked, targetTally: tallyTargets(asked) };
}

function succeeded(step: StepState, facts: StepFacts, event: EventOf<'step.succeeded'>): StepState {
  const { byHand, reason, outputs, exceptions } = event.data;
  const isPersonal = byHand || (facts.isHuman && facts.step.action.kind !== 'gate');
  return {
    ...(isPersonal ? withExecutor(step, event) : step),
    status: 'succeeded',
    trouble: null,
    endedAt: event.occurredAt,
    byHand,
    reason,
    outputs,
    exceptions,
  };
}

/** A person asked for it once more. What was approved, sent or said to be late belongs to the time before. */
function again(step: StepState, facts: StepFacts, event: EventOf<'step.retry-requested'>): StepState {
  const base: StepState = {
    ...withExecutor(step, event),
    trouble: null,
    endedAt: null,
    reason: null,
    retries: step.retries + 1,
  };
  if (facts.isAutomated && step.startedAt !== null) {
    const targets = targetsAgain(base.targets, facts, event);
    return { ...base, status: 'working', targets, targetTally: tallyTargets(targets) };
  }
  const fresh: StepState = {
    ...base,
    startedAt: null,
    isGoGiven: false,
    isPastDeadline: false,
    approvals: [],
    sent: null,
  };
  if (step.readyAt === null) return { ...fresh, status: 'pending' };
  return { ...fresh, status: 'ready', readyAt: event.occurredAt };
}

function targetsAgain(
  targets: readonly TargetState[],
  facts: StepFacts,
  event: EventOf<'step.retry-requested'>,
): readonly TargetState[] {
  const named = new Set<TargetName>(event.data.targets);
  const { action } = facts.step;
  const hasCheck = action.kind === 'ssh' && action.check !== null;
  return targets.map((target): TargetState => {
    if (!named.has(target.name)) return target;
    const asksFirst = event.data.scope === 'failed' && hasCheck && target.attempts.length > 0;
    return {
      ...target,
      status: 'waiting',
      question: asksFirst ? 'before-retry' : null,
      retryAt: null,
      roundFrom: target.attempts.length,
      notStarted: 0,
      reason: null,
    };
  });
}
