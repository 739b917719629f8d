import type { DocumentSummary, Overlap } from '../../../contract/workspace-views.ts';
import { type Claim, overlapsOf } from '../../domain/calendar/overlaps.ts';
import { placeOf } from '../../domain/calendar/place.ts';
import type { RunState } from '../../domain/run/state.ts';

/** What is going to be worked on: documents and runs of this moment, and what they say of a clash. */
export interface AgendaSources {
  readonly documents: readonly DocumentSummary[];
  readonly runs: readonly RunState[];
}

/**
 * Who wants which targets when. A runbook counts with its newest revision's window, until a live run of it in that
 * window is over; a live run that is open counts with the window it was frozen with. A rehearsal touches nothing, a
 * cancelled run never did.
 */
export function claimsOf({ documents, runs }: AgendaSources): Claim[] {
  const live = runs.filter((run) => run.mode === 'live' && run.life !== 'cancelled' && run.life !== 'draft');
  const isSpent = ({ key, window }: DocumentSummary) =>
    live.some((run) => run.document.key === key && isSame(run.plan.window, window));
  const planned = documents.flatMap((document): Claim[] => {
    const { key, window, targets } = document;
    return window === null || targets.length === 0 || isSpent(document) ? [] : [{ key, window, targets }];
  });
  const open = live.flatMap((run): Claim[] => {
    const { window, targets } = run.plan;
    if (run.endedAt !== null || window === null) return [];
    const places = targets.map((target) => ({ name: target.name, address: placeOf(target) }));
    return [{ key: run.document.key, window, targets: places }];
  });
  return [...planned, ...open];
}

export function agendaOverlaps(sources: AgendaSources): Overlap[] {
  return overlapsOf(claimsOf(sources));
}

function isSame(one: Claim['window'] | null, other: Claim['window'] | null): boolean {
  return one !== null && other !== null && one.start === other.start && one.end === other.end;
}
