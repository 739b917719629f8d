import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockHeader } from './output-block.ts';
import { segmentNumbers } from './run-segments.ts';
import type { FreshPiece, SearchIndex } from './search-index.ts';
import { type FoundBlock, SegmentReader } from './segment-reader.ts';
import { visibleText } from './visible-text.ts';

/** Pieces are found as a whole; their lines are then looked at one by one. */
const PIECE_BYTES = 8 * 1024;
/** So much of an unfinished line is taken along to the next block. */
const MOST_LEAD = 4 * 1024;
/** Bytes behind a cut inside a line that are indexed with both pieces, so that a word across it is found. */
const OVERLAP = 256;
/** What was appended less long ago may still be taken back by its writer. */
const SETTLED_MS = 1_000;
const NEWLINE = 0x0a;

interface SegmentFile {
  readonly runId: string;
  readonly segment: number;
  readonly path: string;
  readonly size: number;
  readonly changedAt: number;
}

export interface Pending extends SegmentFile {
  readonly from: number;
}

/** Takes what segments hold into the index, block by block, and remembers how far it came. */
export class SearchIndexer {
  readonly #folder: string;
  readonly #index: SearchIndex;
  readonly #now: () => number;
  /** Segments that are full and indexed are not looked at again. */
  readonly #done = new Set<string>();
  /** Sizes at an earlier look: bytes that stood there then are settled. */
  readonly #seen = new Map<string, { readonly size: number; readonly at: number }>();

  constructor(folder: string, index: SearchIndex, now: () => number) {
    this.#folder = folder;
    this.#index = index;
    this.#now = now;
  }

  /** What is not indexed, oldest first. */
  pending(): readonly Pending[] {
    return this.#files().flatMap((file) => {
      const from = this.#index.indexedTo(file.runId, file.segment);
      return file.size > from ? [{ ...file, from }] : [];
    });
  }

  /** Indexes about so many bytes; answers with how many are left. */
  step(budget: number): number {
    let left = 0;
    let spent = 0;
    for (const file of this.pending()) {
      const end = this.#settledEnd(file);
      const taken = spent < budget && end > file.from ? this.#take(file, { end, budget: budget - spent }) : 0;
      spent += taken;
      left += file.size - file.from - taken;
    }
    return left;
  }

  #settledEnd(file: SegmentFile): number {
    const now = this.#now();
    const known = this.#seen.get(file.path);
    if (now - file.changedAt >= SETTLED_MS) return file.size;
    if (known === undefined || known.size > file.size) {
      this.#seen.set(file.path, { size: file.size, at: now });
      return 0;
    }
    if (now - known.at < SETTLED_MS) return 0;
    this.#seen.set(file.path, { size: file.size, at: now });
    return known.size;
  }

  #take(file: Pending, { end, budget }: { end: number; budget: number }): number {
    const reader = new SegmentReader(file.path);
    let at = file.from;
    try {
      this.#index.write(() => {
        while (at < end && at - file.from < budget) {
          const block = reader.blockAt(at);
          // Behind a torn block nothing can be told; the next start of the core settles it.
          if (block === null || block.position + block.length > end) break;
          this.#add(file, block);
          at += block.length;
        }
        if (at > file.from) this.#index.setIndexedTo(file.runId, file.segment, at);
      });
    } finally {
      reader.close();
    }
    return at - file.from;
  }

  #add({ runId, segment }: SegmentFile, block: FoundBlock): void {
    const { stepId, target, attempt, stream } = block.header;
    const name = { runId, stepId, target, attempt, stream };
    const start = block.position + block.length - 1 - block.bytes.length;
    const pieces = piecesOf(block.header, block.bytes, this.#index.openLine(name)).map(({ from, ...piece }) => ({
      ...piece,
      segment,
      position: start + from,
    }));
    const last = block.bytes.lastIndexOf(NEWLINE) + 1;
    const open = block.bytes.subarray(Math.max(last, block.bytes.length - MOST_LEAD));
    this.#index.addPieces(name, pieces, open.length === 0 ? null : open);
  }

  #files(): readonly SegmentFile[] {
    const files: SegmentFile[] = [];
    for (const runId of foldersIn(this.#folder)) {
      const numbers = segmentNumbers(join(this.#folder, runId));
      for (const segment of numbers) {
        const path = join(this.#folder, runId, `${segment}.seg`);
        if (this.#done.has(path)) continue;
        const { size, mtimeMs } = statSync(path);
        const isFull = segment !== numbers.at(-1);
        if (isFull && this.#index.indexedTo(runId, segment) >= size) this.#done.add(path);
        else files.push({ runId, segment, path, size, changedAt: mtimeMs });
      }
    }
    return files.sort((a, b) => a.changedAt - b.changedAt || a.segment - b.segment);
  }
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

type Piece = Omit<FreshPiece, 'segment' | 'position'> & { readonly from: number };

/** A block's bytes in pieces that end with a line where they can. */
export function piecesOf(header: BlockHeader, bytes: Buffer, lead: Uint8Array | null): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < bytes.length; ) {
    const isRest = bytes.length - from <= PIECE_BYTES;
    const newline = isRest ? -1 : bytes.lastIndexOf(NEWLINE, from + PIECE_BYTES - 1);
    const isCut = !isRest && newline < from;
    const end = isRest ? bytes.length : isCut ? from + PIECE_BYTES : newline + 1;
    const last = Math.min(bytes.length, isCut ? end + OVERLAP : end);
    const own = pieces.length === 0 ? lead : null;
    const printed = (own === null ? '' : Buffer.from(own).toString('utf8')) + bytes.toString('utf8', from, last);
    pieces.push({
      ...{ from, offset: header.storedOffset + from, bytes: last - from, at: header.at, lead: own },
      text: visibleText(printed),
    });
    from = end;
  }
  return pieces;
}
