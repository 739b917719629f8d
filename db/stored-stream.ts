import { createHash } from 'node:crypto';
import { type OutputStream, outputStreams } from '../contract/events.ts';
import type { OutputIndex, StreamKey } from './output-index.ts';
import { readStream } from './output-reading.ts';
import { freshLine } from './output-tally.ts';
import { leftOutOf, type Position, StreamState } from './stream-state.ts';
import { lineAfter } from './uncounted.ts';

export interface StoredOutput {
  readonly index: OutputIndex;
  /** `output/` in the workspace. */
  readonly folder: string;
  readonly digest: (data: string | Uint8Array) => string;
}

const PIECE = 1024 * 1024;

/** A stream as it is stored. Its bytes are read again: a digest half done cannot be kept on disk. */
export function loadStream({ index, folder, digest }: StoredOutput, key: StreamKey): StreamState {
  const hash = createHash('sha256');
  const last = index.last(key);
  if (last === null) {
    return new StreamState(
      key,
      { ...{ rawBytes: 0, storedBytes: 0, redactions: 0, blocks: 0, leftOut: [] }, line: freshLine, hash },
      digest,
    );
  }
  const storedBytes = last.storedOffset + last.storedBytes;
  for (let offset = 0; offset < storedBytes; offset += PIECE) {
    hash.update(readStream({ index, folder }, key, { offset, limit: PIECE }).bytes);
  }
  const rawBytes = last.rawOffset + last.rawBytes;
  const start = {
    ...{ rawBytes, storedBytes, redactions: index.redactions(key), blocks: last.ordinal + 1, hash },
    leftOut: index.leftOut(key).map(leftOutOf),
    line: last.tally ?? lineAfter({ index, folder }, key),
  };
  return new StreamState(key, start, digest);
}

/** Where the streams of an attempt stand on the disk; a stream without a byte is left out. */
export function storedPositions(
  stored: StoredOutput,
  attempt: Omit<StreamKey, 'stream'>,
): Partial<Record<OutputStream, Position>> {
  const positions: Partial<Record<OutputStream, Position>> = {};
  for (const stream of outputStreams) {
    const key = { ...attempt, stream };
    if (stored.index.last(key) !== null) positions[stream] = loadStream(stored, key).position();
  }
  return positions;
}
