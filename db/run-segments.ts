import { mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';
import { syncFolder } from './durable-file.ts';
import { isUncertain } from './failure-codes.ts';
import { type BlockHeader, encodeBlock } from './output-block.ts';
import type { IndexedBlock, OutputIndex } from './output-index.ts';
import type { Tally } from './output-tally.ts';
import { SegmentReader } from './segment-reader.ts';

export interface QueuedBlock {
  readonly header: BlockHeader;
  readonly bytes: Uint8Array;
  readonly tally: Tally;
}

interface Placed {
  /** As they will lie in the segment, one behind the other. */
  readonly parts: readonly Uint8Array[];
  readonly length: number;
  readonly placed: readonly IndexedBlock[];
}

/** A segment is closed when it has grown beyond this. */
const SEGMENT_BYTES = 64 * 1024 * 1024;

/** The segments of one run, `output/RUN/1.seg` and on: appended to by one writer, synced by itself. */
export class RunSegments {
  readonly #folder: string;
  readonly #runId: string;
  readonly #index: OutputIndex;
  #segment = 0;
  #length = 0;
  #file: FileHandle | null = null;

  constructor(folder: string, runId: string, index: OutputIndex) {
    this.#folder = folder;
    this.#runId = runId;
    this.#index = index;
  }

  /**
   * Brings index and segments to the same bytes after a crash: whole blocks behind the index are taken in, a torn
   * one is cut (it was never reported durable). Answers with the segments that are shorter than their index.
   */
  recover(digest: (data: Uint8Array) => string): readonly number[] {
    const damaged: number[] = [];
    const numbers = segmentNumbers(this.#folder);
    for (const segment of numbers) {
      const end = this.#takeIn(segment, digest);
      if (end.size < end.indexed) damaged.push(segment);
      else if (end.size > end.indexed && segment === numbers.at(-1)) truncateSync(this.#path(segment), end.indexed);
      this.#segment = segment;
      this.#length = Math.max(end.indexed, end.size < end.indexed ? end.size : 0);
    }
    const lastIndexed = this.#index.lastSegment(this.#runId);
    for (let segment = (numbers.at(-1) ?? 0) + 1; segment <= lastIndexed; segment += 1) damaged.push(segment);
    // Never append to a damaged segment: its index points behind its end.
    if (damaged.length > 0) this.#roll(Math.max(this.#segment, lastIndexed));
    return damaged;
  }

  /** Durable when it resolves. Otherwise nothing of it stays, or the failure is fatal. */
  async append(blocks: readonly QueuedBlock[]): Promise<void> {
    const file = await this.#current().catch((error: unknown) => {
      if (error instanceof StorageFailure) throw error;
      throw new StorageFailure('Output could not be stored.', false, { cause: error });
    });
    const before = this.#length;
    const { parts, length, placed } = this.#place(blocks);
    try {
      await writeFully(file, parts, before);
    } catch (error) {
      return await this.#takeBack(file, before, error);
    }
    await file.datasync().catch((error: unknown) => {
      throw new StorageFailure('The disk did not confirm a write of output.', true, { cause: error });
    });
    try {
      this.#index.add(placed);
    } catch (error) {
      if (error instanceof StorageFailure) throw error;
      if (isUncertain(error)) throw new StorageFailure('The database did not confirm a write.', true, { cause: error });
      return await this.#takeBack(file, before, error);
    }
    this.#length = before + length;
    if (this.#length >= SEGMENT_BYTES) await this.#finishSegment();
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
  }

  #path(segment: number): string {
    return join(this.#folder, `${segment}.seg`);
  }

  #roll(after: number): void {
    this.#segment = after + 1;
    this.#length = 0;
  }

  #place(blocks: readonly QueuedBlock[]): Placed {
    let position = this.#length;
    const encoded: Uint8Array[] = [];
    const placed = blocks.map(({ header, bytes, tally }) => {
      const parts = encodeBlock(header, bytes);
      encoded.push(...parts);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const place = { runId: this.#runId, segment: this.#segment, position, length };
      position += length;
      return { ...header, ...place, tally };
    });
    return { parts: encoded, length: position - this.#length, placed };
  }

  async #current(): Promise<FileHandle> {
    if (this.#file !== null) return this.#file;
    if (this.#segment === 0) this.#roll(0);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // 'a' would ignore positions and 'w' would empty it; a segment that was begun is gone on with.
    this.#file = await open(this.#path(this.#segment), this.#length > 0 ? 'r+' : 'w', 0o600);
    syncFolder(this.#folder);
    syncFolder(dirname(this.#folder));
    return this.#file;
  }

  async #finishSegment(): Promise<void> {
    await this.close();
    this.#roll(this.#segment);
  }

  async #takeBack(file: FileHandle, length: number, cause: unknown): Promise<never> {
    try {
      await file.truncate(length);
      await file.datasync();
    } catch {
      throw new StorageFailure('A segment could not take back refused output.', true, { cause });
    }
    throw new StorageFailure('Output could not be stored.', false, { cause });
  }

  #takeIn(segment: number, digest: (data: Uint8Array) => string): { readonly size: number; readonly indexed: number } {
    const indexed = this.#index.segmentEnd(this.#runId, segment);
    const reader = new SegmentReader(this.#path(segment));
    try {
      let end = indexed;
      const found: IndexedBlock[] = [];
      for (const { header, position, length } of reader.blocks(indexed, digest)) {
        found.push({ ...header, runId: this.#runId, segment, position, length });
        end = position + length;
      }
      if (found.length > 0) this.#index.add(found);
      return { size: reader.size, indexed: end };
    } finally {
      reader.close();
    }
  }
}

/** Rising; empty when the run has no output. */
export function segmentNumbers(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[1-9]\d*\.seg$/.test(name))
      .map((name) => Number(name.slice(0, -'.seg'.length)))
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** Gathered by the system, not by a copy: output is most of what passes here. */
async function writeFully(file: FileHandle, parts: readonly Uint8Array[], position: number): Promise<void> {
  let left = parts;
  for (let at = position; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

function behind(parts: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes;
  const next = parts.findIndex((part) => {
    if (part.length > left) return true;
    left -= part.length;
    return false;
  });
  const first = parts[next];
  return first === undefined ? [] : [first.subarray(left), ...parts.slice(next + 1)];
}
