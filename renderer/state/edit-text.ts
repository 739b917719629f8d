import type { DocumentTable, Edited, Splice } from '../../contract/editing.ts';

/** What takes the splices back, in the text they made. */
export function undone(before: string, splices: readonly Splice[]): readonly Splice[] {
  let shift = 0;
  return splices.map(({ from, to, text }) => {
    const start = from + shift;
    shift += text.length - (to - from);
    return { from: start, to: start + text.length, text: before.slice(from, to) };
  });
}

export function patched(table: DocumentTable, { head, rows }: Pick<Edited, 'head' | 'rows'>): DocumentTable {
  return { ...head, rows: table.rows.toSpliced(rows.from, rows.removed, ...rows.rows) };
}
