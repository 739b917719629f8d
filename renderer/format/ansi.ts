import { type Csi, nextEscape } from './escapes.ts';
import { type Look, plainLook, turnedLook } from './sgr.ts';

/** A stretch of one look. Of all that a terminal would obey only looks survive. */
interface Span {
  readonly text: string;
  readonly look: Look;
}

/** One line as a terminal would leave it, and what was taken out on the way. */
export interface TerminalLine {
  readonly spans: readonly Span[];
  /** Sequences that were not obeyed and are not shown. */
  readonly hidden: number;
  /** Text was written over by a carriage return or a backspace: the raw line holds more than is seen. */
  readonly isRewritten: boolean;
  /** The look at its end, which the next line inherits. */
  readonly look: Look;
}

interface Cell {
  readonly text: string;
  readonly look: Look;
}

/**
 * Text from outside, harmless: looks are kept, a carriage return or backspace writes over what stands there, every
 * other sequence is taken out and counted, characters that hide or turn text are shown as what they are. An escape
 * that never ends hides nothing: its introducer goes, what follows is shown.
 */
export function terminalLine(source: string, from: Look = plainLook): TerminalLine {
  const text = source.endsWith('\r') ? source.slice(0, -1) : source;
  if (isHarmless(text)) {
    return { spans: text === '' ? [] : [{ text, look: from }], hidden: 0, isRewritten: false, look: from };
  }
  const cells: Cell[] = [];
  let look = from;
  let [column, hidden, at] = [0, 0, 0];
  let isRewritten = false;
  while (at < text.length) {
    const sequence = nextEscape(text, at);
    if (sequence !== null) {
      if (sequence.kind === 'csi' && isLook(sequence)) look = turnedLook(look, sequence.parameters);
      else if (sequence.kind === 'csi' && isEraseToEnd(sequence)) {
        isRewritten ||= cells.length > column;
        cells.length = Math.min(cells.length, column);
      } else hidden += 1;
      at += sequence.length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += character.length;
    if (character === '\r') column = 0;
    else if (character === '\b') column = Math.max(0, column - 1);
    else {
      isRewritten ||= column < cells.length;
      cells[column] = { text: shownCharacter(character), look };
      column += 1;
    }
  }
  return { spans: spansOfCells(cells), hidden, isRewritten, look };
}

/** Every byte as it came: sequences and controls are written out, and marked as such. */
export function rawSpans(source: string): readonly { readonly text: string; readonly isControl: boolean }[] {
  const spans: { text: string; isControl: boolean }[] = [];
  const push = (text: string, isControl: boolean) => {
    const last = spans.at(-1);
    if (last?.isControl === isControl) last.text += text;
    else spans.push({ text, isControl });
  };
  let at = 0;
  while (at < source.length) {
    const sequence = nextEscape(source, at);
    const piece =
      sequence === null ? String.fromCodePoint(source.codePointAt(at) ?? 0) : source.slice(at, at + sequence.length);
    const shown = [...piece].map(shownCharacter).join('');
    push(shown, sequence !== null || shown !== piece);
    at += piece.length;
  }
  return spans;
}

/** What is seen, without the looks: for searching, copying and the blind. */
export function plainText(source: string): string {
  return isHarmless(source)
    ? source
    : terminalLine(source)
        .spans.map((span) => span.text)
        .join('');
}

/** Almost every line: nothing in it to obey or to unmask. */
export function isHarmless(text: string): boolean {
  return !DANGEROUS.test(text);
}

function isLook(sequence: Csi): boolean {
  return sequence.final === 'm' && /^[\d;:]*$/.test(sequence.parameters) && !sequence.hasIntermediates;
}

/** `ESC [ K` belongs to the line, as the carriage return does: progress bars wipe their rest with it. */
function isEraseToEnd(sequence: Csi): boolean {
  return (
    sequence.final === 'K' && (sequence.parameters === '' || sequence.parameters === '0') && !sequence.hasIntermediates
  );
}

function spansOfCells(cells: readonly Cell[]): readonly Span[] {
  const spans: { text: string; look: Look }[] = [];
  for (const cell of cells) {
    const last = spans.at(-1);
    if (last?.look === cell.look) last.text += cell.text;
    else spans.push({ text: cell.text, look: cell.look });
  }
  return spans;
}

/** Controls, joiners, fillers and tags that cannot be seen, and what turns the direction of text. */
const hiddenRanges = [
  String.raw`\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e`,
  String.raw`\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb`,
  String.raw`\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}`,
].join('');
const HIDDEN = new RegExp(`^[${hiddenRanges}]$`, 'u');
const DANGEROUS = new RegExp(`[${hiddenRanges}]`, 'u');

function shownCharacter(character: string): string {
  if (!HIDDEN.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  // As terminals write them, ^[ for ESC: their pictures are missing in many a font.
  if (code < 0x20 || code === 0x7f) return `^${String.fromCodePoint(code ^ 0x40)}`;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
