export interface OutputQuery {
  readonly text: string;
  readonly isPattern: boolean;
  readonly isCaseSensitive: boolean;
}

/** What a person may have mistyped, in words; null = it can be searched. */
export function queryProblem(query: OutputQuery): string | null {
  if (!query.isPattern) return null;
  try {
    new RegExp(query.text, 'u');
    return null;
  } catch {
    return 'This is no regular expression.';
  }
}

/** A text in parts, those that were looked for marked. A pattern may take for ever: only its rows are marked. */
export function markedParts(text: string, query: OutputQuery | null): readonly { text: string; isMarked: boolean }[] {
  if (query === null || query.isPattern || query.text === '') return [{ text, isMarked: false }];
  const shown = query.isCaseSensitive ? text : text.toLowerCase();
  const wanted = query.isCaseSensitive ? query.text : query.text.toLowerCase();
  const parts: { text: string; isMarked: boolean }[] = [];
  let from = 0;
  // Lower case may be longer than the text itself; then places would lie.
  for (
    let at = shown.length === text.length ? shown.indexOf(wanted) : -1;
    at !== -1;
    at = shown.indexOf(wanted, from)
  ) {
    if (at > from) parts.push({ text: text.slice(from, at), isMarked: false });
    parts.push({ text: text.slice(at, at + wanted.length), isMarked: true });
    from = at + wanted.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMarked: false });
  return parts;
}

/** The hit after (or before) a row, around the end; -1 = there is none. */
export function nextHit(hits: readonly number[], row: number, by: 1 | -1): number {
  if (hits.length === 0) return -1;
  if (by === 1) {
    const at = hits.findIndex((hit) => hit > row);
    return at === -1 ? 0 : at;
  }
  const at = hits.findLastIndex((hit) => hit < row);
  return at === -1 ? hits.length - 1 : at;
}
