import type { SheetRowView } from '../../../contract/sheets.ts';
import type { Conversion } from './convert-sheet.ts';
import { type SheetRow, textOf, type Workbook } from './grid.ts';

/** Characters of a cell that a preview shows; the import takes them all. */
const SHOWN = 160;

/** Every row of the chosen worksheet and what it was taken for, made when it is asked for. */
export function shownRows(
  workbook: Workbook,
  conversion: Pick<Conversion, 'view' | 'rows' | 'stepIds'>,
): readonly (() => SheetRowView)[] {
  const { view, rows, stepIds } = conversion;
  const sorted = new Map(rows.map((one) => [one.row.number, one]));
  return (workbook.worksheets[view.worksheet]?.rows ?? []).map((row) => () => {
    const own = sorted.get(row.number);
    const kind = own?.kind ?? (row.number >= view.headingRow && view.headingRow > 0 ? 'heading' : 'above');
    return { number: row.number, kind, stepId: stepIds.get(row.number) ?? null, cells: cellsOf(own?.row ?? row) };
  });
}

function cellsOf(row: SheetRow): string[] {
  return row.cells.map((cell) => {
    const text = textOf(cell).toWellFormed();
    return text.length > SHOWN ? `${text.slice(0, SHOWN - 1).toWellFormed()}…` : text;
  });
}
