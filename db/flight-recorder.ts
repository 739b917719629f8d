import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';
import { syncFolder, writeAll } from './durable-file.ts';
import { type RecorderLine, recorderLines } from './recorder-lines.ts';

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
  #isClosed = false;

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

  lines(): Generator<RecorderLine> {
    return recorderLines(this.#file, this.#length);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#dead = true;
    closeSync(this.#file);
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
