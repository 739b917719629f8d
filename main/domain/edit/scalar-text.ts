/** How a text is put into YAML so that it reads back as itself. */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface ScalarPlace {
  /** Inside { } or [ ]. */
  readonly flow: boolean;
  /** Column of the key; the lines of a block text stand two further in. */
  readonly column: number;
  readonly lineBreak: string;
  /** How the author wrote what stood there. */
  readonly style: ScalarStyle;
  /** `-`, `+` or nothing, as the block text had it. */
  readonly chomping?: string;
}

/** In the author's style where it can hold the text, else in the nearest that can. */
export function writtenScalar(text: string, place: ScalarPlace): string {
  if (needsEscapes(text)) return JSON.stringify(text);
  if (text.includes('\n'))
    return place.flow || place.style === 'double' ? JSON.stringify(text) : blockText(text, place);
  if (place.style === 'double') return JSON.stringify(text);
  if (place.style === 'single') return singleQuoted(text);
  return isPlainSafe(text, place.flow) ? text : singleQuoted(text);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `|` and its lines, without the last line's break, so that what follows the value stays where it is. */
function blockText(text: string, { column, lineBreak, chomping = '' }: ScalarPlace): string {
  const pad = ' '.repeat(column + 2);
  const first = text.split('\n').find((line) => line !== '') ?? '';
  const indicator = first.startsWith(' ') ? '2' : '';
  const lines = text.split('\n').map((line) => (line === '' ? '' : pad + line));
  return [`|${indicator}${chomping}`, ...lines].join(lineBreak);
}

// Control characters, and line breaks only Unicode knows: no plain line of a file can hold them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unwritable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

function needsEscapes(text: string): boolean {
  return unwritable.test(text) || (text.includes('\t') && !text.includes('\n'));
}

/** Would YAML read this, unquoted, as the very same text? */
export function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === '' || text.trim() !== text || text.includes('\n')) return false;
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(text) || /^(---|\.\.\.)/.test(text)) return false;
  if (/:(\s|$)/.test(text) || /\s#/.test(text)) return false;
  return !flow || !/[,[\]{}]/.test(text);
}
