import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { type BackedUpFile, type BackupManifest, MANIFEST } from './backup-manifest.ts';
import type { ChainRules } from './chain-rules.ts';
import { isSha256 } from './content-address.ts';
import { type CopiedWorkspace, openCopy } from './copied-workspace.ts';
import { syncFolder, syncOrDie, writeAll, writeDurably } from './durable-file.ts';
import { FILES } from './files.ts';
import { translate } from './open.ts';
import { type Refusal, refusal } from './refusal.ts';
import { segmentNumbers } from './run-segments.ts';

export interface BackedUp {
  readonly kind: 'backed-up';
  readonly manifest: BackupManifest;
}

export interface BackupOrder {
  /** The workspace; a core may be at work in it meanwhile. */
  readonly folder: string;
  /** The folder the backup becomes; there must be nothing yet. */
  readonly out: string;
  readonly rules: ChainRules;
  /** UTC ms. */
  readonly now: number;
  readonly version: string;
}

/**
 * A consistent copy of a workspace: the log as it was at one moment, then what it names. Files are only ever appended
 * to or added, and were synced before the event that names them, so copying them later misses nothing.
 */
export async function backUp(order: BackupOrder): Promise<BackedUp | Refusal> {
  const out = resolve(order.out);
  if (existsSync(out)) return refusal('unusable', `${out} is there already: a backup overwrites nothing.`);
  if (`${out}${sep}`.startsWith(`${resolve(order.folder)}${sep}`)) {
    return refusal('unusable', `${out} lies in the workspace itself. Choose a place outside, best on another disk.`);
  }
  const copy = await openCopy(order.folder, order.rules, null);
  if (copy.kind === 'refused') return copy;
  const partial = `${out}.partial-${process.pid}`;
  try {
    if (copy.damagedAt !== null) return contradictory(copy.damagedAt);
    return writeBackup(copy, { ...order, out, partial });
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    return translate(error instanceof Error && error.cause !== undefined ? error.cause : error, out);
  } finally {
    copy.close();
  }
}

function contradictory(seq: number): Refusal {
  const message =
    `Database and flight recorder contradict each other from event ${seq} on: a backup of that would hide it. ` +
    'Run holdpoint verify, then holdpoint rebuild, or copy the whole folder.';
  return refusal('damaged', message, seq);
}

function writeBackup(copy: CopiedWorkspace, order: BackupOrder & { readonly partial: string }): BackedUp {
  const { folder, out, partial, now, version } = order;
  const { seq } = copy.table.heads();
  const segments = segmentsOf(copy);
  copy.closeDatabase();
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const put = (from: string, path: string, bytes?: number): BackedUpFile => {
    const to = join(partial, path);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    return { path, ...copyFile(join(from, path), to, bytes) };
  };
  const files = [FILES.database, FILES.recorder].map((name) => put(copy.privateFolder, name));
  for (const place of [FILES.documents, FILES.attachments]) {
    for (const name of namesIn(join(folder, place)).filter(isSha256)) files.push(put(folder, `${place}/${name}`));
  }
  for (const { path, bytes } of segments) files.push(put(folder, path, bytes));
  for (const name of ['known_hosts', FILES.vault]) {
    if (existsSync(join(folder, name))) files.push(put(folder, name));
  }
  const manifest: BackupManifest = { holdpointBackup: 1, madeAt: now, version, seq, files };
  for (const place of new Set(files.map(({ path }) => dirname(join(partial, path))))) syncFolder(place);
  writeDurably(join(partial, MANIFEST), Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
  renameSync(partial, out);
  syncFolder(dirname(out));
  return { kind: 'backed-up', manifest };
}

/** Each segment up to what the copied index accounts for: what follows was never reported durable. */
function segmentsOf({ folder, index }: CopiedWorkspace): readonly { readonly path: string; readonly bytes: number }[] {
  return namesIn(join(folder, FILES.output)).flatMap((runId) =>
    segmentNumbers(join(folder, FILES.output, runId))
      .map((segment) => ({
        path: `${FILES.output}/${runId}/${segment}.seg`,
        bytes: index.segmentEnd(runId, segment),
      }))
      .filter(({ bytes }) => bytes > 0),
  );
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

const PIECE = 1024 * 1024;

/** Copies a plain file durably, at most its first `limit` bytes, and says what it copied. `to` must not be there yet. */
export function copyFile(
  from: string,
  to: string,
  limit = Number.MAX_SAFE_INTEGER,
): Pick<BackedUpFile, 'bytes' | 'sha256'> {
  const source = openSync(from, 'r');
  try {
    const target = openSync(to, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(PIECE);
      const end = Math.min(limit, fstatSync(source).size);
      let bytes = 0;
      while (bytes < end) {
        const read = readSync(source, piece, 0, Math.min(PIECE, end - bytes), bytes);
        if (read === 0) break;
        hash.update(piece.subarray(0, read));
        writeAll(target, piece.subarray(0, read), bytes);
        bytes += read;
      }
      syncOrDie(target);
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}
