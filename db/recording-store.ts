import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, syncOrDie, writeAll } from './durable-file.ts';
import { storing } from './storing.ts';

const PREFIX = '.recording-';
const PIECE_BYTES = 1024 * 1024;

/** Recordings as growing files beside the attachments they become. Implements the RecordingStore port. */
export class FileRecordingStore {
  readonly #folder: string;
  readonly #open = new Map<string, number>();

  /** `folder` = of the attachments; made by whoever opens the workspace. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  append(id: string, text: string): void {
    storing('recording of a terminal', () => writeAll(this.#fileOf(id), Buffer.from(text, 'utf8'), null));
  }

  sync(id: string): void {
    const file = this.#open.get(id);
    if (file !== undefined) storing('recording of a terminal', () => syncOrDie(file));
  }

  commit(id: string): { readonly sha256: string; readonly bytes: number } | null {
    const path = this.#path(id);
    if (!existsSync(path)) return null;
    return storing('recording of a terminal', () => {
      const growing = this.#open.get(id);
      if (growing !== undefined) closeSync(growing);
      this.#open.delete(id);
      const whole = wholeLines(path);
      renameSync(path, join(this.#folder, whole.sha256));
      syncFolder(this.#folder);
      return whole;
    });
  }

  leftovers(): readonly string[] {
    return readdirSync(this.#folder).flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  #fileOf(id: string): number {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    const file = openSync(this.#path(id), 'a', 0o600);
    this.#open.set(id, file);
    syncFolder(this.#folder);
    return file;
  }

  #path(id: string): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/.test(id)) throw new TypeError(`"${id}" is no name of a recording`);
    return join(this.#folder, `${PREFIX}${id}`);
  }
}

/** Cuts what follows the last line end, syncs, and tells digest and size. */
function wholeLines(path: string): { readonly sha256: string; readonly bytes: number } {
  const file = openSync(path, 'r+');
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let bytes = 0;
    for (let at = 0; ; ) {
      const read = readSync(file, piece, 0, PIECE_BYTES, at);
      if (read === 0) break;
      const newline = piece.subarray(0, read).lastIndexOf(0x0a);
      if (newline >= 0) bytes = at + newline + 1;
      at += read;
    }
    ftruncateSync(file, bytes);
    syncOrDie(file);
    const hash = createHash('sha256');
    for (let at = 0; at < bytes; ) {
      const read = readSync(file, piece, 0, Math.min(PIECE_BYTES, bytes - at), at);
      if (read === 0) break;
      hash.update(piece.subarray(0, read));
      at += read;
    }
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    closeSync(file);
  }
}
