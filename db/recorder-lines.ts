import { readSync } from 'node:fs';

export interface RecorderLine {
  /** Without its newline. Valid until the next line is asked for. */
  readonly bytes: Buffer;
  /** Offset behind the newline. */
  readonly end: number;
}

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

/** Every complete line among the first `length` bytes; what follows the last newline is left out. */
export function* recorderLines(file: number, length: number): Generator<RecorderLine> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for (const chunk of chunks(file, length)) {
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

function* chunks(file: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; ) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length - at));
    const read = readSync(file, chunk, 0, chunk.length, at);
    if (read === 0) return;
    at += read;
    yield chunk.subarray(0, read);
  }
}
