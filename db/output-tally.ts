import { countRows, ROW_BYTES } from './count-rows.ts';
import { penAfter } from './pen.ts';

const NEWLINE = 0x0a;
const ESCAPE = 0x1b;
/** How much of a sequence cut by the end of a block is carried into the next. */
const MOST_CARRIED = 64;

/** Where a stream stands in its line, and which colours are in force. */
export interface LineState {
  /** Bytes of the unfinished line; 0 = the next byte begins one. */
  readonly openBytes: number;
  /** Parameters that would bring a terminal into this look; empty = plain. */
  readonly pen: string;
}

/** What a block adds: all of it follows from its bytes and the state before. */
export interface Tally extends LineState {
  /** Rows that begin in the block. */
  readonly rows: number;
  /** Lines that begin in it. */
  readonly lines: number;
  /** Sequences in it that a terminal would have obeyed, colours aside. */
  readonly escapes: number;
}

export const freshLine: LineState = { openBytes: 0, pen: '' };

/** Counts one stream's blocks in order. */
export class Tallying {
  #state: LineState;
  #carried = '';

  constructor(state: LineState = freshLine) {
    this.#state = state;
  }

  add(bytes: Uint8Array): Tally {
    const counted = countRows(bytes, this.#state.openBytes);
    const found = this.#sequences(bytes);
    this.#state = { openBytes: counted.openBytes, pen: found.pen };
    return { ...counted, ...found };
  }

  /** What `add` would say, without going on. */
  look(bytes: Uint8Array): Tally {
    const ahead = new Tallying(this.#state);
    ahead.#carried = this.#carried;
    return ahead.add(bytes);
  }

  #sequences(bytes: Uint8Array): { pen: string; escapes: number } {
    const { pen } = this.#state;
    if (this.#carried === '' && bytes.indexOf(ESCAPE) === -1) return { pen, escapes: 0 };
    const text = this.#carried + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const last = text.lastIndexOf('\u001b');
    const isCut = last !== -1 && text.length - last < MOST_CARRIED && !WHOLE.test(text.slice(last));
    this.#carried = isCut ? text.slice(last) : '';
    const whole = isCut ? text.slice(0, last) : text;
    return { pen: penAfter(pen, whole), escapes: whole.match(OBEYED)?.length ?? 0 };
  }
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here
/** A control sequence with its final byte, or the introducer of anything else. */
const WHOLE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|[^[])/;
/** Every introducer but those of colours, of the erasing a carriage return needs, and of a string's end. */
const OBEYED = /\u001b(?!\\|\[[\d;:]*m|\[0?K)/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here

/** Where a row begins in a block, as an offset into it. `openBefore` = of the line it continues, 0 for a new one. */
export interface RowStart {
  readonly at: number;
  readonly openBefore: number;
}

/** The rows that begin in a block, in order. */
export function* rowStarts(bytes: Uint8Array, openBytes: number): Generator<RowStart> {
  let open = openBytes;
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline === -1 ? bytes.length : newline;
    if (open === 0) yield { at, openBefore: 0 };
    let next = (open === 0 ? 1 : Math.ceil(open / ROW_BYTES)) * ROW_BYTES - open;
    for (; at + next < end; next += ROW_BYTES) yield { at: at + next, openBefore: open + next };
    if (newline === -1) return;
    open = 0;
    at = newline + 1;
  }
}
