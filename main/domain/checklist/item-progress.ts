import type { FrozenItem } from '../../../contract/checklist-item.ts';
import type { EvidenceDemand } from '../../../contract/plan.ts';
import { differentPeople } from './different-people.ts';
import type { ItemState, PassState } from './pass-state.ts';

type ItemProgress = 'open' | 'partly' | 'ticked' | 'skipped';

/** How many different people have to say it. */
export function neededFor({ fourEyes = false }: { readonly fourEyes?: boolean | undefined }): 1 | 2 {
  return fourEyes ? 2 : 1;
}

/** Ticked counts only with everybody who has to tick, and with the evidence asked for. */
export function itemProgress(state: ItemState): ItemProgress {
  const needed = neededFor(state.item);
  if (differentPeople(state.skips) >= needed) return 'skipped';
  if (differentPeople(state.ticks) >= needed && missingEvidence(state).length === 0) return 'ticked';
  return state.ticks.length > 0 || state.skips.length > 0 ? 'partly' : 'open';
}

export function missingEvidence({ item, given }: Pick<ItemState, 'item' | 'given'>): readonly EvidenceDemand[] {
  return item.evidence.filter((demand) => demand.required && !given.some(({ evidenceId }) => evidenceId === demand.id));
}

function isSettled(state: ItemState): boolean {
  const progress = itemProgress(state);
  return progress === 'ticked' || progress === 'skipped';
}

/** Neither ticked nor skipped. */
export function openItems(pass: PassState): readonly ItemState[] {
  return pass.items.filter((state) => !isSettled(state));
}

/** An offset counts from the pass's T0 in elapsed time, as in a runbook; null without T0. */
export function dueAt({ item }: { readonly item: Pick<FrozenItem, 'due'> }, t0: number | null): number | null {
  if (item.due === null) return null;
  if (item.due.offsetMs === null) return item.due.at;
  return t0 === null ? null : t0 + item.due.offsetMs;
}
