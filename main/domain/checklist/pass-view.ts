import type { PassItem, PassView, Said as SaidView } from '../../../contract/checklists.ts';
import type { LogEntry } from '../../../contract/views.ts';
import { itemActions, itemRefusal } from './decide-pass.ts';
import { dueAt, itemProgress, missingEvidence, neededFor } from './item-progress.ts';
import type { ItemState, PassState, Said } from './pass-state.ts';
import { passSummary } from './pass-summary.ts';

/** What lies outside of the pass itself. */
export interface PassSurroundings {
  /** Newest first. */
  readonly history: readonly LogEntry[];
  readonly historyTotal: number;
  readonly newestRevision: number | null;
}

export function passView(pass: PassState, around: PassSurroundings): PassView {
  return {
    summary: passSummary(pass),
    document: pass.document,
    newestRevision: around.newestRevision,
    runbook: pass.subject?.runbook ?? null,
    openedBy: said(pass.opened),
    closed: pass.closed === null ? null : { ...said(pass.closed), open: [...pass.closed.open] },
    items: pass.items.map((state) => itemView(pass, state)),
    notes: pass.notes.map(said),
    history: [...around.history],
    historyTotal: around.historyTotal,
    changedSeq: pass.changedSeq,
  };
}

function itemView(pass: PassState, state: ItemState): PassItem {
  const { item } = state;
  return {
    ...item,
    evidence: [...item.evidence],
    dueAt: dueAt(state, pass.t0),
    state: itemProgress(state),
    needed: neededFor(item),
    ticks: state.ticks.map(said),
    skips: state.skips.map(said),
    missing: missingEvidence(state).map(({ id }) => id),
    given: state.given.map((given) => ({ ...said(given), evidenceId: given.evidenceId, value: given.value })),
    notes: state.notes.map(said),
    allowedActions: itemActions.map((action) => {
      const reason = pass.closed === null ? itemRefusal(state, action) : 'The pass is closed.';
      return { action, allowed: reason === null, reason };
    }),
    changedSeq: state.changedSeq,
  };
}

function said({ by, role, onBehalfOf, enteredBy, at, recordedAt, via, assurance, note }: Said): SaidView {
  return { by, role, onBehalfOf, enteredBy, at, recordedAt, via, assurance, note };
}
