import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import { artifactNameSchema, artifactSchema } from './artifacts.ts';
import { runIdSchema, sha256Schema, stepIdSchema, targetNameSchema } from './ids.ts';

/** How far an upload to one target is. No event: it is gone when the upload is over. */
export const transferSchema = z.object({
  stepId: stepIdSchema,
  target: targetNameSchema,
  attempt: z.number().int(),
  doneBytes: z.number().int(),
  totalBytes: z.number().int(),
  bytesPerSecond: z.number(),
});
export type Transfer = z.infer<typeof transferSchema>;

/** The rows of the shelf of artifacts in the operations table. */
export const artifactOperations = {
  /** By name. */
  'artifacts.list': { verb: 'read', input: z.object({}), output: z.array(artifactSchema) },
  /** Gives a stored attachment a name on the shelf; a name given again means the newer file from now on. */
  'artifacts.add': {
    verb: 'record',
    input: z.object({
      sha256: sha256Schema,
      name: artifactNameSchema,
      fileName: z.string().min(1).max(255),
      attribution: attributionSchema.optional(),
    }),
    output: artifactSchema,
  },
} as const;

/** Whole at each change, a few times a second; empty when nothing is on its way. */
export const transferTopic = {
  params: z.object({ runId: runIdSchema }),
  message: z.object({ transfers: z.array(transferSchema) }),
} as const;
