import { type EventData, eventSchemas, type StoredEvent } from '../contract/events.ts';
import type { EventName } from './verify-findings.ts';

export interface FinishedAttempt extends EventName {
  readonly streams: EventData<'attempt.finished'>['streams'];
}

export interface SampleClaim extends EventName {
  readonly subject: string;
  readonly target: string;
  readonly ordinal: number;
}

/** What the events say must lie in files: digests of attachments, documents and streams, by the first that says so. */
export interface Claims {
  readonly attachments: Map<string, EventName>;
  readonly documents: Map<string, EventName>;
  /** Samples that changes of probes lean on. */
  readonly samples: SampleClaim[];
  /** By attemptName. */
  readonly started: Map<string, EventName>;
  readonly finished: Map<string, FinishedAttempt>;
}

export function noClaims(): Claims {
  return { attachments: new Map(), documents: new Map(), samples: [], started: new Map(), finished: new Map() };
}

export function attemptName(of: {
  readonly runId: string;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
}): string {
  return `${of.runId} ${of.stepId} ${of.target} ${of.attempt}`;
}

/** Adds what one event claims. Data that does not fit its schema claims nothing: the chain has judged its bytes. */
export function collectClaims(claims: Claims, event: StoredEvent): void {
  const name = { seq: event.seq, journalId: event.journalId };
  switch (event.type) {
    case 'attachment.stored': {
      const parsed = eventSchemas['attachment.stored'].safeParse(event.data);
      if (parsed.success) addFirst(claims.attachments, parsed.data.sha256, name);
      return;
    }
    case 'evidence.attached': {
      const parsed = eventSchemas['evidence.attached'].safeParse(event.data);
      if (parsed.success && parsed.data.value.type === 'file') {
        addFirst(claims.attachments, parsed.data.value.sha256, name);
      }
      return;
    }
    case 'document.saved': {
      const parsed = eventSchemas['document.saved'].safeParse(event.data);
      if (parsed.success) addFirst(claims.documents, parsed.data.sha256, name);
      return;
    }
    case 'probe.changed': {
      const parsed = eventSchemas['probe.changed'].safeParse(event.data);
      if (!parsed.success) return;
      const { probe, target, sample } = parsed.data;
      const subject = `run:${event.journalId}/probe:${probe}`;
      claims.samples.push({ ...name, subject, target, ordinal: sample.ordinal });
      return;
    }
    default:
      collectAttempt(claims, event, name);
  }
}

function collectAttempt(claims: Claims, event: StoredEvent, name: EventName): void {
  if (event.type === 'attempt.started') {
    const parsed = eventSchemas['attempt.started'].safeParse(event.data);
    if (parsed.success) addFirst(claims.started, attemptName({ ...parsed.data, runId: event.journalId }), name);
  }
  if (event.type === 'attempt.finished') {
    const parsed = eventSchemas['attempt.finished'].safeParse(event.data);
    if (!parsed.success) return;
    // The last word counts: an attempt that was reopened finishes again, with all its output.
    const finished = { ...name, streams: parsed.data.streams };
    claims.finished.set(attemptName({ ...parsed.data, runId: event.journalId }), finished);
  }
}

function addFirst(map: Map<string, EventName>, key: string, name: EventName): void {
  if (!map.has(key)) map.set(key, name);
}
