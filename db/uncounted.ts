import type { OutputIndex, StreamKey } from './output-index.ts';
import { readStream } from './output-reading.ts';
import { freshLine, type LineState, type Tally, Tallying } from './output-tally.ts';

interface Source {
  readonly index: OutputIndex;
  /** `output/` in the workspace. */
  readonly folder: string;
}

/**
 * Counts the blocks of a stream that nobody has counted (of an earlier build, or taken in from a segment), up to so
 * many bytes. True when none is left.
 */
export function countBlocks(source: Source, key: StreamKey, budget: number): boolean {
  const blocks = source.index.after(key, -1);
  const first = blocks.findIndex((block) => block.tally === undefined);
  if (first === -1) return true;
  const tallying = new Tallying(blocks[first - 1]?.tally ?? freshLine);
  const counted: { ordinal: number; tally: Tally }[] = [];
  let bytes = 0;
  for (const block of blocks.slice(first)) {
    if (bytes >= budget) break;
    const range = { offset: block.storedOffset, limit: block.storedBytes };
    counted.push({ ordinal: block.ordinal, tally: tallying.add(readStream(source, key, range).bytes) });
    bytes += block.storedBytes;
  }
  source.index.count(key, counted);
  return first + counted.length >= blocks.length;
}

/** Where the stored part of a stream leaves its line. */
export function lineAfter(source: Source, key: StreamKey): LineState {
  countBlocks(source, key, Number.POSITIVE_INFINITY);
  return source.index.last(key)?.tally ?? freshLine;
}
