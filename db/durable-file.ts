import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';

/** Writes a file so that after a power cut it is there whole or not at all: temporary file, sync, rename, sync folder. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeAll(file, bytes, null);
    syncOrDie(file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** `write` may take less than it is given. A null position appends. */
export function writeAll(file: number, bytes: Uint8Array, position: number | null): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(file, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** After a failed sync nobody knows what the disk holds, so the failure is fatal. */
export function syncOrDie(file: number): void {
  try {
    fsyncSync(file);
  } catch (error) {
    throw new StorageFailure('The disk did not confirm a write.', true, { cause: error });
  }
}

/** A new name is durable only with its folder. Windows cannot open folders and needs no such sync. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    syncOrDie(folder);
  } finally {
    closeSync(folder);
  }
}
