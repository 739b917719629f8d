import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { Digest } from '../../core/ports/digest.ts';
import type { DocumentFiles, FileRead } from '../../core/ports/document-files.ts';
import { MAX_DOCUMENT_BYTES } from '../../domain/plan/index.ts';
import { fileTrouble } from './file-trouble.ts';
import { isOfWorkspace, liesInWorkspace } from './workspace-border.ts';

export interface DocumentFilesOptions {
  /** Nothing in this folder is ever opened: its database knows no second owner. */
  readonly workspaceDir: string;
  readonly digest: Digest;
}

/** Opens what is a plain file at the moment of opening: no link, no pipe that would wait, no device. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const WRITE = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function documentFiles({ workspaceDir, digest }: DocumentFilesOptions): DocumentFiles {
  async function read(file: string): Promise<Result<FileRead>> {
    const place = await placeOf(file, workspaceDir);
    if (!place.ok) return place;
    let handle: FileHandle | undefined;
    try {
      const link = await lstat(file);
      if (link.isSymbolicLink()) {
        return failed('refused', `${file} is a link to another file. Name the file itself: ${await realpath(file)}.`);
      }
      if (!link.isFile()) return notAFile(file, link.isDirectory());
      if (link.nlink > 1 && (await isOfWorkspace(link, workspaceDir))) {
        return failed('refused', `${file} is a second name of a file of Holdpoint's own workspace. Name another file.`);
      }
      handle = await open(file, READ);
      return await readHandle(handle, file);
    } catch (error) {
      return fileTrouble(file, error, 'read');
    } finally {
      await handle?.close();
    }
  }

  async function readHandle(handle: FileHandle, file: string): Promise<Result<FileRead>> {
    const { size } = await handle.stat();
    if (size > MAX_DOCUMENT_BYTES) return tooLarge(file, size);
    const bytes = Buffer.alloc(size + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length === bytes.length) break;
    }
    if (length > size) return failed('refused', `${file} grew while it was read. Look at it again when it rests.`);
    const text = decoded(bytes.subarray(0, length));
    if (text === null) return failed('refused', `${file} is not UTF-8 text. Save it as UTF-8.`);
    return ok({ text, sha256: digest(text) });
  }

  async function write(file: string, text: string, seen: string | null): Promise<Result<FileRead>> {
    const place = await placeOf(file, workspaceDir);
    if (!place.ok) return place;
    const unchanged = await isStill(file, seen);
    if (!unchanged.ok) return unchanged;
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await writeWhole(temporary, text, unchanged.value);
      // Between the look and the rename lies as little as a rename takes.
      const still = await isStill(file, seen);
      if (!still.ok) {
        await rm(temporary, { force: true });
        return still;
      }
      await rename(temporary, file);
      await syncFolder(path.dirname(file));
      return ok({ text, sha256: digest(text) });
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      return fileTrouble(file, error, 'write');
    }
  }

  /** Its permission bits, which the new file keeps; a file that cannot be written is not replaced by one that can. */
  async function isStill(file: string, seen: string | null): Promise<Result<number>> {
    const now = await read(file);
    if (!now.ok && now.problem.code === 'not-found' && seen === null) return ok(0o644);
    if (!now.ok && now.problem.code === 'not-found') {
      return failed('conflict', `${file} is gone: it was moved or deleted. Nothing was written.`);
    }
    if (!now.ok) return now;
    if (now.value.sha256 !== seen) {
      return failed('conflict', `${file} was changed by somebody else since. Nothing was written to it.`);
    }
    try {
      const handle = await open(file, WRITE);
      const { mode } = await handle.stat();
      await handle.close();
      return ok(mode & 0o777);
    } catch (error) {
      return fileTrouble(file, error, 'write');
    }
  }

  return { read, write, named };
}

async function writeWhole(temporary: string, text: string, mode: number): Promise<void> {
  const handle = await open(temporary, 'wx', mode);
  try {
    // What open was given is less the umask; a file the group may write stays one.
    await handle.chmod(mode);
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows cannot open folders and needs no such sync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function named(given: string): Result<string> {
  const typed = given.trim().replace(/^~(?=[/\\]|$)/, homedir());
  if (/^(\\\\|\/\/)/.test(typed)) {
    return failed(
      'refused',
      'A path on another machine is not used: it would be dialled. Name a file on this machine.',
    );
  }
  if (typed.includes('\0') || !path.isAbsolute(typed)) {
    return failed('refused', `Name the file by its whole path, such as ${path.join(homedir(), 'runbook.yaml')}.`);
  }
  if (!/\.ya?ml$/i.test(typed))
    return failed('refused', `${typed} is no YAML file: its name must end in .yaml or .yml.`);
  return ok(path.normalize(typed));
}

/** The folder a file really lies in must not be the workspace's. */
async function placeOf(file: string, workspaceDir: string): Promise<Result<string>> {
  try {
    const folder = await realpath(path.dirname(file));
    if (await liesInWorkspace(folder, workspaceDir)) {
      return failed('refused', `${file} lies in Holdpoint's own workspace, where no document of yours can be.`);
    }
    return ok(folder);
  } catch (error) {
    return fileTrouble(file, error, 'read');
  }
}

function notAFile(file: string, isFolder: boolean): Result<never> {
  return failed('refused', isFolder ? `${file} is a folder. Name the document in it.` : `${file} is not a file.`);
}

function tooLarge(file: string, size: number): Result<never> {
  const message = `${file} has ${(size / 1_048_576).toFixed(1)} MiB; a document may have 4 MiB. It was not read.`;
  return failed('too-large', message);
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
