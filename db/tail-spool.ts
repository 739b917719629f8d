import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';
import { writeAll } from './durable-file.ts';

/** The shape of the port's OutputTail. */
export interface Tail {
  write(bytes: Uint8Array): void;
  read(position: number, length: number): Uint8Array;
  close(): void;
}

let opened = 0;

/**
 * A ring on the disk: positions rise for ever, the last `size` bytes are there. Its file has no name while it is used,
 * so nothing of it stays when this process dies: the target sends it again, or nobody could vouch for it.
 */
export function openTail(folder: string, size: number): Tail {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  opened += 1;
  const path = join(folder, `tail-${process.pid}-${opened}.spool`);
  const file = openSync(path, 'w+', 0o600);
  // Windows keeps the name of an open file: there it goes at the end.
  const isNameless = process.platform !== 'win32';
  if (isNameless) rmSync(path, { force: true });
  let end = 0;
  return {
    write(bytes) {
      try {
        for (let done = 0; done < bytes.length; ) {
          const at = (end + done) % size;
          const part = bytes.subarray(done, done + size - at);
          writeAll(file, part, at);
          done += part.length;
        }
      } catch (cause) {
        throw new StorageFailure('The end of an output could not be stored.', false, { cause });
      }
      end += bytes.length;
    },
    read(position, length) {
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0; done < length; ) {
        const at = (position + done) % size;
        const read = readSync(file, bytes, done, Math.min(length - done, size - at), at);
        if (read === 0) throw new StorageFailure('The end of an output is shorter than it was written.', false);
        done += read;
      }
      return bytes;
    },
    close() {
      closeSync(file);
      if (!isNameless) rmSync(path, { force: true });
    },
  };
}
