import type { RecordedEvent } from '../../../contract/events.ts';
import type { Attributed } from './report-model.ts';

/** An entry written down more than this after it happened is marked as late. */
const LATE_AFTER_MS = 60_000;

type Attributable = Pick<RecordedEvent, 'seq' | 'occurredAt' | 'recordedAt' | 'actor'>;

/** Null in a rehearsal: its times are those of the scenario, not of this machine's clock. */
export function recordedLate(event: Attributable, isLive: boolean): number | null {
  return isLive && event.recordedAt - event.occurredAt > LATE_AFTER_MS ? event.recordedAt : null;
}

/** Who said it, when, by which way, who typed it and when it was written down. */
export function attributed(event: Attributable, isLive: boolean): Attributed {
  const { actor } = event;
  return {
    seq: event.seq,
    at: event.occurredAt,
    recordedLate: recordedLate(event, isLive),
    person: actor.person,
    role: actor.role,
    onBehalfOf: actor.onBehalfOf ?? null,
    via: actor.via,
    assurance: actor.assurance,
    enteredBy: actor.enteredBy ?? null,
  };
}
