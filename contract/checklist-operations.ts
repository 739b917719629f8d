import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import {
  checklistActSchema,
  checklistViewSchema,
  passSubjectSchema,
  passViewSchema,
  wallTextSchema,
} from './checklists.ts';
import { commandIdSchema, passIdSchema } from './ids.ts';
import { logEntrySchema } from './views.ts';
import { checklistPassSummarySchema } from './workspace-views.ts';

/** The rows of stored checklists in the operations table. */
export const checklistOperations = {
  /** Every pass over every stored checklist, newest first. */
  'checklists.list': { verb: 'read', input: z.object({}), output: z.array(checklistPassSummarySchema) },
  'checklists.get': {
    verb: 'read',
    input: z.object({ key: z.string(), revision: z.number().int().optional() }),
    output: checklistViewSchema,
  },
  'checklists.pass': { verb: 'read', input: z.object({ passId: passIdSchema }), output: passViewSchema },
  /** Freezes the newest (or named) revision into a pass. T0 and zone default to those of the runbook it is for. */
  'checklists.open': {
    verb: 'record',
    input: z.object({
      key: z.string(),
      revision: z.number().int().optional(),
      subject: passSubjectSchema.optional(),
      t0: wallTextSchema.optional(),
      timezone: z.string().min(1).max(64).optional(),
      commandId: commandIdSchema,
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ passId: passIdSchema }),
  },
  /** Resending a commandId returns the first result. */
  'checklists.act': {
    verb: 'record',
    input: z.object({
      passId: passIdSchema,
      act: checklistActSchema,
      commandId: commandIdSchema,
      /** changedSeq of the item (or of the pass, for what concerns no item); left out = no check. */
      basedOn: z.number().int().optional(),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ seqs: z.array(z.number().int()) }),
  },
  /** A reason is needed while an item is open. A closed pass stays closed. */
  'checklists.close': {
    verb: 'record',
    input: z.object({
      passId: passIdSchema,
      reason: z.string().trim().min(1).max(4000).optional(),
      commandId: commandIdSchema,
      basedOn: z.number().int().optional(),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ seqs: z.array(z.number().int()) }),
  },
  'checklists.log': {
    verb: 'read',
    input: z.object({
      passId: passIdSchema,
      afterSeq: z.number().int().default(0),
      limit: z.number().int().min(1).max(1000).default(500),
    }),
    output: z.object({ entries: z.array(logEntrySchema), nextAfterSeq: z.number().int().nullable() }),
  },
  /** The pass for people without the app. */
  'checklists.report': {
    verb: 'read',
    input: z.object({ passId: passIdSchema }),
    output: z.object({ text: z.string(), fileName: z.string() }),
  },
} as const;
