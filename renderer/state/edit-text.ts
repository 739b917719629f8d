import type { DocumentTable, Edited, Splice } from '../../contract/editing.ts';

/** In order, none overlapping. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { from, to, text: instead } of splices) {
    parts.push(text.slice(at, from), instead);
    at = to;
  }
  return parts.join('') + text.slice(at);
}

/** What takes the splices back, in the text they made. */
export function undone(before: string, splices: readonly Splice[]): readonly Splice[] {
  let shift = 0;
  return splices.map(({ from, to, text }) => {
    const start = from + shift;
    shift += text.length - (to - from);
    return { from: start, to: start + text.length, text: before.slice(from, to) };
  });
}

/** The least that turns one text into the other. */
export function between(before: string, after: string): readonly Splice[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let tail = 0;
  while (
    tail < shorter - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return [{ from, to: before.length - tail, text: after.slice(from, after.length - tail) }];
}

export function patched(table: DocumentTable, { head, rows }: Pick<Edited, 'head' | 'rows'>): DocumentTable {
  return { ...head, rows: table.rows.toSpliced(rows.from, rows.removed, ...rows.rows) };
}
