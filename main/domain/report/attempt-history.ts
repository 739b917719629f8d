import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import { outcomeText } from '../log/attempt-sentences.ts';
import type { ReportAttempt } from './report-model.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Mutable<ReportAttempt> & {
  checks: ReportAttempt['checks'][number][];
  lostContact: ReportAttempt['lostContact'][number][];
};

/** Says where the last lines of an attempt's output are to be had; null when there are none. */
export type ExcerptOf = (attempt: { stepId: string; target: string; attempt: number }) => string | null;

/** Every attempt on every target, in the order of their starts. */
export function attemptHistory(events: readonly RecordedEvent[], excerptOf: ExcerptOf): readonly ReportAttempt[] {
  const drafts = new Map<string, Draft>();
  for (const event of events) {
    if (event.type === 'attempt.started') drafts.set(keyOf(event.data), started(event));
    else if (isAboutAttempt(event)) {
      const draft = drafts.get(keyOf(event.data));
      if (draft !== undefined) apply(draft, event, excerptOf);
    }
  }
  return [...drafts.values()];
}

type AboutAttempt = Extract<RecordedEvent, { data: { attempt: number } }>;

function isAboutAttempt(event: RecordedEvent): event is AboutAttempt {
  return 'attempt' in event.data;
}

function keyOf(data: { stepId: string; target: string; attempt: number }): string {
  return `${data.stepId}/${data.target}/${data.attempt}`;
}

function started({ data, occurredAt, seq }: EventOf<'attempt.started'>): Draft {
  return {
    stepId: data.stepId,
    target: data.target,
    attempt: data.attempt,
    startedAt: occurredAt,
    startSeq: seq,
    endedAt: null,
    endSeq: null,
    outcome: null,
    text: 'still open',
    exitCode: null,
    signal: null,
    durationMs: null,
    reason: null,
    hostKey: null,
    commandHash: data.commandHash,
    streams: {},
    checks: [],
    lostContact: [],
    excerpt: null,
  };
}

function apply(draft: Draft, event: AboutAttempt, excerptOf: ExcerptOf): void {
  switch (event.type) {
    case 'attempt.sent':
      draft.hostKey = event.data.hostKey;
      return;
    case 'attempt.lost-contact':
      draft.lostContact.push({ at: event.occurredAt, reason: event.data.reason, seq: event.seq });
      return;
    case 'check.finished': {
      const { purpose, answer, exitCode } = event.data;
      draft.checks.push({ purpose, answer, exitCode, seq: event.seq });
      return;
    }
    case 'attempt.reopened':
      Object.assign(draft, { endedAt: null, endSeq: null, outcome: null, text: 'asked again, still open' });
      return;
    case 'attempt.finished':
      finish(draft, event);
      if (event.data.outcome !== 'succeeded') draft.excerpt = excerptOf(event.data);
      return;
    case 'attempt.started':
    case 'attempt.retry-due':
    case 'attempt.regained-contact':
      return;
  }
}

function finish(draft: Draft, { data, occurredAt, seq }: EventOf<'attempt.finished'>): void {
  const { outcome, exitCode, signal, durationMs, reason, streams } = data;
  Object.assign(draft, { outcome, exitCode, signal, durationMs, reason, streams });
  Object.assign(draft, { endedAt: occurredAt, endSeq: seq, text: outcomeText(data) });
}
