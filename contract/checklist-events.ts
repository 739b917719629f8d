import { z } from 'zod';
import { frozenItemSchema } from './checklist-item.ts';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, passIdSchema, sha256Schema, stepIdSchema } from './ids.ts';

/** The rows of checklist passes in the table of events; each pass has a journal of its own. */
export const checklistEventSchemas = {
  /** First event of a pass's own journal: the items as the revision had them, times resolved. */
  'checklist.opened': z.object({
    passId: passIdSchema,
    document: z.object({ key: z.string(), revision: z.number().int(), sha256: sha256Schema }),
    title: z.string(),
    /** What it is done for; `runbook` = the key, where it is one. */
    subject: z.object({ text: z.string(), runbook: z.string().nullable() }).nullable(),
    t0: instantSchema.nullable(),
    timezone: z.string(),
    items: z.array(frozenItemSchema),
  }),
  'checklist.item-ticked': z.object({ itemId: stepIdSchema, note: z.string().nullable() }),
  /** Every tick of the item is taken back. */
  'checklist.item-unticked': z.object({ itemId: stepIdSchema, reason: z.string() }),
  /** Not done and accepted; of a two-person item once by each of the two. */
  'checklist.item-skipped': z.object({ itemId: stepIdSchema, reason: z.string() }),
  'checklist.item-unskipped': z.object({ itemId: stepIdSchema, reason: z.string() }),
  'checklist.evidence-attached': z.object({
    itemId: stepIdSchema,
    evidenceId: z.string(),
    value: evidenceValueSchema,
    note: z.string().nullable(),
  }),
  'checklist.note-added': z.object({ text: z.string(), itemId: stepIdSchema.nullable() }),
  /** T0 moves, and every due time given from it; dates stay. */
  'checklist.rebased': z.object({ from: instantSchema.nullable(), to: instantSchema, reason: z.string() }),
  'checklist.closed': z.object({ reason: z.string().nullable(), open: z.array(stepIdSchema) }),
} as const;
