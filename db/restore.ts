import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { copyFile } from './backup.ts';
import { type BackupManifest, MANIFEST, manifestSchema } from './backup-manifest.ts';
import type { ChainRules } from './chain-rules.ts';
import { syncFolder } from './durable-file.ts';
import { codeOf } from './failure-codes.ts';
import { translate } from './open.ts';
import { type Refusal, refusal } from './refusal.ts';
import { verifyWorkspace } from './verify.ts';

export interface Restored {
  readonly kind: 'restored';
  readonly manifest: BackupManifest;
}

/**
 * Makes a workspace from a backup where there is none yet. Every digest is compared while copying and the result is
 * verified before it gets its name: a folder under that name is whole.
 */
export async function restore(backup: string, folder: string, rules: ChainRules): Promise<Restored | Refusal> {
  const target = resolve(folder);
  if (existsSync(target) && !isEmptyFolder(target)) {
    return refusal('unusable', `${target} is not empty: a restore overwrites nothing. Name a new folder.`);
  }
  const manifest = readManifest(backup);
  if ('kind' in manifest) return manifest;
  const partial = `${target}.restoring-${process.pid}`;
  try {
    const damaged = copyAll(backup, partial, manifest) ?? (await faultOf(partial, rules));
    if (damaged !== null) {
      rmSync(partial, { recursive: true, force: true });
      return damaged;
    }
    // On Windows a folder cannot be renamed onto an empty one.
    if (existsSync(target)) rmdirSync(target);
    renameSync(partial, target);
    syncFolder(dirname(target));
    return { kind: 'restored', manifest };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    return translate(error instanceof Error && error.cause !== undefined ? error.cause : error, target);
  }
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function readManifest(backup: string): BackupManifest | Refusal {
  const path = join(backup, MANIFEST);
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
    return refusal('unusable', `${path} is no manifest this Holdpoint can read: ${parsed.error.issues[0]?.message}.`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return refusal('unusable', `${backup} is no backup: it has no ${MANIFEST}.`);
    return refusal('damaged', `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function copyAll(backup: string, to: string, { files }: BackupManifest): Refusal | null {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const folders = new Set([to]);
  for (const { path, bytes, sha256 } of files) {
    const from = join(backup, path);
    if (!existsSync(from)) return refusal('damaged', `The backup lacks ${path}. Nothing was restored.`);
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    folders.add(dirname(target));
    const copied = copyFile(from, target);
    if (copied.bytes === bytes && copied.sha256 === sha256) continue;
    return refusal('damaged', `${path} in the backup is not what its manifest says. Nothing was restored.`);
  }
  for (const folder of folders) syncFolder(folder);
  return null;
}

async function faultOf(folder: string, rules: ChainRules): Promise<Refusal | null> {
  const verified = await verifyWorkspace(folder, rules);
  if (verified.kind === 'refused') return verified;
  const fault = verified.findings.find(({ severity }) => severity === 'fault');
  return fault === undefined
    ? null
    : refusal('damaged', `The backup holds a damaged workspace: ${fault.message} Nothing was restored.`, fault.seq);
}
