/** `Vorgänger (Nr.)` → `vorgaenger nr`: small letters and digits, umlauts written out, one space between words. */
export function plainWords(text: string): string {
  // Most texts have nothing but ASCII, and this is asked for every cell of a sheet.
  if (ascii.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  return text
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\u0000-\u007f]*$/;

/** `Prüfung: DB #2` → `pruefung-db-2`; '' when nothing is left. At most `longest` characters, cut at a word. */
export function slug(text: string, longest: number): string {
  const whole = plainWords(text.slice(0, 500))
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replace(/ +/g, '-');
  if (whole.length <= longest) return whole;
  const cut = whole.slice(0, longest + 1);
  const end = cut.lastIndexOf('-');
  return (end > longest / 2 ? cut.slice(0, end) : whole.slice(0, longest)).replace(/-+$/, '');
}

const yesWords = new Set([
  'y',
  'yes',
  'x',
  'ja',
  'j',
  'true',
  'wahr',
  '1',
  '✓',
  '✔',
  'mandatory',
  'required',
  'erforderlich',
]);
const noWords = new Set([
  'n',
  'no',
  'nein',
  'false',
  'falsch',
  '0',
  '-',
  '–',
  '—',
  'n/a',
  'na',
  'none',
  'keine',
  'keiner',
  'kein',
  'not required',
]);

/** A switch as people write it into cells; null = something else stands there. */
export function yesOrNo(text: string): boolean | null {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  if (word === '' || noWords.has(word)) return false;
  return yesWords.has(word) ? true : null;
}

/** Words for an empty cell: `-`, `n/a`, `none`, `keine`. */
export function isNothing(text: string): boolean {
  return /^(-+|–|—|n\/?a|none|nil|keine?r?s?|entf(ä|ae)llt|\.)$/i.test(text.trim());
}

/** `${{` would be read as a placeholder; a space takes the meaning away, and the cell itself is kept elsewhere. */
export function withoutPlaceholders(text: string): string {
  return text.replaceAll('${{', '$ {{').toWellFormed();
}
