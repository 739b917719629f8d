import type { z } from 'zod';
import { head, list, strict } from './document-object.ts';
import { checklistItem } from './step-kinds.ts';

/** Used alone, as a step, or as a control. */
export const checklist = strict({ ...head('Checklist'), items: list(checklistItem) });
export type ChecklistText = z.output<typeof checklist>;
