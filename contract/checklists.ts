import { z } from 'zod';
import { frozenItemSchema } from './checklist-item.ts';
import { findingSchema } from './errors.ts';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, sha256Schema, stepIdSchema } from './ids.ts';
import { allowedActionSchema, logEntrySchema } from './views.ts';
import { checklistPassSummarySchema, documentSummarySchema } from './workspace-views.ts';

const reason = z.string().trim().min(1).max(4000);
const note = z.string().max(4000).optional();
const item = { itemId: stepIdSchema };

/** A wall time in the pass's zone such as `2026-11-28T22:00`; an offset or Z wins over the zone. */
export const wallTextSchema = z.string().min(10).max(40);

/** What a person may do to a pass while it is open. */
export const checklistActSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('tick'), ...item, note }),
  /** Takes back every tick of the item. */
  z.object({ action: z.literal('untick'), ...item, reason }),
  /** It does not apply, or is not done and accepted; of a two-person item each of the two says so. */
  z.object({ action: z.literal('skip'), ...item, reason }),
  z.object({ action: z.literal('unskip'), ...item, reason }),
  z.object({
    action: z.literal('attach'),
    ...item,
    evidenceId: z.string().min(1).max(200),
    value: evidenceValueSchema,
    note,
  }),
  z.object({ action: z.literal('note'), text: z.string().trim().min(1).max(8000), itemId: stepIdSchema.optional() }),
  z.object({ action: z.literal('rebase'), t0: wallTextSchema, reason }),
]);
export type ChecklistAct = z.infer<typeof checklistActSchema>;

/** What the pass is for: a runbook of the workspace, or free words. */
export const passSubjectSchema = z.union([
  z.object({ runbook: z.string().min(1).max(200) }),
  z.object({ text: z.string().trim().min(1).max(400) }),
]);

const said = z.object({
  by: z.string(),
  role: z.string().nullable(),
  onBehalfOf: z.string().nullable(),
  /** Who typed it, where that is another than who said it. */
  enteredBy: z.string().nullable(),
  /** When it was done, as said; `recordedAt` = when it was written down. */
  at: instantSchema,
  recordedAt: instantSchema,
  via: z.string(),
  assurance: z.string(),
  note: z.string().nullable(),
});
/** Who said it, when, how sure we are. */
export type Said = z.infer<typeof said>;

const passItemSchema = frozenItemSchema.extend({
  /** Of the due text and T0; null = none, or no T0 to count from. */
  dueAt: instantSchema.nullable(),
  /** partly = one of two, or ticked while evidence is missing. */
  state: z.enum(['open', 'partly', 'ticked', 'skipped']),
  /** How many different people have to say it. */
  needed: z.number().int(),
  ticks: z.array(said),
  skips: z.array(said),
  /** Demands still without evidence. */
  missing: z.array(z.string()),
  given: z.array(said.extend({ evidenceId: z.string(), value: evidenceValueSchema })),
  notes: z.array(said),
  allowedActions: z.array(allowedActionSchema),
  /** Sequence of its last change: the `basedOn` of an act on it. */
  changedSeq: z.number().int(),
});
export type PassItem = z.infer<typeof passItemSchema>;

/** One pass, whole. */
export const passViewSchema = z.object({
  summary: checklistPassSummarySchema,
  document: z.object({ key: z.string(), revision: z.number().int(), sha256: sha256Schema }),
  /** The newest revision of the stored checklist; the pass keeps the items of its own. */
  newestRevision: z.number().int().nullable(),
  runbook: z.string().nullable(),
  openedBy: said,
  closed: said.extend({ open: z.array(stepIdSchema) }).nullable(),
  items: z.array(passItemSchema),
  /** Those that belong to no item. */
  notes: z.array(said),
  /** Everything that happened, newest first; `historyTotal` when there is more. */
  history: z.array(logEntrySchema),
  historyTotal: z.number().int(),
  changedSeq: z.number().int(),
});
export type PassView = z.infer<typeof passViewSchema>;

/** A stored checklist as it stands, and what was done with it. */
export const checklistViewSchema = z.object({
  document: documentSummarySchema,
  text: z.string().nullable(),
  /** Empty when it cannot be read: the findings say why. */
  items: z.array(frozenItemSchema),
  findings: z.array(findingSchema),
  /** Newest first. */
  passes: z.array(checklistPassSummarySchema),
});
export type ChecklistView = z.infer<typeof checklistViewSchema>;
