import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';
import { syncFolder, writeAll } from './durable-file.ts';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;
/** Read and write at positions, made when missing: 'r+' would not make it, 'w+' would empty it, 'a+' ignores positions. */
const openFlags = constants.O_RDWR | constants.O_CREAT;

/**
 * `flight-recorder.ndjson`: every event's canonical text, one a line, durable before the database commits.
 * The truth for the tail: one flipped bit in a write-ahead log drops committed rows without a word.
 */
export class FlightRecorder {
  readonly #file: number;
  #length: number;
  #dead = false;

  constructor(path: string) {
    this.#file = openSync(path, openFlags, 0o600);
    this.#length = fstatSync(this.#file).size;
    if (this.#length === 0) syncFolder(dirname(path));
  }

  /** Bytes up to the end of the last group. */
  get length(): number {
    return this.#length;
  }

  /** Durable when it returns. Otherwise the group is gone again, or, when that cannot be said, the failure is fatal. */
  append(texts: readonly string[]): void {
    if (this.#dead) throw new StorageFailure('The flight recorder was given up after an earlier failure.', true);
    const group = Buffer.from(`${texts.join('\n')}\n`);
    const before = this.#length;
    try {
      writeAll(this.#file, group, before);
    } catch (error) {
      this.truncate(before);
      throw new StorageFailure('The flight recorder could not be written.', false, { cause: error });
    }
    this.#sync();
    this.#length = before + group.length;
  }

  /** Takes back what was appended after `length`, durably; fatal when that fails. */
  truncate(length: number): void {
    try {
      ftruncateSync(this.#file, length);
    } catch (error) {
      this.#dead = true;
      throw new StorageFailure('The flight recorder could not take back a refused group.', true, { cause: error });
    }
    this.#sync();
    this.#length = length;
  }

  /** Every complete line with the offset behind it; what follows the last newline is left out. */
  *lines(): Generator<{ readonly bytes: Buffer; readonly end: number }> {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (const chunk of this.#chunks()) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        yield { bytes: bytes.subarray(from, at), end: offset + at + 1 };
        from = at + 1;
      }
      offset += from;
      rest = bytes.subarray(from);
    }
  }

  close(): void {
    this.#dead = true;
    closeSync(this.#file);
  }

  *#chunks(): Generator<Buffer> {
    for (let at = 0; at < this.#length; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, this.#length - at));
      const read = readSync(this.#file, chunk, 0, chunk.length, at);
      if (read === 0) return;
      at += read;
      yield chunk.subarray(0, read);
    }
  }

  #sync(): void {
    try {
      fdatasyncSync(this.#file);
    } catch (error) {
      this.#dead = true;
      throw new StorageFailure('The disk did not confirm a write to the flight recorder.', true, { cause: error });
    }
  }
}
