import type { PassItem } from '../../../contract/checklists.ts';

export function isSettled({ state }: Pick<PassItem, 'state'>): boolean {
  return state === 'ticked' || state === 'skipped';
}

/** The state of an item in words: what is missing is said. */
export function stateWords({ state, ticks, skips, needed, missing }: PassItem): string {
  if (state !== 'partly') return state;
  if (skips.length > 0) return `${skips.length} of ${needed} skipped`;
  if (ticks.length < needed) return `${ticks.length} of ${needed} ticked`;
  return missing.length === 1 ? 'evidence missing' : `${missing.length} pieces of evidence missing`;
}
