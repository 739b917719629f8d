import { z } from 'zod';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, stepIdSchema } from './ids.ts';
import { ragSchema } from './rag.ts';

/** The rows of environments in the table of events; all in the workspace's journal. */
export const environmentEventSchemas = {
  /** A check of an environment came to its end: what was found, as counts; the samples carry the detail. */
  'environment.checked': z.object({
    key: z.string(),
    revision: z.number().int(),
    startedAt: instantSchema,
    endedAt: instantSchema,
    /** Which targets; null = all. */
    selector: z.string().nullable(),
    targets: z.number().int(),
    asked: z.number().int(),
    good: z.number().int(),
    warning: z.number().int(),
    bad: z.number().int(),
    unknown: z.number().int(),
    isCancelled: z.boolean(),
    rag: ragSchema,
    because: z.string(),
  }),
  /** Somebody says how far an infrastructure item is. */
  'environment.item-changed': z.object({
    key: z.string(),
    itemId: stepIdSchema,
    /** As the document called it then. */
    text: z.string(),
    state: z.enum(['needed', 'ordered', 'installed', 'validated']),
    evidence: evidenceValueSchema.nullable(),
    note: z.string().nullable(),
  }),
} as const;
