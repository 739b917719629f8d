import type { HoldCause, RecordedEvent } from '../../../contract/events.ts';
import { holdText } from '../log/run-sentences.ts';
import type { Voice } from '../log/voice.ts';
import type { ReportHold } from './report-model.ts';

const endings: readonly string[] = ['run.completed', 'run.aborted', 'run.cancelled'];
type OpenHold = { from: number; causes: { cause: HoldCause; text: string; seq: number }[]; lasting: Set<HoldCause> };

/** The stretches in which a run was held, from the first cause to the lifting of the last. */
export function holdHistory(events: readonly RecordedEvent[], now: number, voice: Voice): readonly ReportHold[] {
  const holds: ReportHold[] = [];
  let open: OpenHold | null = null;
  const close = (at: number, endSeq: number | null): void => {
    if (open === null) return;
    holds.push({ from: open.from, to: Math.max(open.from, at), open: endSeq === null, causes: open.causes, endSeq });
    open = null;
  };
  for (const event of events) {
    if (event.type === 'run.held') {
      open ??= { from: event.occurredAt, causes: [], lasting: new Set() };
      addCause(open, event, voice);
    } else if (event.type === 'run.resumed' && open !== null) {
      for (const cause of event.data.lifted) (open as OpenHold).lasting.delete(cause);
      if ((open as OpenHold).lasting.size === 0) close(event.occurredAt, event.seq);
    } else if (endings.includes(event.type)) close(event.occurredAt, event.seq);
  }
  close(now, null);
  return holds;
}

function addCause(open: OpenHold, event: Extract<RecordedEvent, { type: 'run.held' }>, voice: Voice): void {
  open.lasting.add(event.data.cause);
  open.causes.push({ cause: event.data.cause, text: holdText(event.data, voice), seq: event.seq });
}
