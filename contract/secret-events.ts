import { z } from 'zod';
import { questionClosedSchema } from './questions.ts';

/** What happened to the vault, or to one secret in it. Never a value. */
export const vaultChanges = [
  'created',
  'unlocked',
  'locked',
  'rekeyed',
  'set',
  'rotated',
  'confirmed',
  'reverted',
  'removed',
] as const;

/** The rows of questions and secrets in the table of events; all in the workspace's journal. */
export const secretEventSchemas = {
  'question.closed': questionClosedSchema,
  'vault.changed': z.object({
    what: z.enum(vaultChanges),
    /** The secret; null = the vault itself. */
    name: z.string().nullable(),
    /** Of what the software did by itself: idle. */
    reason: z.string().nullable(),
  }),
} as const;
