import { createHash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { FoundFile, PayloadFiles } from '../../core/ports/payload-files.ts';
import { fileTrouble } from './file-trouble.ts';
import { isOfWorkspace, liesInWorkspace } from './workspace-border.ts';

const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const PIECE_BYTES = 1024 * 1024;
const MOST_REMEMBERED = 256;

/** Files to send. A digest is remembered as long as the file has the same place, size and times. */
export function payloadFiles({ workspaceDir }: { readonly workspaceDir: string }): PayloadFiles {
  const remembered = new Map<string, Promise<string | null>>();

  async function look(given: string): Promise<Result<FoundFile>> {
    let handle: FileHandle | undefined;
    try {
      const file = await realpath(given);
      if (await liesInWorkspace(path.dirname(file), workspaceDir)) {
        return failed('refused', `${given} lies in Holdpoint's own workspace. Name a file of yours, or an artifact.`);
      }
      const found = await lstat(file);
      if (!found.isFile())
        return failed('refused', `${given} is ${found.isDirectory() ? 'a folder' : 'no plain file'}.`);
      if (found.nlink > 1 && (await isOfWorkspace(found, workspaceDir))) {
        return failed('refused', `${given} is a second name of a file of Holdpoint's own workspace.`);
      }
      handle = await open(file, READ);
      const now = await handle.stat({ bigint: true });
      const mark = [file, now.dev, now.ino, now.size, now.mtimeNs, now.ctimeNs].join(' ');
      const sha256 = await digestOf(mark, handle);
      if (sha256 === null) return failed('refused', `${given} changed while it was read. Look again when it rests.`);
      return ok({ path: file, sha256, bytes: Number(now.size) });
    } catch (error) {
      return fileTrouble(given, error, 'read');
    } finally {
      await handle?.close();
    }
  }

  /** Twenty targets of one step ask at once: the file is read for the first of them. */
  async function digestOf(mark: string, handle: FileHandle): Promise<string | null> {
    const known = remembered.get(mark);
    if (known !== undefined) return known;
    const reading = readDigest(handle);
    remembered.set(mark, reading);
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    const sha256 = await reading.catch(() => null);
    if (sha256 === null) remembered.delete(mark);
    return sha256;
  }

  return { look, place };
}

/** null = it was changed meanwhile. */
async function readDigest(handle: FileHandle): Promise<string | null> {
  const before = await handle.stat({ bigint: true });
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  const after = await handle.stat({ bigint: true });
  return before.mtimeNs === after.mtimeNs && before.size === after.size ? hash.digest('hex') : null;
}

function place(text: string, folder: string | null): Result<string> {
  const typed = text.replace(/^~(?=[/\\]|$)/, homedir());
  if (typed.includes('\0') || typed.trim() === '') return failed('refused', 'No file is named.');
  if (/^(\\\\|\/\/)/.test(typed)) {
    return failed(
      'refused',
      'A path on another machine is not used: it would be dialled. Name a file on this machine.',
    );
  }
  if (path.isAbsolute(typed)) return ok(path.normalize(typed));
  if (folder !== null) return ok(path.resolve(folder, typed));
  const message = `"${text}" is relative, and this runbook is bound to no file on this machine. Write its whole path, or bind the runbook to its file.`;
  return failed('refused', message);
}

/** Where the workspace keeps an attachment; null = it is not there. */
export function shelvedPath(workspaceDir: string, sha256: string): string | null {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
  const file = path.join(workspaceDir, 'attachments', sha256);
  return existsSync(file) ? file : null;
}
