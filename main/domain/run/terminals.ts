import type { EventOf } from '../../../contract/events.ts';
import type { TerminalView } from '../../../contract/terminals.ts';

type TerminalEvent = EventOf<'terminal.opened'> | EventOf<'terminal.closed'>;

/** Terminals of a run after one more was opened or closed. A close of none that is known changes nothing. */
export function terminalsAfter(terminals: readonly TerminalView[], event: TerminalEvent): readonly TerminalView[] {
  if (event.type === 'terminal.opened') return [...terminals, opened(event)];
  const { terminalId, reason, durationMs, recording } = event.data;
  const closed = { at: event.occurredAt, reason, durationMs, recording, seq: event.seq };
  return terminals.map((one) => (one.terminalId === terminalId && one.closed === null ? { ...one, closed } : one));
}

function opened({ data, actor, occurredAt, seq }: EventOf<'terminal.opened'>): TerminalView {
  const { terminalId, target, stepId, reason } = data;
  return {
    ...{ terminalId, target, stepId, reason },
    ...{ openedBy: actor.person, assurance: actor.assurance, openedAt: occurredAt, openedSeq: seq },
    closed: null,
  };
}
