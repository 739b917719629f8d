import { z } from 'zod';
import { instantSchema, sha256Schema } from './ids.ts';

/** A name an upload step may give as `artifact`. */
export const artifactNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+@-]{0,126}$/, 'Use letters, digits, dot, dash, underscore, plus or @.');

/** What lies on the shelf under a name: the newest file that was given this name. */
export const artifactSchema = z.object({
  name: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int(),
  fileName: z.string(),
  addedAt: instantSchema,
  addedBy: z.string(),
  /** How often the name was given to a file, this one included. */
  versions: z.number().int(),
});
export type Artifact = z.infer<typeof artifactSchema>;
