import { closeSync, openSync, readSync } from 'node:fs';
import type { OutputStream } from '../contract/events.ts';
import { ROW_BYTES } from './count-rows.ts';
import { rowStarts } from './output-tally.ts';
import { visibleText } from './visible-text.ts';

/** The shape of the port's OutputPieceAt. */
export interface PieceAt {
  readonly file: string;
  readonly position: number;
  readonly bytes: number;
  readonly stream: OutputStream;
  readonly offset: number;
  readonly openBytes: number;
  readonly firstRow: number;
  readonly rowBefore: number;
  readonly isBefore: boolean;
}

export interface FindQuery {
  readonly text: string;
  readonly isPattern: boolean;
  readonly isCaseSensitive: boolean;
}

/** A pattern looks at so much of a line at once; the rest of a longer one is looked at as further lines. */
const PATTERN_LINE = 256 * 1024;
const NEWLINE = 0x0a;

/** Rows of these pieces in which the query begins, rising; what ends before the part begins is not told again. */
export function findRows(pieces: readonly PieceAt[], query: FindQuery): readonly number[] {
  const rows = new Set<number>();
  for (const stream of new Set(pieces.map((piece) => piece.stream))) {
    const own = pieces.filter((piece) => piece.stream === stream).sort((a, b) => a.offset - b.offset);
    const found = new StretchSearch(own);
    if (query.isPattern) found.pattern(query, rows);
    else found.text(query, rows);
  }
  return [...rows].sort((a, b) => a - b);
}

/** One stream's pieces, which follow each other, as one stretch of bytes. */
class StretchSearch {
  readonly #pieces: readonly PieceAt[];
  readonly #bytes: Buffer;
  /** Bytes in front that belong to the part before. */
  readonly #begin: number;
  #starts: { readonly at: number[]; readonly row: number[] } | null = null;

  constructor(pieces: readonly PieceAt[]) {
    this.#pieces = pieces;
    this.#bytes = readPieces(pieces);
    this.#begin = pieces.reduce((sum, piece) => sum + (piece.isBefore ? piece.bytes : 0), 0);
  }

  text({ text, isCaseSensitive }: FindQuery, rows: Set<number>): void {
    const whole = this.#bytes.toString('utf8');
    // Where places in the text are places in the bytes, all of it is searched at once.
    if (whole.length !== this.#bytes.length || whole.includes('\u001b')) {
      this.#byLine((line) => indexIn(line, text, isCaseSensitive), rows);
      return;
    }
    const wanted = isCaseSensitive ? text : text.toLowerCase();
    const shown = isCaseSensitive ? whole : whole.toLowerCase();
    for (let at = shown.indexOf(wanted); at !== -1; ) {
      const isOld = at + wanted.length <= this.#begin;
      if (!isOld) rows.add(this.#rowAt(at));
      at = shown.indexOf(wanted, isOld ? at + 1 : this.#rowEnd(at));
    }
  }

  pattern({ text, isCaseSensitive }: FindQuery, rows: Set<number>): void {
    const pattern = new RegExp(text, isCaseSensitive ? 'u' : 'iu');
    this.#byLine((line) => line.search(pattern), rows);
  }

  /** Line by line, as lines are seen. `find` = where in the line, -1 = nowhere. */
  #byLine(find: (line: string) => number, rows: Set<number>): void {
    for (let from = 0; from < this.#bytes.length; ) {
      const newline = this.#bytes.indexOf(NEWLINE, from);
      const end = Math.min(newline === -1 ? this.#bytes.length : newline, from + PATTERN_LINE);
      if (end > this.#begin || this.#begin === 0) {
        const printed = this.#bytes.toString('utf8', from, end);
        const seen = visibleText(printed);
        const at = find(seen);
        if (at !== -1) {
          // Where sequences were taken out the place is only known by line.
          const bytes = seen.length === printed.length ? Buffer.byteLength(printed.slice(0, at)) : 0;
          rows.add(this.#rowAt(from + bytes));
        }
      }
      from = end === newline ? end + 1 : end;
    }
  }

  #rowAt(at: number): number {
    const { at: starts, row } = this.#rowStarts();
    return row[lastUpTo(starts, at)] ?? 0;
  }

  /** Where the row that holds a byte ends, so that a row is told once. */
  #rowEnd(at: number): number {
    const { at: starts } = this.#rowStarts();
    return starts[lastUpTo(starts, at) + 1] ?? at + ROW_BYTES;
  }

  #rowStarts(): { readonly at: number[]; readonly row: number[] } {
    if (this.#starts !== null) return this.#starts;
    const starts: { at: number[]; row: number[] } = { at: [], row: [] };
    let from = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      if (index === 0 && piece.rowBefore >= 0 && piece.openBytes > 0) {
        starts.at.push(0);
        starts.row.push(piece.rowBefore);
      }
      let row = piece.firstRow;
      for (const start of rowStarts(this.#bytes.subarray(from, from + piece.bytes), piece.openBytes)) {
        starts.at.push(from + start.at);
        starts.row.push(row);
        row += 1;
      }
      from += piece.bytes;
    }
    this.#starts = starts;
    return starts;
  }
}

function indexIn(line: string, text: string, isCaseSensitive: boolean): number {
  return isCaseSensitive ? line.indexOf(text) : line.toLowerCase().indexOf(text.toLowerCase());
}

function lastUpTo(rising: readonly number[], wanted: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rising[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

function readPieces(pieces: readonly PieceAt[]): Buffer {
  const bytes = Buffer.alloc(pieces.reduce((sum, piece) => sum + piece.bytes, 0));
  const files = new Map<string, number>();
  let at = 0;
  try {
    for (const piece of pieces) {
      const file = files.get(piece.file) ?? openSync(piece.file, 'r');
      files.set(piece.file, file);
      for (let done = 0; done < piece.bytes; ) {
        const read = readSync(file, bytes, at + done, piece.bytes - done, piece.position + done);
        if (read === 0) throw new Error('A segment is shorter than its index.');
        done += read;
      }
      at += piece.bytes;
    }
    return bytes;
  } finally {
    for (const file of files.values()) closeSync(file);
  }
}
