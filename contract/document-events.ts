import { z } from 'zod';
import { sha256Schema } from './ids.ts';

/** The rows of documents, attachments and artifacts in the table of events; all in the workspace's journal. */
export const documentEventSchemas = {
  'document.saved': z.object({
    kind: z.string(),
    key: z.string(),
    title: z.string(),
    revision: z.number().int().min(1),
    sha256: sha256Schema,
    bytes: z.number().int(),
    reason: z.string().nullable(),
  }),
  /** The document's file on the core's machine, and its text's digest as it was then. */
  'document.linked': z.object({ key: z.string(), path: z.string(), sha256: sha256Schema }),
  'document.unlinked': z.object({ key: z.string(), path: z.string() }),
  'document.file-written': z.object({
    key: z.string(),
    path: z.string(),
    revision: z.number().int().min(1),
    sha256: sha256Schema,
  }),
  'attachment.stored': z.object({
    sha256: sha256Schema,
    bytes: z.number().int(),
    name: z.string(),
    mediaType: z.string(),
  }),
  /** A stored attachment got a name that upload steps give as `artifact`. */
  'artifact.shelved': z.object({
    name: z.string(),
    sha256: sha256Schema,
    bytes: z.number().int(),
    fileName: z.string(),
  }),
} as const;
