import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type BlockHeader, MAX_HEADER_BYTES, parseHeader } from './output-block.ts';

export interface FoundBlock {
  readonly header: BlockHeader;
  readonly bytes: Buffer;
  /** Offset of the block in its segment, and its length with header and closing newline. */
  readonly position: number;
  readonly length: number;
}

const NEWLINE = 0x0a;

/** Reads one segment. Segments are plain files: opening them drops no lock. */
export class SegmentReader {
  readonly size: number;
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  /** Whole blocks with the right digest from `position` on; ends before the first that is not. */
  *blocks(position: number, digest: (data: Uint8Array) => string): Generator<FoundBlock> {
    for (let at = position; at < this.size; ) {
      const block = this.blockAt(at);
      if (block === null || digest(block.bytes) !== block.header.sha256) return;
      yield block;
      at += block.length;
    }
  }

  /** The block that begins at `position`, its digest not judged; null when none does. */
  blockAt(position: number): FoundBlock | null {
    const start = this.read(position, MAX_HEADER_BYTES);
    const end = start.indexOf(NEWLINE);
    const header = end < 0 ? null : parseHeader(start.toString('utf8', 0, end));
    if (header === null) return null;
    const body = this.read(position + end + 1, header.storedBytes + 1);
    if (body.length !== header.storedBytes + 1 || body[header.storedBytes] !== NEWLINE) return null;
    return { header, bytes: body.subarray(0, header.storedBytes), position, length: end + 1 + body.length };
  }

  /** Fewer bytes than asked for only at the end of the file. */
  read(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - position)));
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, position + done);
      if (read === 0) break;
      done += read;
    }
    return bytes.subarray(0, done);
  }

  close(): void {
    closeSync(this.#file);
  }
}
