import { z } from 'zod';
import { sha256Schema } from './ids.ts';

/** Evidence given: exactly one value by its type; a file is named by its digest in `attachments/`. */
export const evidenceValueSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('number'), number: z.number() }),
  z.object({ type: z.literal('link'), url: z.string() }),
  z.object({
    type: z.literal('file'),
    sha256: sha256Schema,
    name: z.string(),
    bytes: z.number().int(),
    mediaType: z.string(),
  }),
]);
export type EvidenceValue = z.infer<typeof evidenceValueSchema>;
