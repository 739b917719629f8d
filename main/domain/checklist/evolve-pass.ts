import { assertNever } from '../../../contract/assert-never.ts';
import type { EventOf } from '../../../contract/events.ts';
import type { ChecklistEvent, ItemState, PassState, Said } from './pass-state.ts';

type LaterEvent = Exclude<ChecklistEvent, EventOf<'checklist.opened'>>;

/** The pass after one more event. Throws when the first is not `checklist.opened`: that log is no pass's log. */
export function evolvePass(pass: PassState | null, event: ChecklistEvent): PassState {
  if (event.type === 'checklist.opened') {
    if (pass !== null) throw new Error('checklist.opened may only be the first event of a pass');
    return opened(event);
  }
  if (pass === null) throw new Error(`the first event of a pass must be checklist.opened, not ${event.type}`);
  return { ...evolved(pass, event), lastSeq: event.seq };
}

function opened(event: EventOf<'checklist.opened'>): PassState {
  const { passId, document, title, subject, t0, timezone, items } = event.data;
  const blank = { ticks: [], skips: [], given: [], notes: [], changedSeq: event.seq };
  return {
    ...{ passId, document, title, subject, t0, timezone },
    opened: saidIn(event, null),
    items: items.map((item) => ({ item, ...blank })),
    notes: [],
    closed: null,
    changedSeq: event.seq,
    lastSeq: event.seq,
  };
}

function evolved(pass: PassState, event: LaterEvent): PassState {
  switch (event.type) {
    case 'checklist.item-ticked':
      return atItem(pass, event, (item) => ({ ...item, ticks: [...item.ticks, saidIn(event, event.data.note)] }));
    case 'checklist.item-unticked':
      return atItem(pass, event, (item) => ({ ...item, ticks: [] }));
    case 'checklist.item-skipped':
      return atItem(pass, event, (item) => ({ ...item, skips: [...item.skips, saidIn(event, event.data.reason)] }));
    case 'checklist.item-unskipped':
      return atItem(pass, event, (item) => ({ ...item, skips: [] }));
    case 'checklist.evidence-attached': {
      const { evidenceId, value, note } = event.data;
      const given = { ...saidIn(event, note), evidenceId, value };
      return atItem(pass, event, (item) => ({ ...item, given: [...item.given, given] }));
    }
    case 'checklist.note-added': {
      const { itemId, text } = event.data;
      const note = saidIn(event, text);
      if (itemId === null) return { ...pass, notes: [...pass.notes, note] };
      // A note changes nothing that a tick under way was based on.
      return withItem(pass, itemId, (item) => ({ ...item, notes: [...item.notes, note] }));
    }
    case 'checklist.rebased':
      return { ...pass, t0: event.data.to, changedSeq: event.seq };
    case 'checklist.closed':
      return {
        ...pass,
        closed: { ...saidIn(event, event.data.reason), open: event.data.open },
        changedSeq: event.seq,
      };
    default:
      return assertNever(event);
  }
}

function atItem(
  pass: PassState,
  event: LaterEvent & { readonly data: { readonly itemId: string } },
  change: (item: ItemState) => ItemState,
): PassState {
  return withItem(pass, event.data.itemId, (item) => ({ ...change(item), changedSeq: event.seq }));
}

function withItem(pass: PassState, itemId: string, change: (item: ItemState) => ItemState): PassState {
  return { ...pass, items: pass.items.map((state) => (state.item.id === itemId ? change(state) : state)) };
}

function saidIn(event: ChecklistEvent, note: string | null): Said {
  const { person, role, onBehalfOf = null, enteredBy = null, via, assurance } = event.actor;
  return {
    ...{ by: person, role, onBehalfOf, enteredBy, via, assurance, note },
    at: event.occurredAt,
    recordedAt: event.recordedAt,
  };
}
