import type { SheetChoices, SheetColumn, SheetField } from '../../../contract/sheets.ts';
import { findHeadings, type Headings, headingsFrom } from './find-headings.ts';
import { type Cell, isBlank, type SheetRow, trimmed, type Workbook, type Worksheet } from './grid.ts';
import { guessColumns } from './guess-columns.ts';

/** A worksheet with its headings found and its columns named. */
export interface Table {
  readonly worksheet: Worksheet;
  readonly headings: Headings;
  readonly columns: readonly SheetColumn[];
  /** Rows over the headings, titles most often. */
  readonly above: readonly SheetRow[];
  /** Rows below the headings, merged cells filled down. */
  readonly body: readonly SheetRow[];
  readonly byField: ReadonlyMap<SheetField, readonly SheetColumn[]>;
}

/** The worksheet that looks most like a plan: visible, with headings of the trade and many rows. */
export function likeliestWorksheet({ worksheets }: Workbook): number {
  const scores = worksheets.map((worksheet) => {
    const score = findHeadings(worksheet)?.score ?? 0;
    return (score + Math.log2(1 + worksheet.rows.length) / 4) * (worksheet.isHidden ? 0.3 : 1);
  });
  const best = Math.max(0, ...scores);
  return Math.max(0, scores.indexOf(best));
}

export function readTable(worksheet: Worksheet, choices: SheetChoices): Table {
  const headings = headingsOf(worksheet, choices.headingRow);
  const above = worksheet.rows.filter((row) => row.number < headings.row);
  const below = worksheet.rows.filter((row) => row.number > headings.end);
  const body = filledDown(below, worksheet);
  const columns = guessColumns(headings, body, choices.mapping ?? {});
  const named = columns.flatMap((column) => (column.field === null ? [] : [{ ...column, field: column.field }]));
  return { worksheet, headings, columns, above, body, byField: Map.groupBy(named, (column) => column.field) };
}

function headingsOf(worksheet: Worksheet, chosen: number | undefined): Headings {
  if (chosen === 0) return { row: 0, end: 0, texts: [] };
  if (chosen !== undefined) return headingsFrom(worksheet, chosen);
  return findHeadings(worksheet) ?? { row: 0, end: 0, texts: [] };
}

const MOST_MERGED_ROWS = 100_000;

/** A cell merged over several rows stands in each of them. */
function filledDown(rows: readonly SheetRow[], { merges }: Worksheet): readonly SheetRow[] {
  const tall = merges.filter(({ top, bottom, left, right }) => bottom > top && right === left);
  if (tall.length === 0) return rows;
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const filled = new Map<number, (Cell | null)[]>();
  // Merged areas never overlap; where a file says they do, it is not worked through for ever.
  let room = MOST_MERGED_ROWS;
  for (const { top, bottom, left } of tall) {
    const value = byNumber.get(top)?.cells[left] ?? null;
    if (value === null || bottom - top > room) continue;
    room -= bottom - top;
    for (let number = top + 1; number <= bottom; number++) {
      const row = byNumber.get(number);
      if (row === undefined || !isBlank(row.cells[left])) continue;
      const cells = filled.get(number) ?? [...row.cells];
      cells[left] = value;
      filled.set(number, cells);
    }
  }
  return rows.map((row) => {
    const cells = filled.get(row.number);
    return cells === undefined ? row : { ...row, cells: Array.from(cells, (cell) => cell ?? null) };
  });
}

/** The cell of a field in a row; of several columns the first that holds something. */
export function cellOf(table: Table, row: SheetRow, field: SheetField): Cell | null {
  for (const column of table.byField.get(field) ?? []) {
    const cell = row.cells[column.index] ?? null;
    if (!isBlank(cell)) return cell;
  }
  return null;
}

/** Fields that are read for what they mean; what is longer than this there is no name, time or list of rows. */
const MEANT_CHARS = 4000;
const proseFields: ReadonlySet<SheetField> = new Set(['task', 'detail', 'verification', 'backout', 'comments', 'gate']);

/** Prose comes whole. Of anything else so much that a pattern never walks over pages of blanks. */
export function textIn(table: Table, row: SheetRow, field: SheetField): string {
  const text = trimmed(cellOf(table, row, field));
  return text.length <= MEANT_CHARS || proseFields.has(field) ? text : text.slice(0, MEANT_CHARS).trimEnd();
}

export function columnOf(table: Table, field: SheetField): SheetColumn | null {
  return table.byField.get(field)?.[0] ?? null;
}
