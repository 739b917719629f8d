import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf, textOf } from '../trouble.ts';

const OPEN = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const HASH_PIECE = 1024 * 1024;

/** The file that is sent, held open: that it is moved or deleted meanwhile does no harm. */
export class LocalFile {
  readonly path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** A sentence when it is not there or not what it was. */
  static async open(source: { readonly path: string; readonly bytes: number }): Promise<LocalFile | string> {
    const { path, bytes } = source;
    try {
      const handle = await open(path, OPEN);
      const found = await handle.stat();
      if (found.isFile() && found.size === bytes) return new LocalFile(path, handle);
      await handle.close();
      if (!found.isFile()) return `${path} is not a file any more.`;
      return `${path} has ${found.size} bytes now; it had ${bytes} when the run was set up.`;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return `${path} is not there any more.`;
      return `${path} cannot be read: ${textOf(error)}.`;
    }
  }

  /** Bytes at a place, fewer only at the end of the file. */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  /** SHA-256 in hex of its first bytes; null when it has become shorter. */
  async digest(length: number, signal: AbortSignal): Promise<string | null> {
    const hash = createHash('sha256');
    for (let at = 0; at < length && !signal.aborted; ) {
      const bytes = await this.read(at, Math.min(HASH_PIECE, length - at));
      if (bytes.length === 0) return null;
      hash.update(bytes);
      at += bytes.length;
    }
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }
}
