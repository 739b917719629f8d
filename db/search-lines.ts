/** What is looked for in a line, and how an index is asked for pieces that may hold one. */
export interface LineQuery {
  readonly table: 'words' | 'parts';
  /** In the index's own words; null = it cannot narrow it down. */
  readonly match: string | null;
  /** Texts in lower case that all stand in such a line, longest first. */
  readonly needles: readonly string[];
  /** Pairs of places in the line; null = it is not there. */
  marks(line: string): [number, number][] | null;
}

const WORD = /[\p{L}\p{N}\p{Co}]+/gu;

/** Each word of the text must begin a word of the line; without letters or digits it is taken as it stands. */
export function wordsQuery(text: string): LineQuery {
  const words = [...new Set(folded(text).match(WORD) ?? [])];
  if (words.length === 0) return exactQuery(text);
  const patterns = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}\\p{Co}])${word}`, 'u'));
  return {
    table: 'words',
    match: words.map((word) => `"${word}"*`).join(' AND '),
    needles: [...words].sort((a, b) => b.length - a.length),
    marks(line) {
      const plain = folded(line);
      // Folding may change the length of a line with accents: then what is found is only known, not where.
      const isPlaced = plain.length === line.length;
      const marks: [number, number][] = [];
      for (const [index, pattern] of patterns.entries()) {
        const at = plain.search(pattern);
        if (at === -1) return null;
        if (isPlaced) marks.push([at, at + (words[index]?.length ?? 0)]);
      }
      return marks.sort((a, b) => a[0] - b[0]);
    },
  };
}

/** The text stands in the line as it is, without regard to case. */
export function exactQuery(text: string): LineQuery {
  const wanted = text.toLowerCase();
  const trigrams = new Set<string>();
  const characters = [...wanted];
  for (let at = 0; at + 3 <= characters.length; at += 1) trigrams.add(characters.slice(at, at + 3).join(''));
  const quoted = [...trigrams]
    .filter((part) => !part.includes('\u0000'))
    .map((part) => `"${part.replaceAll('"', '""')}"`);
  return {
    table: 'parts',
    match: quoted.length === 0 ? null : quoted.join(' AND '),
    needles: [wanted],
    marks(line) {
      const at = line.toLowerCase().indexOf(wanted);
      return at === -1 ? null : [[at, at + wanted.length]];
    },
  };
}

/** As FTS5's unicode61 folds: without case and without accents. */
function folded(text: string): string {
  // Nearly every line is plain ASCII, which needs no second look.
  const isPlain = !/[^ -~\t]/.test(text);
  return isPlain ? text.toLowerCase() : text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
