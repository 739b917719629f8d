import { createHash } from 'node:crypto';
import { z } from 'zod';
import { vaultEntrySchema } from '../../../contract/secrets.ts';
import { canonical } from '../../domain/audit/canonical.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const sealedSchema = z.object({ iv: base64, data: base64, tag: base64 });

/** How the data key is kept. Of a keychain the file holds only the name it is kept under. */
const vaultKeySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('passphrase'),
    kdf: z.literal('scrypt N=131072 r=8 p=1'),
    salt: base64,
    wrapped: sealedSchema,
  }),
  z.object({ kind: z.literal('keychain'), account: z.string() }),
]);
export type VaultKey = z.infer<typeof vaultKeySchema>;

const storedEntrySchema = vaultEntrySchema.omit({ hasPrevious: true }).extend({
  value: sealedSchema,
  previous: sealedSchema.nullable(),
});
export type StoredEntry = z.infer<typeof storedEntrySchema>;

const bodySchema = z.object({
  format: z.literal('holdpoint-vault'),
  version: z.literal(1),
  vaultId: z.string(),
  createdAt: z.number(),
  /** Rises with every write. */
  revision: z.number().int(),
  lockAfterMinutes: z.number().int().nullable(),
  key: vaultKeySchema,
  entries: z.array(storedEntrySchema),
});
export type VaultBody = z.infer<typeof bodySchema>;

/** `checksum` notices an accident without the key, `seal` notices intent with it. */
const fileSchema = bodySchema.extend({ seal: z.string(), checksum: z.string() });
export type VaultFile = z.infer<typeof fileSchema>;

export type ReadVault =
  | { readonly kind: 'vault'; readonly file: VaultFile }
  | { readonly kind: 'damaged'; readonly because: string };

export function readVault(bytes: Buffer): ReadVault {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return damaged('It is no complete vault file.');
  }
  const version = z.object({ format: z.literal('holdpoint-vault'), version: z.number() }).safeParse(json);
  if (version.success && version.data.version > 1) {
    return damaged(`It was written by a newer Holdpoint (format ${version.data.version}). Use that one.`);
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) return damaged('It is no vault file, or parts of it are missing.');
  if (parsed.data.checksum !== checksumOf(parsed.data)) return damaged('Its content was changed since it was written.');
  return { kind: 'vault', file: parsed.data };
}

export function writeVault(body: VaultBody, sealed: string): Buffer {
  const file: VaultFile = { ...body, seal: sealed, checksum: '' };
  return Buffer.from(`${JSON.stringify({ ...file, checksum: checksumOf(file) }, null, 1)}\n`);
}

/** What the seal is made over: everything but the seal and the checksum. */
export function sealedText({
  seal: _seal,
  checksum: _checksum,
  ...body
}: VaultFile | (VaultBody & { seal?: string; checksum?: string })): string {
  return canonical(body);
}

function checksumOf({ checksum: _checksum, ...rest }: VaultFile): string {
  return createHash('sha256').update(canonical(rest)).digest('hex');
}

function damaged(because: string): ReadVault {
  return { kind: 'damaged', because };
}
