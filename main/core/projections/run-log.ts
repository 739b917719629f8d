import type { RunId } from '../../../contract/ids.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { LogEntry } from '../../../contract/views.ts';
import { toLogEntry } from '../../domain/log/describe-event.ts';
import type { EventStore } from '../ports/event-store.ts';

export interface LogPage {
  readonly runId: RunId;
  readonly plan: Plan;
  readonly afterSeq: number;
  readonly limit: number;
}

/** A page of the log, oldest first. */
export function logPage(events: EventStore, { runId, plan, afterSeq, limit }: LogPage): LogEntry[] {
  return events.readJournal(runId, afterSeq, limit).map((event) => toLogEntry(event, plan));
}

/**
 * The newest entries, oldest first. The store reads forwards, and a journal's sequence numbers have gaps where other
 * journals wrote: so look back twice as far until there are enough.
 */
export function newestLog(events: EventStore, newest: Omit<LogPage, 'afterSeq'> & { lastSeq: number }): LogEntry[] {
  const { runId, plan, limit, lastSeq } = newest;
  if (limit <= 0) return [];
  for (let back = limit; ; back *= 2) {
    const afterSeq = Math.max(0, lastSeq - back);
    const found = events.readJournal(runId, afterSeq, back);
    if (found.length >= limit || afterSeq === 0) return found.slice(-limit).map((event) => toLogEntry(event, plan));
  }
}
