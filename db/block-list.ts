import type { OutputStream } from '../contract/events.ts';
import type { IndexedBlock } from './output-index.ts';
import { freshLine, type LineState } from './output-tally.ts';
import type { UnstoredBlock } from './stream-state.ts';

/** All streams in the order of arrival, or one. */
export type OutputChoice = OutputStream | 'all';

interface Counts {
  readonly rows: number;
  readonly lines: number;
  readonly escapes: number;
  readonly redactions: number;
  readonly bytes: number;
}

/** So much of a line is looked at again for what begins in one part of a search and ends in the next. */
const LOOKED_BACK = 64 * 1024;

/** A block as a viewer counts it. */
export interface SeenBlock {
  readonly stream: OutputStream;
  readonly storedOffset: number;
  readonly storedBytes: number;
  readonly at: number;
  readonly segment: number;
  /** Where the block ends in its segment. */
  readonly end: number;
  /** The bytes themselves while they are not on the disk; else null. */
  readonly bytes: Uint8Array | null;
  readonly rows: number;
  readonly lines: number;
  readonly escapes: number;
  readonly redactions: number;
  /** Of its stream, where the block begins. */
  readonly before: LineState;
  readonly after: LineState;
  readonly leftOut: { readonly bytes: number; readonly sha256: string } | null;
  /** Rows and lines in front of it, in all streams and in its own; and its place in the list of its stream. */
  readonly place: { readonly all: Counts; readonly own: Counts; readonly ownAt: number };
}

type FreshBlock = Omit<SeenBlock, 'before' | 'place'>;

export function sawBlocks(blocks: readonly IndexedBlock[]): readonly FreshBlock[] {
  return blocks.flatMap((block) => {
    const { stream, storedOffset, storedBytes, at, segment, redactions, tally, leftOut } = block;
    if (tally === undefined) return [];
    const { rows, lines, escapes, openBytes, pen } = tally;
    const place = { segment, end: block.position + block.length, bytes: null };
    const seen = { stream, storedOffset, storedBytes, at, rows, lines, escapes, redactions, leftOut: leftOut ?? null };
    return [{ ...seen, ...place, after: { openBytes, pen } }];
  });
}

function sawUnstored({ stream, storedOffset, at, bytes, redactions, tally, leftOut }: UnstoredBlock): FreshBlock {
  const { rows, lines, escapes, openBytes, pen } = tally;
  return {
    ...{ stream, storedOffset, storedBytes: bytes.length, at, segment: 0, end: 0, bytes, rows, lines, escapes },
    ...{ redactions, after: { openBytes, pen }, leftOut: leftOut ?? null },
  };
}

/** The blocks of one attempt in the order of arrival, with how much stands in front of each. */
export class BlockList {
  readonly #all: SeenBlock[] = [];
  readonly #of: Record<OutputStream, SeenBlock[]> = { stdout: [], stderr: [], body: [] };
  /** So many of them are stored; what stands behind is only about to be. */
  #stored = 0;

  /** Takes what was stored since, and behind it what is about to be, which is forgotten at the next call. */
  take(stored: readonly FreshBlock[], unstored: readonly UnstoredBlock[]): void {
    while (this.#all.length > this.#stored) {
      const gone = this.#all.pop();
      if (gone !== undefined) this.#of[gone.stream].pop();
    }
    for (const block of stored) this.#add(block);
    this.#stored = this.#all.length;
    const ends = this.ends();
    // What became durable between the two looks is in the list already.
    for (const block of unstored) if (block.storedOffset >= ends[block.stream]) this.#add(sawUnstored(block));
  }

  #add(block: FreshBlock): void {
    const own = this.#of[block.stream];
    const lastOwn = own.at(-1);
    const place = { all: countsAfter(this.#all.at(-1), 'all'), own: countsAfter(lastOwn, 'own'), ownAt: own.length };
    const seen = { ...block, before: lastOwn?.after ?? freshLine, place };
    this.#all.push(seen);
    own.push(seen);
  }

  totals(choice: OutputChoice): Counts {
    return countsAfter(this.#list(choice).at(-1), sideOf(choice));
  }

  /** Rows that are stored. */
  storedRows(choice: OutputChoice): number {
    const last = this.#list(choice).findLast((block) => block.bytes === null);
    return countsAfter(last, sideOf(choice)).rows;
  }

  ends(): Readonly<Record<OutputStream, number>> {
    const end = (stream: OutputStream) => {
      const last = this.#of[stream].at(-1);
      return last === undefined ? 0 : last.storedOffset + last.storedBytes;
    };
    return { stdout: end('stdout'), stderr: end('stderr'), body: end('body') };
  }

  before(choice: OutputChoice, block: SeenBlock): Counts {
    return block.place[sideOf(choice)];
  }

  /** Blocks with rows, from the one on that holds this row. */
  *fromRow(choice: OutputChoice, row: number): Generator<SeenBlock> {
    const list = this.#list(choice);
    const side = sideOf(choice);
    const first = lastWhere(list, (block) => block.place[side].rows <= row);
    for (let at = Math.max(0, first); at < list.length; at += 1) {
      const block = list[at];
      if (block !== undefined && block.rows > 0) yield block;
    }
  }

  /** The block in which this line begins, or the last one. */
  withLine(choice: OutputChoice, line: number): SeenBlock | null {
    const list = this.#list(choice);
    const side = sideOf(choice);
    return (
      list[
        Math.max(
          0,
          lastWhere(list, (block) => block.place[side].lines < line),
        )
      ] ?? null
    );
  }

  /** Times of blocks rise but for a clock that was set back: the first block from then on. */
  rowAtTime(choice: OutputChoice, time: number): number {
    const list = this.#list(choice);
    const block = list[lastWhere(list, (one) => one.at < time) + 1] ?? list.at(-1);
    return block === undefined ? 0 : this.before(choice, block).rows;
  }

  /** The block in which a byte of a stream lies. */
  withOffset(stream: OutputStream, offset: number): SeenBlock | null {
    const own = this.#of[stream];
    return (
      own[
        Math.max(
          0,
          lastWhere(own, (block) => block.storedOffset <= offset),
        )
      ] ?? null
    );
  }

  /** The last row of a stream that began up to a block, as the choice counts it; null when none did. */
  lastRowUpTo(choice: OutputChoice, block: SeenBlock): number | null {
    const own = this.#of[block.stream];
    for (let at = block.place.ownAt; at >= 0; at -= 1) {
      const one = own[at];
      if (one !== undefined && one.rows > 0) return this.before(choice, one).rows + one.rows - 1;
    }
    return null;
  }

  nextOf(block: SeenBlock): SeenBlock | null {
    return this.#of[block.stream][block.place.ownAt + 1] ?? null;
  }

  previousOf(block: SeenBlock): SeenBlock | null {
    return this.#of[block.stream][block.place.ownAt - 1] ?? null;
  }

  /** The row of a stream whose line has not ended, as the choice counts it. */
  openRow(stream: OutputStream, choice: OutputChoice): number | null {
    if (choice !== 'all' && choice !== stream) return null;
    const last = this.#of[stream].at(-1);
    return last === undefined || last.after.openBytes === 0 ? null : this.lastRowUpTo(choice, last);
  }

  /**
   * Stored blocks from the `from`-th on, of about so many bytes; and, of each stream, those before them in which the
   * line lies that goes on into them.
   */
  part(choice: OutputChoice, from: number, size: number) {
    const stored = this.#list(choice).filter((block) => block.bytes === null);
    let bytes = 0;
    let next = from;
    for (; next < stored.length && bytes < size; next += 1) bytes += stored[next]?.storedBytes ?? 0;
    const blocks = stored.slice(from, next);
    const seen = new Set<OutputStream>();
    const before: SeenBlock[] = [];
    for (const block of blocks) {
      if (seen.has(block.stream)) continue;
      seen.add(block.stream);
      before.push(...this.#holdingLineOf(block));
    }
    const last = stored[next - 1];
    const searchedBytes = last === undefined ? 0 : this.#bytesUpTo(choice, last);
    return { blocks, before, next, isLast: next >= stored.length, searchedBytes };
  }

  #holdingLineOf(block: SeenBlock): readonly SeenBlock[] {
    const found: SeenBlock[] = [];
    let wanted = Math.min(block.before.openBytes, LOOKED_BACK);
    for (let one = this.previousOf(block); one !== null && wanted > 0; one = this.previousOf(one)) {
      found.unshift(one);
      wanted -= one.storedBytes;
    }
    return found;
  }

  #bytesUpTo(choice: OutputChoice, block: SeenBlock): number {
    return this.before(choice, block).bytes + block.storedBytes;
  }

  #list(choice: OutputChoice): readonly SeenBlock[] {
    return choice === 'all' ? this.#all : this.#of[choice];
  }
}

function sideOf(choice: OutputChoice): 'all' | 'own' {
  return choice === 'all' ? 'all' : 'own';
}

function countsAfter(block: SeenBlock | undefined, side: 'all' | 'own'): Counts {
  if (block === undefined) return { rows: 0, lines: 0, escapes: 0, redactions: 0, bytes: 0 };
  const { rows, lines, escapes, redactions, bytes } = block.place[side];
  return {
    rows: rows + block.rows,
    lines: lines + block.lines,
    escapes: escapes + block.escapes,
    redactions: redactions + block.redactions,
    bytes: bytes + block.storedBytes,
  };
}

/** The last place where it holds, of a list in which it first holds and then does not; -1 = nowhere. */
function lastWhere(list: readonly SeenBlock[], holds: (block: SeenBlock) => boolean): number {
  let [low, high] = [-1, list.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const block = list[middle];
    if (block !== undefined && holds(block)) low = middle;
    else high = middle - 1;
  }
  return low;
}
