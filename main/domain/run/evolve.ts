import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import { createdRun } from './create.ts';
import { evolveAttempt } from './evolve-attempt.ts';
import { evolveBeside } from './evolve-entry.ts';
import { evolvePerson } from './evolve-person.ts';
import { evolveStep } from './evolve-step.ts';
import type { Hold, RunState } from './state.ts';

/** The state after one more event. Throws when the first event is not `run.created`: that log is no run's log. */
export function evolve(state: RunState | null, event: RecordedEvent): RunState {
  if (event.type === 'run.created') {
    if (state !== null) throw new Error('run.created may only be the first event of a run');
    return createdRun(event);
  }
  if (state === null) throw new Error(`the first event of a run must be run.created, not ${event.type}`);
  const next = evolved(state, event);
  return { ...next, lastSeq: event.seq };
}

/** The state after all of them; null for none. */
export function replay(events: Iterable<RecordedEvent>): RunState | null {
  let state: RunState | null = null;
  for (const event of events) state = evolve(state, event);
  return state;
}

function evolved(state: RunState, event: Exclude<RecordedEvent, EventOf<'run.created'>>): RunState {
  switch (event.type) {
    case 'run.rebased':
      // No change of the life cycle: a Hold said at that moment is as good as before.
      return { ...state, t0: event.data.to };
    case 'run.armed':
    case 'run.outside-window':
    case 'run.started':
    case 'run.held':
    case 'run.resumed':
    case 'run.abort-started':
    case 'run.aborted':
    case 'run.cancelled':
    case 'run.completed':
      return { ...evolveLife(state, event), lifecycleSeq: event.seq };
    case 'step.became-ready':
    case 'step.go-given':
    case 'step.started':
    case 'step.succeeded':
    case 'step.failed':
    case 'step.skipped':
    case 'step.indeterminate':
    case 'step.cancelled':
    case 'step.retry-requested':
    case 'step.overdue':
      return evolveStep(state, event);
    case 'attempt.started':
    case 'attempt.sent':
    case 'attempt.lost-contact':
    case 'attempt.regained-contact':
    case 'attempt.finished':
    case 'attempt.retry-due':
    case 'attempt.reopened':
    case 'check.finished':
      return evolveAttempt(state, event);
    case 'item.ticked':
    case 'item.unticked':
    case 'criterion.met':
    case 'criterion.not-met':
    case 'approval.given':
    case 'approval.refused':
    case 'evidence.attached':
    case 'message.sent':
      return evolvePerson(state, event);
    default:
      return evolveBeside(state, event);
  }
}

type LifeEvent = Extract<RecordedEvent, { type: `run.${string}` }>;

function evolveLife(state: RunState, event: Exclude<LifeEvent, EventOf<'run.created' | 'run.rebased'>>): RunState {
  switch (event.type) {
    case 'run.armed':
      return { ...state, life: 'armed' };
    case 'run.outside-window':
      return state;
    case 'run.started':
      return {
        ...state,
        life: 'running',
        t0: event.data.t0,
        t0From: event.data.t0From,
        startedAt: event.occurredAt,
        chair: event.actor.person,
      };
    case 'run.held':
      return { ...state, held: withHold(state.held, event) };
    case 'run.resumed':
      return { ...state, held: state.held.filter((hold) => !event.data.lifted.includes(hold.cause)) };
    case 'run.abort-started':
      return { ...state, life: 'aborting', held: [], abortReason: event.data.reason };
    case 'run.aborted':
      return ended(state, event, 'aborted');
    case 'run.cancelled':
      return ended(state, event, 'cancelled');
    case 'run.completed':
      return ended(state, event, 'completed');
    default:
      return assertNever(event);
  }
}

function ended(
  state: RunState,
  event: EventOf<'run.aborted'> | EventOf<'run.cancelled'> | EventOf<'run.completed'>,
  life: 'aborted' | 'cancelled' | 'completed',
): RunState {
  const closure = { code: event.data.closureCode, reason: event.data.reason };
  return { ...state, life, held: [], endedAt: event.occurredAt, closure };
}

function withHold(held: readonly Hold[], event: EventOf<'run.held'>): readonly Hold[] {
  const stepId = event.data.stepId ?? null;
  const { cause, reason } = event.data;
  if (held.some((hold) => hold.cause === cause && hold.stepId === stepId)) return held;
  return [...held, { cause, reason, stepId, since: event.occurredAt }];
}
