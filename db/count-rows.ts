/** A line longer than this is shown in several rows, so that 100 MB without a newline are rows like others. */
export const ROW_BYTES = 4096;
const NEWLINE = 0x0a;
const NEWLINES = 0x0a0a0a0a;

export interface CountedRows {
  /** Rows that begin in the bytes. */
  readonly rows: number;
  /** Lines that begin in them. */
  readonly lines: number;
  /** Bytes of the line that they leave unfinished. */
  readonly openBytes: number;
}

/** `openBytes` = of the line that the bytes continue, 0 for a new one. Every stored byte passes here: it hurries. */
export function countRows(bytes: Uint8Array, openBytes: number): CountedRows {
  let rows = 0;
  let lines = 0;
  let open = openBytes;
  for (let from = 0; from < bytes.length; ) {
    const to = open === 0 ? endOfShortLines(bytes, from) : from;
    if (to > from) {
      const counted = newlinesIn(bytes, from, to);
      rows += counted;
      lines += counted;
      from = to;
      continue;
    }
    const newline = bytes.indexOf(NEWLINE, from);
    const length = (newline === -1 ? bytes.length : newline) - from;
    if (open === 0) lines += 1;
    rows += rowsIn(open, length);
    open = newline === -1 ? open + length : 0;
    from += length + 1;
  }
  return { rows, lines, openBytes: open };
}

/** How far there are whole lines of one row each: looked at in steps of a row, from behind. */
function endOfShortLines(bytes: Uint8Array, from: number): number {
  let end = from;
  while (end < bytes.length) {
    const newline = bytes.lastIndexOf(NEWLINE, Math.min(bytes.length - 1, end + ROW_BYTES));
    if (newline < end) break;
    end = newline + 1;
  }
  return end;
}

/**
 * Four bytes at a time: a call for each line would cost more than the line, a look at each byte ten times this. By
 * index: an iterator takes three times as long.
 */
function newlinesIn(bytes: Uint8Array, from: number, to: number): number {
  const aligned = from + ((4 - ((bytes.byteOffset + from) & 3)) & 3);
  if (to - aligned < 4) return newlinesByByte(bytes, from, to);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, (to - aligned) >> 2);
  let found = newlinesByByte(bytes, from, aligned) + newlinesByByte(bytes, aligned + words.length * 4, to);
  for (let at = 0; at < words.length; at += 1) {
    const rest = (words[at] ?? 0) ^ NEWLINES;
    // Zero unless a byte of `rest` is: then the four are looked at one by one.
    if (((rest - 0x01010101) & ~rest & 0x80808080) === 0) continue;
    if ((rest & 0xff) === 0) found += 1;
    if ((rest & 0xff00) === 0) found += 1;
    if ((rest & 0xff0000) === 0) found += 1;
    if ((rest & 0xff000000) === 0) found += 1;
  }
  return found;
}

function newlinesByByte(bytes: Uint8Array, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at += 1) if (bytes[at] === NEWLINE) found += 1;
  return found;
}

/** Rows begin at every ROW_BYTES-th byte of a line; an empty line is one, too. */
function rowsIn(open: number, length: number): number {
  if (open === 0) return Math.max(1, Math.ceil(length / ROW_BYTES));
  return Math.ceil((open + length) / ROW_BYTES) - Math.ceil(open / ROW_BYTES);
}
