import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { failed, ok, type Result } from '../../../contract/errors.ts';

export type FileBytes =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Ten thousand secrets fit; what is larger is not ours. */
const LARGEST = 64 * 1024 * 1024;

export function readWhole(file: string): FileBytes {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'none' };
    const what = codeOf(error) === 'ELOOP' ? 'it is a link to another file' : codeOf(error);
    return { kind: 'unreadable', because: `It cannot be read (${what}).` };
  }
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile() || facts.size > LARGEST) return { kind: 'unreadable', because: 'It is no vault file.' };
    return { kind: 'bytes', bytes: readFileSync(handle) };
  } catch (error) {
    return { kind: 'unreadable', because: `It cannot be read (${codeOf(error)}).` };
  } finally {
    closeSync(handle);
  }
}

/** Changes whenever the file does; null = there is none to look at. */
export function printOf(file: string): string | null {
  try {
    const { ino, size, mtimeNs, ctimeNs } = lstatSync(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return null;
  }
}

/** After a power cut or a kill it is the old file or the new one, readable by this user only from its first byte. */
export function replaceDurably(file: string, bytes: Buffer): Result<null> {
  sweep(file);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
    syncFolder(path.dirname(file));
    return ok(null);
  } catch (error) {
    rmSync(draft, { force: true });
    const code = codeOf(error);
    const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no room on its disk' : code;
    return failed('workspace-unusable', `The vault could not be written (${why}); it is as it was before.`);
  }
}

/** Drafts of a process that was killed; one of a minute ago may still be at work. */
function sweep(file: string): void {
  const folder = path.dirname(file);
  try {
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${path.basename(file)}.`) || !name.endsWith('.new')) continue;
      const draft = path.join(folder, name);
      if (Date.now() - statSync(draft).mtimeMs > 60_000) rmSync(draft, { force: true });
    }
  } catch {
    // What cannot be swept is encrypted and in nobody's way.
  }
}

/** Windows cannot open folders and needs no such sync. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
