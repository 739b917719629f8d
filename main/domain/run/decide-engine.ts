import { assertNever } from '../../../contract/assert-never.ts';
import type { EventData } from '../../../contract/events.ts';
import { changeEvent, type ProbeChange, standingKey } from '../probe/standing.ts';
import { type Deliberation, emit, hold, stepOf } from './deliberation.ts';
import { accepted, acceptedAt, type Handled, refused } from './handled.ts';
import { lifeRefusal } from './run-rules.ts';
import type { AttemptState, TargetState } from './state.ts';
import type { EngineCommand } from './types.ts';

/** What the runner reports. Whatever comes late or twice is refused and changes nothing. */
export function decideEngine(work: Deliberation, command: EngineCommand): Handled {
  switch (command.type) {
    case 'advance':
      return accepted(work.state.live);
    case 'engine-hold': {
      const refusal = lifeRefusal(work.state);
      if (refusal !== null) return refused(refusal);
      hold(work, { cause: command.cause, reason: command.reason });
      return accepted();
    }
    case 'clock-jumped': {
      const { ms, cause } = command;
      emit(work, { type: 'clock.jumped', data: { ms, cause } });
      if (cause === 'sleep' && lifeRefusal(work.state) === null)
        hold(work, { cause: 'clock-jumped', reason: `The machine slept for ${Math.round(ms / 1000)} s.` });
      return accepted();
    }
    case 'probes-changed':
      return probesChanged(work, command.changes);
    case 'check-finished':
      return checkFinished(work, command);
    default:
      return attemptReport(work, command);
  }
}

/** Held against the log, not against what the asking core remembers: it may be a new one. */
function probesChanged(work: Deliberation, changes: readonly ProbeChange[]): Handled {
  for (const change of changes) {
    const data = changeEvent(work.state.probes.get(standingKey(change)) ?? null, change);
    if (data !== null) emit(work, { type: 'probe.changed', data });
  }
  return accepted();
}

type AttemptReport = Extract<EngineCommand, { type: `attempt-${string}` }>;

interface Place {
  readonly index: number;
  readonly target: TargetState;
  /** The newest attempt when it is open and the one that is spoken of. */
  readonly open: AttemptState | null;
}

function attemptReport(work: Deliberation, report: AttemptReport): Handled {
  const place = placeOf(work, report);
  if (place.kind === 'refused') return place;
  const { open } = place.value;
  if (open === null) return refused(`Attempt ${report.attempt} of ${report.stepId} on ${report.target} is not open.`);
  const { stepId, target, attempt } = report;
  const ref = { stepId, target, attempt };
  switch (report.type) {
    case 'attempt-sent': {
      const { targetBootId, hostKey } = report;
      emit(work, { type: 'attempt.sent', data: { ...ref, targetBootId, hostKey } });
      return accepted();
    }
    case 'attempt-lost-contact':
      // Another reason is news: what a person can do about it has changed.
      if (open.outOfContactReason === report.reason) return accepted();
      emit(work, { type: 'attempt.lost-contact', data: { ...ref, reason: report.reason } });
      return accepted();
    case 'attempt-regained-contact':
      if (open.outOfContactSince === null) return accepted();
      emit(work, { type: 'attempt.regained-contact', data: ref });
      return accepted();
    case 'attempt-finished': {
      const { type: _type, ...data } = report;
      emit(work, { type: 'attempt.finished', data });
      return acceptedAt(work, place.value.index);
    }
    default:
      return assertNever(report);
  }
}

function checkFinished(work: Deliberation, report: Extract<EngineCommand, { type: 'check-finished' }>): Handled {
  const place = placeOf(work, report);
  if (place.kind === 'refused') return place;
  if (!isAsked(place.value, report))
    return refused(`Nobody asks for this check of ${report.stepId} on ${report.target}.`);
  const { type: _type, ...data } = report;
  emit(work, { type: 'check.finished', data });
  return acceptedAt(work, place.value.index);
}

function isAsked({ target, open }: Place, report: EventData<'check.finished'>): boolean {
  const made = target.attempts.length;
  switch (report.purpose) {
    case 'verify':
      return target.status === 'verifying' && report.attempt === made;
    case 'skip-when-done':
    case 'before-retry':
      return (
        target.status === 'waiting' && target.question === report.purpose && report.attempt === askedAttempt(target)
      );
    case 'reconcile':
      return open !== null;
  }
}

/** The attempt a check before one is about: the one that failed, or the first that is still to come. */
export function askedAttempt(target: TargetState): number {
  return Math.max(1, target.attempts.length);
}

function placeOf(
  work: Deliberation,
  ref: { readonly stepId: string; readonly target: string; readonly attempt: number },
): { readonly kind: 'place'; readonly value: Place } | Extract<Handled, { kind: 'refused' }> {
  const index = work.state.index.positions.get(ref.stepId);
  if (index === undefined) return refused(`This run has no step “${ref.stepId}”.`, 'not-found');
  const position = work.state.index.facts[index]?.targetPositions.get(ref.target);
  const target = position === undefined ? undefined : stepOf(work, index).targets[position];
  if (target === undefined) return refused(`“${ref.stepId}” has no target “${ref.target}”.`, 'not-found');
  const newest = target.attempts.at(-1);
  const isOpen = target.status === 'open' && newest?.attempt === ref.attempt;
  return { kind: 'place', value: { index, target, open: isOpen ? (newest ?? null) : null } };
}
