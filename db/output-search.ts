import { join } from 'node:path';
import { runIdSchema, stepIdSchema, targetNameSchema } from '../contract/ids.ts';
import type { OperationOutput, OperationRequest } from '../contract/operations.ts';
import type { OutputFilter, OutputHit } from '../contract/output-views.ts';
import { codeOf, isDiskFull } from './failure-codes.ts';
import { FILES } from './files.ts';
import { type IndexedPiece, removeIndex, SearchIndex } from './search-index.ts';
import { type Pending, type piecesOf, SearchIndexer } from './search-indexer.ts';
import { exactQuery, type LineQuery, wordsQuery } from './search-lines.ts';
import { SegmentReader } from './segment-reader.ts';
import { visibleText } from './visible-text.ts';

export type Search = OperationRequest<'output.search'>;
export type Found = OperationOutput<'output.search'>;

/** What is not indexed yet is looked through so far, so that an answer comes while somebody types. */
const LOOKED_THROUGH = 8 * 1024 * 1024;
/** Candidates that hold the words, but in no one line, are given up after so long; the asker goes on from there. */
const WITHIN_MS = { words: 8, exact: 100 } as const;
/** However slow the machine is, each answer gets on. */
const LEAST_PIECES = 16;
const NEWLINE = 0x0a;
/** A shown line is no longer than this; what was found stands in it. */
const SHOWN = 400;
const BEFORE_MARK = 120;

/** Why an index was made anew, for the log; and how much is still to be indexed. */
export interface IndexStep {
  readonly pendingBytes: number;
  readonly rebuiltBecause: string | null;
  /** The disk is full, or the file cannot be written: try again later. */
  readonly failure: string | null;
}

interface Opened {
  readonly index: SearchIndex;
  readonly indexer: SearchIndexer;
}

/** Searches the output of all runs of a workspace. Lives in a thread: everything here may take its time. */
export class OutputSearching {
  readonly #output: string;
  readonly #path: string;
  readonly #now: () => number;
  #open: Opened | null = null;
  #rebuiltBecause: string | null = null;

  constructor(workspace: string, now: () => number = Date.now) {
    this.#output = join(workspace, FILES.output);
    this.#path = join(workspace, FILES.outputIndex);
    this.#now = now;
  }

  /** One bounded piece of indexing. */
  step(budget: number): IndexStep {
    const done = (pendingBytes: number, failure: string | null): IndexStep => {
      const rebuiltBecause = this.#rebuiltBecause;
      this.#rebuiltBecause = null;
      return { pendingBytes, rebuiltBecause, failure };
    };
    try {
      return done(this.#opened().indexer.step(budget), null);
    } catch (error) {
      this.#judge(error);
      return done(0, error instanceof Error ? error.message : String(error));
    }
  }

  search(asked: Search): Found {
    try {
      return this.#search(asked);
    } catch (error) {
      if (!this.#judge(error)) throw error;
      return this.#search(asked);
    }
  }

  close(): void {
    this.#open?.index.close();
    this.#open = null;
  }

  /** True when the index was damaged, and is begun anew. */
  #judge(error: unknown): boolean {
    if (!/^SQLITE_(CORRUPT|NOTADB|CONSTRAINT)/.test(codeOf(error))) return false;
    this.close();
    removeIndex(this.#path);
    this.#rebuiltBecause = error instanceof Error ? error.message : String(error);
    return true;
  }

  #opened() {
    if (this.#open !== null) return this.#open;
    const { index, rebuiltBecause } = SearchIndex.open(this.#path);
    this.#rebuiltBecause ??= rebuiltBecause;
    this.#open = { index, indexer: new SearchIndexer(this.#output, index, this.#now) };
    return this.#open;
  }

  /** Where the disk has no room for an index, what was printed last is looked through all the same. */
  #openedOrStopgap(): Opened {
    try {
      return this.#opened();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      const index = SearchIndex.stopgap();
      return { index, indexer: new SearchIndexer(this.#output, index, this.#now) };
    }
  }

  #search({ text, how, filter, before, limit }: Search): Found {
    const query = how === 'exact' ? exactQuery(text) : wordsQuery(text);
    const { index, indexer } = this.#openedOrStopgap();
    const reading = new LineReading(this.#output, query, filter);
    const until = performance.now() + WITHIN_MS[how];
    const pending = indexer.pending();
    const pendingBytes = pending.reduce((sum, one) => sum + one.size - one.from, 0);
    try {
      const hits: OutputHit[] = [];
      const through = before === undefined ? this.#lookThrough(pending, reading, hits) : 0;
      const isPartial = before === undefined && through < pendingBytes;
      let next: string | null = null;
      let looked = 0;
      let last = Number(before ?? Number.MAX_SAFE_INTEGER);
      for (const piece of index.pieces({ ...query, before: last })) {
        if (hits.length >= limit || (looked >= LEAST_PIECES && performance.now() > until)) {
          next = String(last);
          break;
        }
        last = piece.id;
        looked += 1;
        if (!isWithin(piece, filter)) continue;
        hits.push(...reading.linesOf(piece));
      }
      // A piece is told whole or not at all: where it holds more lines than were asked for, so be it.
      return { hits, next, pendingBytes, isPartial };
    } finally {
      reading.close();
    }
  }

  /** The newest of what is not indexed, newest line first. Answers with the bytes it looked at. */
  #lookThrough(pending: readonly Pending[], reading: LineReading, hits: OutputHit[]): number {
    let looked = 0;
    for (const file of [...pending].reverse()) {
      const found: OutputHit[] = [];
      const reader = new SegmentReader(file.path);
      try {
        // The end of a long stretch is the newest of it, but blocks are only found from the front.
        for (let at = file.from; at < file.size && looked < LOOKED_THROUGH; ) {
          const block = reader.blockAt(at);
          if (block === null) break;
          found.push(...reading.linesOfBlock(file, block));
          at += block.length;
          looked += block.length;
        }
      } finally {
        reader.close();
      }
      hits.push(...found.reverse());
    }
    return looked;
  }
}

function isWithin(piece: IndexedPiece, { runId, stepId, target, stream, from, to }: OutputFilter): boolean {
  if (runId !== undefined && piece.runId !== runId) return false;
  if (stepId !== undefined && piece.stepId !== stepId) return false;
  if (target !== undefined && piece.target !== target) return false;
  if (stream !== undefined && piece.stream !== stream) return false;
  return (from === undefined || piece.at >= from) && (to === undefined || piece.at <= to);
}

type Place = Pick<IndexedPiece, 'runId' | 'stepId' | 'target' | 'attempt' | 'stream' | 'offset' | 'at'> & {
  readonly lead: Uint8Array | null;
};

/** Reads pieces again, and finds the lines in them. */
class LineReading {
  readonly #output: string;
  readonly #query: LineQuery;
  readonly #filter: OutputFilter;
  readonly #readers = new Map<string, SegmentReader>();
  /** A line that goes over two pieces is found in both. */
  readonly #told = new Set<string>();

  constructor(output: string, query: LineQuery, filter: OutputFilter) {
    this.#output = output;
    this.#query = query;
    this.#filter = filter;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }

  /** Newest first. */
  linesOf(piece: IndexedPiece): readonly OutputHit[] {
    const path = join(this.#output, piece.runId, `${piece.segment}.seg`);
    const reader = this.#readers.get(path) ?? new SegmentReader(path);
    this.#readers.set(path, reader);
    return this.#lines(piece, reader.read(piece.position, piece.bytes)).reverse();
  }

  linesOfBlock(
    { runId }: Pending,
    { header, bytes }: { header: Parameters<typeof piecesOf>[0]; bytes: Buffer },
  ): OutputHit[] {
    const { stepId, target, attempt, stream, at } = header;
    const place: Place = { runId, stepId, target, attempt, stream, offset: header.storedOffset, at, lead: null };
    const whole = { ...place, id: 0, segment: 0, position: 0, bytes: bytes.length };
    return isWithin(whole, this.#filter) ? this.#lines(place, bytes) : [];
  }

  #lines(place: Place, bytes: Buffer): OutputHit[] {
    const lead = place.lead === null ? Buffer.alloc(0) : Buffer.from(place.lead);
    const all = lead.length === 0 ? bytes : Buffer.concat([lead, bytes]);
    const base = place.offset - lead.length;
    const text = all.toString('utf8');
    // Where places in the text are places in the bytes, only the lines that hold the longest word are looked at.
    if (text.length === all.length && !text.includes('\u001b')) return this.#plainLines(place, base, text);
    const hits: OutputHit[] = [];
    for (let from = 0; from < all.length; ) {
      const newline = all.indexOf(NEWLINE, from);
      const end = newline === -1 ? all.length : newline;
      const hit = this.#hit(place, base + from, all.toString('utf8', from, end));
      if (hit !== null) hits.push(hit);
      from = end + 1;
    }
    return hits;
  }

  #plainLines(place: Place, base: number, text: string): OutputHit[] {
    const shown = text.toLowerCase();
    const { needles } = this.#query;
    const [longest = ''] = needles;
    if (needles.some((needle) => !shown.includes(needle))) return [];
    const hits: OutputHit[] = [];
    for (let at = shown.indexOf(longest); at !== -1; ) {
      const from = shown.lastIndexOf('\n', at) + 1;
      const newline = shown.indexOf('\n', at);
      const end = newline === -1 ? text.length : newline;
      const hit = this.#hit(place, base + from, text.slice(from, end));
      if (hit !== null) hits.push(hit);
      at = newline === -1 ? -1 : shown.indexOf(longest, newline + 1);
    }
    return hits;
  }

  #hit(place: Place, offset: number, printed: string): OutputHit | null {
    const line = visibleText(printed);
    const marks = this.#query.marks(line);
    if (marks === null) return null;
    const { runId, stepId, target, attempt, stream, at } = place;
    const name = `${runId} ${stepId} ${target} ${attempt} ${stream} ${offset}`;
    if (this.#told.has(name)) return null;
    this.#told.add(name);
    return {
      ...{
        runId: runIdSchema.parse(runId),
        stepId: stepIdSchema.parse(stepId),
        target: targetNameSchema.parse(target),
      },
      ...{ attempt, stream, offset, at },
      ...shortened(line, marks),
    };
  }
}

/** Around the first thing found, when the line is long. */
function shortened(line: string, marks: [number, number][]): Pick<OutputHit, 'text' | 'marks'> {
  if (line.length <= SHOWN) return { text: line, marks };
  const from = Math.max(0, Math.min((marks[0]?.[0] ?? 0) - BEFORE_MARK, line.length - SHOWN));
  const text = line.slice(from, from + SHOWN).toWellFormed();
  const moved = marks.map(([start, end]): [number, number] => [start - from, end - from]);
  return { text, marks: moved.filter(([start, end]) => start >= 0 && end <= SHOWN) };
}
