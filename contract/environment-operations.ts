import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import {
  checkOutcomeSchema,
  checkSeriesSchema,
  environmentListSchema,
  environmentViewSchema,
  infrastructureStateSchema,
} from './environments.ts';
import { evidenceValueSchema } from './evidence.ts';
import { commandIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { logEntrySchema } from './views.ts';

const key = z.string().min(1).max(200);

/** The rows of environments in the operations table. */
export const environmentOperations = {
  'environments.list': { verb: 'read', input: z.object({}), output: environmentListSchema },
  'environments.get': { verb: 'read', input: z.object({ key }), output: environmentViewSchema },
  /** Samples of one check on one target (left out = of the environment itself), newest first. */
  'environments.series': {
    verb: 'read',
    input: z.object({
      key,
      check: z.string().min(1).max(1000),
      target: targetNameSchema.optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: checkSeriesSchema,
  },
  /**
   * Asks every target of the environment, or those a selector means, everything the document says; read-only on
   * targets. Answers when it is over. One at a time: asked while one goes on, it is refused.
   */
  'environments.check': {
    verb: 'drive',
    input: z.object({
      key,
      targets: z.string().min(1).max(2000).optional(),
      forks: z.number().int().min(1).max(256).default(32),
      attribution: attributionSchema.optional(),
    }),
    output: checkOutcomeSchema,
  },
  /** What was found by then is kept. */
  'environments.cancel': {
    verb: 'drive',
    input: z.object({ key, attribution: attributionSchema.optional() }),
    output: z.object({ wasRunning: z.boolean() }),
  },
  /** An infrastructure item is ordered, installed, validated, or needed again; who says so, and by what evidence. */
  'environments.item': {
    verb: 'record',
    input: z.object({
      key,
      itemId: stepIdSchema,
      state: infrastructureStateSchema,
      evidence: evidenceValueSchema.optional(),
      note: z.string().trim().min(1).max(4000).optional(),
      commandId: commandIdSchema,
      /** changedSeq of the item; left out = no check. */
      basedOn: z.number().int().optional(),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ seqs: z.array(z.number().int()) }),
  },
  /** What was done with an environment: checks and acts on its items, newest first. */
  'environments.log': {
    verb: 'read',
    input: z.object({ key, limit: z.number().int().min(1).max(1000).default(200) }),
    output: z.object({ entries: z.array(logEntrySchema) }),
  },
} as const;
