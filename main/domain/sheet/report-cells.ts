import type { FindingBook } from './findings.ts';
import type { SortedRow } from './sort-rows.ts';
import type { Table } from './table.ts';

/** Columns without whose value a step would be another one. */
const decisive: ReadonlySet<string | null> = new Set(['id', 'wbs', 'task', 'predecessors', 'successors', 'phase']);

/** Cells whose formula has no stored value, and rows that become no step: nothing is left out in silence. */
export function reportCells(table: Table, rows: readonly SortedRow[], book: FindingBook): void {
  for (const { row, kind } of rows) {
    for (const [index, cell] of row.cells.entries()) {
      if (cell === null || typeof cell === 'string' || cell.lack === undefined) continue;
      const column = table.columns[index] ?? null;
      const isError = cell.lack === 'error';
      const words = {
        rule: isError ? 'formula-error' : 'formula-without-value',
        message: isError
          ? `The formula of this cell ends in ${cell.text}.`
          : 'The cell holds a formula whose value was not stored with the file.',
        cure: isError
          ? 'Correct the formula, or write the value.'
          : 'Open the file in its program, let it calculate, and save it; or write the value.',
      };
      const isDecisive = !isError && kind === 'step' && decisive.has(column?.field ?? null);
      if (isDecisive) book.error({ row: row.number, column }, words);
      else book.warn({ row: row.number, column }, words);
    }
    if (kind === 'backout') {
      book.warn(
        { row: row.number },
        {
          rule: 'backout-section',
          message:
            'The row stands in a section that undoes the plan. It becomes no step; its cells are kept in the runbook under x-sheet.',
          cure: 'Write it into the backout column of the step it undoes.',
        },
      );
    }
    if (kind === 'other') {
      book.note(
        { row: row.number },
        {
          rule: 'no-step',
          message: 'The row holds no task. It becomes no step; its cells are kept in the runbook under x-sheet.',
        },
      );
    }
  }
}
