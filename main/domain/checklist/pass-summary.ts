import type { ChecklistPassSummary } from '../../../contract/workspace-views.ts';
import { dueAt, itemProgress, openItems } from './item-progress.ts';
import type { PassState } from './pass-state.ts';

const remembered = new WeakMap<PassState, ChecklistPassSummary>();

/** A pass as lists show it. States never change, they are replaced: the summary of one is made once. */
export function passSummary(pass: PassState): ChecklistPassSummary {
  const known = remembered.get(pass);
  if (known !== undefined) return known;
  const made = summarize(pass);
  remembered.set(pass, made);
  return made;
}

function summarize(pass: PassState): ChecklistPassSummary {
  const progress = pass.items.map(itemProgress);
  const openDueAt = openItems(pass)
    .map((state) => dueAt(state, pass.t0))
    .filter((at) => at !== null)
    .toSorted((a, b) => a - b);
  return {
    passId: pass.passId,
    key: pass.document.key,
    title: pass.title,
    subject: pass.subject?.text ?? null,
    t0: pass.t0,
    timezone: pass.timezone,
    openedAt: pass.opened.at,
    closedAt: pass.closed?.at ?? null,
    total: pass.items.length,
    ticked: progress.filter((state) => state === 'ticked').length,
    skipped: progress.filter((state) => state === 'skipped').length,
    openDueAt,
    nextDueAt: openDueAt[0] ?? null,
  };
}
