import { z } from 'zod';
import { vaultConditionSchema } from './questions.ts';

/** As templates write it: `secrets.db_password`. */
export const secretNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/);

/** The longest value taken: a private key with its chain fits, a file does not. */
export const LONGEST_SECRET = 65_536;
/** Shorter ones would take ordinary words and numbers out of the output, or could not be kept out of it. */
export const SHORTEST_SECRET = 4;
export const secretValueSchema = z.string().max(LONGEST_SECRET);

/** Of the passphrase of a vault. */
export const SHORTEST_PASSPHRASE = 12;
export const passphraseSchema = z.string().max(1024);

export const vaultKeyKinds = ['keychain', 'passphrase'] as const;
export const vaultKeyKindSchema = z.enum(vaultKeyKinds);
export type VaultKeyKind = z.infer<typeof vaultKeyKindSchema>;

/** How the vault is to be opened. Never both: what opens it is a decision. */
export const vaultKeyWishSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keychain') }),
  z.object({ kind: z.literal('passphrase'), passphrase: passphraseSchema }),
]);
export type VaultKeyWish = z.infer<typeof vaultKeyWishSchema>;

/** A secret without its value. `answer` = of a question, kept for the next time; its name says which. */
export const vaultEntrySchema = z.object({
  name: z.string(),
  kind: z.enum(['secret', 'answer']),
  createdAt: z.number(),
  createdBy: z.string(),
  rotatedAt: z.number().nullable(),
  rotatedBy: z.string().nullable(),
  /** A rotation keeps the value before until somebody says that the new one works. */
  hasPrevious: z.boolean(),
  /** Newest last, at most fifty. */
  history: z.array(
    z.object({ at: z.number(), by: z.string(), what: z.enum(['set', 'rotated', 'confirmed', 'reverted']) }),
  ),
});
export type VaultEntry = z.infer<typeof vaultEntrySchema>;

export const vaultViewSchema = z.object({
  condition: vaultConditionSchema,
  /** Why it is damaged, as a sentence. */
  trouble: z.string().nullable(),
  key: vaultKeyKindSchema.nullable(),
  /** Can the keychain of this machine hold a key? The sentence says why not; null = it can. */
  keychainTrouble: z.string().nullable(),
  /** Locked by itself after so many minutes without use; null = never. */
  lockAfterMinutes: z.number().int().nullable(),
  /** UTC ms; null = it does not lock by itself now. */
  locksAt: z.number().nullable(),
  /** A run that is open needs it, so it stays unlocked. */
  isNeeded: z.boolean(),
  /** Wrong passphrases make it wait, ms. */
  triesAgainInMs: z.number(),
  entries: z.array(
    vaultEntrySchema.extend({
      /** Stored documents that name it. */
      usedBy: z.array(z.object({ key: z.string(), title: z.string() })),
    }),
  ),
  /** Named by a stored document, in no vault, and no input of that document. */
  unknown: z.array(z.object({ name: z.string(), usedBy: z.array(z.object({ key: z.string(), title: z.string() })) })),
});
export type VaultView = z.infer<typeof vaultViewSchema>;
