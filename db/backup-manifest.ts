import { z } from 'zod';
import { sha256Schema } from '../contract/ids.ts';
import { FILES } from './files.ts';

/** The name of the manifest in a backup; written last, so that a backup without one is no backup. */
export const MANIFEST = 'manifest.json';

const FOLDERS: readonly string[] = [FILES.documents, FILES.attachments, FILES.output];
const ALONE: readonly string[] = [FILES.database, FILES.recorder, 'known_hosts', FILES.vault];

/** Only what a backup writes itself may be named: a manifest decides which paths a restore creates. */
function isBackedUp(file: string): boolean {
  const [top = '', ...rest] = file.split('/');
  if (ALONE.includes(file)) return true;
  return FOLDERS.includes(top) && rest.length >= 1 && rest.length <= 2 && rest.every(isPlainName);
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/.test(name);
}

const backedUpFileSchema = z.strictObject({
  path: z.string().refine(isBackedUp, 'is no path of a workspace'),
  bytes: z.number().int().min(0),
  sha256: sha256Schema,
});
export type BackedUpFile = z.infer<typeof backedUpFileSchema>;

export const manifestSchema = z.strictObject({
  holdpointBackup: z.literal(1),
  /** UTC ms. */
  madeAt: z.number().int(),
  /** Of the Holdpoint that made it. */
  version: z.string(),
  /** The last event in it. */
  seq: z.number().int().min(0),
  files: z.array(backedUpFileSchema),
});
export type BackupManifest = z.infer<typeof manifestSchema>;
