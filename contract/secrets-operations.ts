import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import { runIdSchema } from './ids.ts';
import {
  passphraseSchema,
  secretNameSchema,
  secretValueSchema,
  vaultKeyWishSchema,
  vaultViewSchema,
} from './secrets.ts';

const attribution = attributionSchema.optional();
const empty = z.object({});
/** A remembered answer is named by its question, a secret as templates write it. */
const anyName = z.string().min(1).max(600);
const done = z.object({ done: z.literal(true) });

/** The rows of the vault in the operations table. Nothing gives a value back, to nobody: there is no way out but into a step. */
export const secretOperations = {
  /** Hands secret values to the core's memory for a run whose core was restarted. */
  'runs.secrets': {
    verb: 'record',
    input: z.object({ runId: runIdSchema, secrets: z.record(z.string(), z.string()) }),
    output: z.object({
      missing: z.array(z.string()),
      /** Names the run takes from the vault and has not got. */
      fromVault: z.array(z.string()).default([]),
    }),
  },
  /** Names, when and by whom, which documents use them; never values. Also while the vault is locked. */
  'secrets.status': { verb: 'read', input: empty, output: vaultViewSchema },
  'secrets.create': { verb: 'record', input: z.object({ key: vaultKeyWishSchema, attribution }), output: done },
  /** The passphrase is left out where the keychain holds the key. */
  'secrets.unlock': {
    verb: 'record',
    input: z.object({ passphrase: passphraseSchema.optional(), attribution }),
    output: done,
  },
  'secrets.lock': { verb: 'record', input: z.object({ attribution }), output: done },
  /** A new name; one that is there already is rotated, never overwritten. */
  'secrets.set': {
    verb: 'record',
    input: z.object({ name: secretNameSchema, value: secretValueSchema, attribution }),
    output: done,
  },
  /** Steps get the new value from now on; the one before is kept until `secrets.confirm`, or `secrets.revert`. */
  'secrets.rotate': {
    verb: 'record',
    input: z.object({ name: anyName, value: secretValueSchema, attribution }),
    output: done,
  },
  'secrets.confirm': { verb: 'record', input: z.object({ name: anyName, attribution }), output: done },
  'secrets.revert': { verb: 'record', input: z.object({ name: anyName, attribution }), output: done },
  'secrets.remove': { verb: 'record', input: z.object({ name: anyName, attribution }), output: done },
  /** Another key, or another way to open it; the vault must be unlocked. Every value is encrypted anew. */
  'secrets.rekey': { verb: 'record', input: z.object({ key: vaultKeyWishSchema, attribution }), output: done },
  'secrets.idle': {
    verb: 'record',
    input: z.object({ lockAfterMinutes: z.number().int().min(1).max(1440).nullable(), attribution }),
    output: done,
  },
} as const;
