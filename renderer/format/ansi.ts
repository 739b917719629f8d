/** A stretch of one look. Only colours and weight survive of what a terminal would obey. */
export interface Span {
  readonly text: string;
  /** One of the eight names, mapped to tokens; null = the text's own colour. */
  readonly color: AnsiColor | null;
  readonly isBold: boolean;
}

const ansiColors = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
type AnsiColor = (typeof ansiColors)[number];

/** What a terminal obeys, written as source text so that no control character stands in this file. */
const ESCAPES = new RegExp(
  [
    // CSI … final byte: the first group is its parameters, the second the final byte; `m` = colours.
    String.raw`(?:\u001b\[|\u009b)([0-9;:?<=>]*)[ -/]*([@-~])`,
    // OSC, DCS and their kin up to BEL or ST, or to the end when neither comes.
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?`,
    // Two-byte escapes, then a lone ESC or C1 control.
    String.raw`\u001b[ -/]*[0-~]`,
    String.raw`[\u001b\u0080-\u009f]`,
  ].join('|'),
  'g',
);

/**
 * A line of output as harmless spans: escape sequences are taken out, colours are kept, a carriage return lets
 * the later text stand, invisible and direction-turning characters are shown as what they are.
 */
export function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let look: Omit<Span, 'text'> = { color: null, isBold: false };
  let from = 0;
  const visible = afterCarriageReturns(line);
  for (const match of visible.matchAll(ESCAPES)) {
    push(visible.slice(from, match.index));
    if (match[2] === 'm') look = turned(look, match[1] ?? '');
    from = match.index + match[0].length;
  }
  push(visible.slice(from));
  return spans;

  function push(text: string): void {
    if (text !== '') spans.push({ text: shown(text), ...look });
  }
}

/** As `spansOf`, without the looks: for copying and for the blind. */
export function plainText(line: string): string {
  return spansOf(line)
    .map((span) => span.text)
    .join('');
}

/** Progress bars rewrite their line with \r: what a terminal shows last is what is shown. */
function afterCarriageReturns(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
}

function turned(look: Omit<Span, 'text'>, codes: string): Omit<Span, 'text'> {
  let { color, isBold } = look;
  const numbers = codes.split(/[;:]/).map((code) => Number(code === '' ? '0' : code));
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 0) [color, isBold] = [null, false];
    else if (code === 1) isBold = true;
    else if (code === 22) isBold = false;
    else if (code === 39) color = null;
    else if (code >= 30 && code <= 37) color = ansiColors[code - 30] ?? null;
    else if (code >= 90 && code <= 97) color = ansiColors[code - 90] ?? null;
    // 256 and true colours carry arguments that must not be read as codes of their own.
    else if (code === 38 || code === 48) at += numbers[at + 1] === 5 ? 2 : 4;
  }
  return { color, isBold };
}

/** Controls, invisible joiners and the characters that turn the direction of text. */
const HIDDEN = new RegExp(
  `[${[
    String.raw`\u0000-\u0008\u000b-\u001f\u007f`,
    String.raw`\u200b-\u200f\u2060-\u2064\ufeff`,
    String.raw`\u202a-\u202e\u2066-\u2069`,
  ].join('')}]`,
  'g',
);

function shown(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    // The pictures of control characters stand in a block of their own, in the same order.
    return code < 0x20
      ? String.fromCodePoint(0x2400 + code)
      : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
