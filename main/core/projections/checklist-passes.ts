import type { ChecklistPassSummary } from '../../../contract/workspace-views.ts';
import type { CoreParts } from '../handlers/core-parts.ts';

/** Every pass over every stored checklist, newest first: `home.checklists`. */
export function checklistPasses({ checklists }: Pick<CoreParts, 'checklists'>): ChecklistPassSummary[] {
  return checklists.book.summaries();
}
