import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { StepFacts } from './plan-index.ts';
import { afterTurn, putStep, putTarget } from './put-step.ts';
import { retryPolicy, STARTS_WITHOUT_A_RUN } from './retry-policy.ts';
import type { AttemptState, RunState, Slot, StepState, TargetState, TargetStatus } from './state.ts';
import { attemptOf, stepAt } from './state.ts';

type AttemptEvent = Extract<RecordedEvent, { type: `attempt.${string}` | 'check.finished' }>;

/** Events of one target: attempts, contact, checks. */
export function evolveAttempt(state: RunState, event: AttemptEvent): RunState {
  const index = state.index.positions.get(event.data.stepId);
  const facts = index === undefined ? undefined : state.index.facts[index];
  const position = facts?.targetPositions.get(event.data.target);
  if (index === undefined || facts === undefined || position === undefined) return state;
  const step = stepAt(state, index);
  const target = step.targets[position];
  if (target === undefined) return state;
  const place: Place = { state, facts, index, position, step, target };
  if (event.type === 'attempt.started') return attemptStarted(place, event);
  if (event.type === 'attempt.reopened') return attemptReopened(place, event);
  return put(place, step, evolvedTarget(place, event));
}

interface Place {
  readonly state: RunState;
  readonly facts: StepFacts;
  readonly index: number;
  readonly position: number;
  readonly step: StepState;
  readonly target: TargetState;
}

function put(place: Place, step: StepState, target: TargetState): RunState {
  const next = putStep(place.state, place.index, putTarget(step, place.position, target));
  const wasBusy = isBusy(place.target.status);
  if (wasBusy === isBusy(target.status)) return next;
  const slot: Slot = { step: place.index, target: place.position };
  const isSame = (other: Slot): boolean => other.step === slot.step && other.target === slot.target;
  return { ...next, busy: wasBusy ? next.busy.filter((other) => !isSame(other)) : [...next.busy, slot] };
}

function isBusy(status: TargetStatus): boolean {
  return status === 'open' || status === 'verifying';
}

function attemptStarted(place: Place, event: EventOf<'attempt.started'>): RunState {
  const attempt: AttemptState = {
    attempt: event.data.attempt,
    startedAt: event.occurredAt,
    coreId: event.data.coreId,
    commandHash: event.data.commandHash,
    key: event.data.key,
    sentAt: null,
    targetBootId: null,
    hostKey: null,
    outOfContactSince: null,
    outOfContactReason: null,
    isReopened: false,
    outcome: null,
    endedAt: null,
    exitCode: null,
    signal: null,
    durationMs: null,
    reason: null,
    streams: {},
  };
  const target: TargetState = {
    ...place.target,
    status: 'open',
    question: null,
    retryAt: null,
    reason: null,
    attempts: [...place.target.attempts, attempt],
  };
  const next = put(place, { ...place.step, attempts: place.step.attempts + 1 }, target);
  return { ...next, queue: afterTurn(next.queue, place.index) };
}

/** The step works again, but its trouble stays: only a known good outcome lifts the hold. */
function attemptReopened(place: Place, event: EventOf<'attempt.reopened'>): RunState {
  const step: StepState = { ...place.step, status: 'working', endedAt: null, changedSeq: event.seq };
  const reopened = withAttempt(place.target, event.data.attempt, {
    coreId: event.data.coreId,
    isReopened: true,
    outcome: null,
    endedAt: null,
    reason: null,
  });
  return put(place, step, { ...reopened, status: 'open', reason: null });
}

function evolvedTarget(
  place: Place,
  event: Exclude<AttemptEvent, EventOf<'attempt.started'> | EventOf<'attempt.reopened'>>,
): TargetState {
  const { target } = place;
  const inContact = { outOfContactSince: null, outOfContactReason: null };
  switch (event.type) {
    case 'attempt.sent': {
      const { targetBootId, hostKey, attempt } = event.data;
      return withAttempt(target, attempt, { ...inContact, sentAt: event.occurredAt, targetBootId, hostKey });
    }
    case 'attempt.lost-contact':
      return withAttempt(target, event.data.attempt, {
        outOfContactSince: attemptOf(target, event.data.attempt)?.outOfContactSince ?? event.occurredAt,
        outOfContactReason: event.data.reason,
      });
    case 'attempt.regained-contact':
      return withAttempt(target, event.data.attempt, inContact);
    case 'attempt.finished':
      return attemptFinished(place, event);
    case 'attempt.retry-due': {
      const question = retryPolicy(place.facts.step).hasCheck ? 'before-retry' : null;
      return { ...target, status: 'waiting', question, retryAt: null };
    }
    case 'check.finished':
      return checkFinished(place, event);
    default:
      return assertNever(event);
  }
}

function attemptFinished(place: Place, event: EventOf<'attempt.finished'>): TargetState {
  const { outcome, exitCode, signal, durationMs, reason, streams, attempt } = event.data;
  const notStarted = outcome === 'not-started' ? place.target.notStarted + 1 : 0;
  const target: TargetState = {
    ...withAttempt(place.target, attempt, {
      outcome,
      exitCode,
      signal,
      durationMs,
      reason,
      streams,
      endedAt: event.occurredAt,
      outOfContactSince: null,
      outOfContactReason: null,
    }),
    notStarted,
    reason,
    outputs: outcome === 'succeeded' ? event.data.outputs : place.target.outputs,
  };
  switch (outcome) {
    case 'succeeded':
      return { ...target, status: hasVerify(place.facts) ? 'verifying' : 'succeeded' };
    case 'failed':
    case 'timed-out': {
      const retryAt = nextRetry(place, target, event.occurredAt);
      return retryAt === null ? { ...target, status: outcome } : { ...target, status: 'delayed', retryAt };
    }
    case 'not-started':
      if (notStarted < STARTS_WITHOUT_A_RUN) return { ...target, status: 'waiting' };
      return { ...target, status: 'failed', reason: reason ?? `it never got as far as starting, ${notStarted} times` };
    case 'cancelled':
    case 'indeterminate':
      return { ...target, status: outcome };
    default:
      return assertNever(outcome);
  }
}

function hasVerify(facts: StepFacts): boolean {
  const { action } = facts.step;
  return 'verify' in action && action.verify !== null;
}

/** Instant of the next automatic attempt, or null when there is none: exhausted, unsafe, or the run is being aborted. */
function nextRetry(place: Place, target: TargetState, now: number): number | null {
  const policy = retryPolicy(place.facts.step);
  // An outcome a person had to ask for is a person's to judge.
  if (place.state.life !== 'running' || target.attempts.at(-1)?.isReopened === true) return null;
  const made = target.attempts.slice(target.roundFrom).filter((attempt) => attempt.outcome !== 'not-started').length;
  return made < policy.attempts ? now + policy.delayMs : null;
}

function checkFinished(place: Place, event: EventOf<'check.finished'>): TargetState {
  const { attempt, purpose, answer, exitCode, reason } = event.data;
  const { target } = place;
  const record = { attempt, purpose, answer, exitCode, reason, at: event.occurredAt };
  const noted: TargetState = { ...target, checks: [...target.checks, record] };
  if (purpose === 'verify' && target.status === 'verifying') {
    if (answer === 'holds') return { ...noted, status: 'succeeded' };
    const why = answer === 'cannot-tell' ? 'the verification cannot tell' : 'the verification does not hold';
    return { ...noted, status: 'failed', reason: reason === null ? why : `${why}: ${reason}` };
  }
  if (purpose !== target.question || target.status !== 'waiting') return noted;
  if (answer === 'holds') {
    return { ...noted, status: 'succeeded', question: null, reason: 'already in the wanted state: nothing was run' };
  }
  // A person who asked for the retry has judged; the software has not, and must not run blindly again.
  const isAsked = purpose === 'skip-when-done' || target.roundFrom === target.attempts.length;
  if (answer === 'cannot-tell' && !isAsked && !retryPolicy(place.facts.step).isIdempotent) {
    return { ...noted, status: 'failed', question: null, reason: 'not tried again: its check cannot tell' };
  }
  return { ...noted, question: null };
}

function withAttempt(target: TargetState, attempt: number, change: Partial<AttemptState>): TargetState {
  const before = target.attempts[attempt - 1];
  if (before === undefined) return target;
  return { ...target, attempts: target.attempts.with(attempt - 1, { ...before, ...change }) };
}
