import { join } from 'node:path';
import { StorageFailure } from '../contract/storage-failure.ts';
import type { IndexedBlock, OutputIndex, StreamKey } from './output-index.ts';
import { SegmentReader } from './segment-reader.ts';

export interface ReadOutput {
  readonly bytes: Uint8Array;
  readonly totalBytes: number;
  readonly at: number;
}

interface Source {
  readonly index: OutputIndex;
  /** `output/` in the workspace. */
  readonly folder: string;
}

/** Stored bytes of a stream from an offset on, across blocks and segments. */
export function readStream(
  source: Source,
  key: StreamKey,
  range: { readonly offset: number; readonly limit: number },
): ReadOutput {
  const last = source.index.last(key);
  if (last === null) return { bytes: Buffer.alloc(0), totalBytes: 0, at: 0 };
  const totalBytes = last.storedOffset + last.storedBytes;
  const end = Math.min(totalBytes, range.offset + range.limit);
  const blocks = blocksBetween(source.index, key, { from: range.offset, end });
  const bytes = Buffer.alloc(Math.max(0, end - range.offset));
  let reader: SegmentReader | null = null;
  let segment = 0;
  try {
    for (const block of blocks) {
      if (reader === null || block.segment !== segment) {
        reader?.close();
        reader = openSegment(join(source.folder, block.runId, `${block.segment}.seg`));
        segment = block.segment;
      }
      copyBlock(reader, block, { bytes, offset: range.offset });
    }
  } finally {
    reader?.close();
  }
  return { bytes, totalBytes, at: blocks[0]?.at ?? 0 };
}

/** The pieces of which something lies in the range, as they were captured. */
export function capturedBlocks(
  index: OutputIndex,
  key: StreamKey,
  { from, to }: { readonly from: number; readonly to: number },
): readonly { readonly offset: number; readonly bytes: number; readonly at: number; readonly redactions: number }[] {
  return blocksBetween(index, key, { from, end: to }).map(({ storedOffset, storedBytes, at, redactions }) => ({
    offset: storedOffset,
    bytes: storedBytes,
    at,
    redactions,
  }));
}

function blocksBetween(
  index: OutputIndex,
  key: StreamKey,
  range: { readonly from: number; readonly end: number },
): readonly IndexedBlock[] {
  const blocks: IndexedBlock[] = [];
  for (const block of index.from(key, range.from)) {
    if (block.storedOffset >= range.end) break;
    if (block.storedOffset + block.storedBytes > range.from) blocks.push(block);
  }
  return blocks;
}

function copyBlock(
  reader: SegmentReader,
  block: IndexedBlock,
  into: { readonly bytes: Buffer; readonly offset: number },
): void {
  const from = Math.max(block.storedOffset, into.offset);
  const end = Math.min(block.storedOffset + block.storedBytes, into.offset + into.bytes.length);
  // A block ends with its bytes and one newline.
  const start = block.position + block.length - 1 - block.storedBytes;
  const part = reader.read(start + from - block.storedOffset, end - from);
  if (part.length !== end - from) {
    throw new StorageFailure(`Segment ${block.segment} of ${block.runId} is shorter than its index.`, false);
  }
  part.copy(into.bytes, from - into.offset);
}

function openSegment(path: string): SegmentReader {
  try {
    return new SegmentReader(path);
  } catch (error) {
    throw new StorageFailure(`${path} cannot be read.`, false, { cause: error });
  }
}
