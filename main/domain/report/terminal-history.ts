import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { Recording } from '../../../contract/terminals.ts';
import { personText } from '../log/voice.ts';

/** A terminal as the report tells it: who looked where by hand, why, how long, and what is kept of it. */
export interface ReportTerminal {
  readonly target: string;
  readonly stepId: string | null;
  readonly reason: string;
  readonly by: string;
  readonly openedAt: number;
  /** null = it is still open. */
  readonly durationMs: number | null;
  readonly ended: string | null;
  readonly recording: Recording | null;
  readonly seqs: readonly number[];
}

export function terminalHistory(events: readonly RecordedEvent[]): readonly ReportTerminal[] {
  const closed = new Map<string, EventOf<'terminal.closed'>>();
  for (const event of events) if (event.type === 'terminal.closed') closed.set(event.data.terminalId, event);
  return events.flatMap((event): ReportTerminal[] => {
    if (event.type !== 'terminal.opened') return [];
    const { target, stepId, reason, terminalId } = event.data;
    const end = closed.get(terminalId);
    return [
      {
        ...{ target, stepId, reason, by: personText(event.actor) ?? event.actor.person, openedAt: event.occurredAt },
        durationMs: end?.data.durationMs ?? null,
        ended: end?.data.reason ?? null,
        recording: end?.data.recording ?? null,
        seqs: end === undefined ? [event.seq] : [event.seq, end.seq],
      },
    ];
  });
}
