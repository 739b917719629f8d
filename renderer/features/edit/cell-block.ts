import type { DocumentEdit, DocumentTable, TableRow } from '../../../contract/editing.ts';
import type { Column } from './columns.ts';
import { type Block, blockOf, type Selection } from './selection.ts';

type Cells = readonly (readonly string[])[];

/** Cells as a spreadsheet takes them: tab between columns, quotes around what holds tabs, quotes or breaks. */
export function writeTsv(cells: Cells): string {
  return cells.map((row) => row.map(quoted).join('\t')).join('\n');
}

function quoted(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Cells as a spreadsheet gives them. A quote opens a cell only at its beginning. */
export function readTsv(text: string): Cells {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let index = 0; index < source.length; index++) {
    const letter = source[index] ?? '';
    if (isQuoted && letter === '"' && source[index + 1] === '"') {
      cell += '"';
      index++;
    } else if (isQuoted && letter === '"') isQuoted = false;
    else if (!isQuoted && letter === '"' && cell === '' && closes(source, index)) isQuoted = true;
    else if (!isQuoted && (letter === '\t' || letter === '\n')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (letter === '\n') rows.push([]);
    } else cell += letter;
  }
  rows.at(-1)?.push(cell);
  return rows;
}

/** A lone quote ("5 inch) is a letter: only one that is closed before a tab or a line's end is a spreadsheet's. */
function closes(source: string, from: number): boolean {
  for (let index = from + 1; index < source.length; index++) {
    if (source[index] !== '"') continue;
    if (source[index + 1] === '"') index++;
    else return index + 1 === source.length || /[\t\n]/.test(source[index + 1] ?? '');
  }
  return false;
}

export function cellsIn(
  rows: readonly TableRow[],
  columns: readonly Column[],
  { top, bottom, left, right }: Block,
): Cells {
  return rows
    .slice(top, bottom + 1)
    .map(({ cells }) => columns.slice(left, right + 1).map(({ field }) => cells[field] ?? ''));
}

/** Empties the selected cells; what a row cannot be without stays. */
export function clearing(table: DocumentTable, columns: readonly Column[], block: Block): readonly DocumentEdit[] {
  const needed = table.kind === 'Runbook' ? ['id', 'kind', 'title'] : ['id', 'text'];
  return settings(table, block, (_row, column) => {
    const field = columns[column]?.field;
    return field === undefined || needed.includes(field) ? null : { field, text: '' };
  });
}

/**
 * A pasted block from the selection's corner on: one value fills the whole selection, rows beyond the end are added.
 * What falls beyond the last column is left out.
 */
export function pasting(
  table: DocumentTable,
  columns: readonly Column[],
  { selection, cells }: { readonly selection: Selection; readonly cells: Cells },
): readonly DocumentEdit[] {
  const chosen = blockOf(selection);
  const width = Math.max(...cells.map((row) => row.length));
  const isOne = cells.length === 1 && width === 1;
  const block = isOne ? chosen : { ...chosen, bottom: chosen.top + cells.length - 1, right: chosen.left + width - 1 };
  const textAt = (row: number, column: number) =>
    isOne ? cells[0]?.[0] : cells[row - block.top]?.[column - block.left];
  const inside = settings(table, { ...block, bottom: Math.min(block.bottom, table.rows.length - 1) }, (row, column) => {
    const field = columns[column]?.field;
    const text = textAt(row, column);
    return field === undefined || text === undefined ? null : { field, text };
  });
  const beyond: Record<string, string>[] = [];
  for (let row = Math.max(block.top, table.rows.length); row <= block.bottom; row++) {
    const entries = columns
      .slice(block.left, block.right + 1)
      .map(({ field }, at) => [field, textAt(row, block.left + at) ?? ''] as const);
    beyond.push(Object.fromEntries(entries));
  }
  return beyond.length === 0 ? inside : [...inside, { kind: 'insert', at: table.rows.length, rows: beyond }];
}

function settings(
  table: DocumentTable,
  { top, bottom, left, right }: Block,
  cell: (row: number, column: number) => { field: string; text: string } | null,
): readonly DocumentEdit[] {
  const edits: DocumentEdit[] = [];
  for (let row = top; row <= Math.min(bottom, table.rows.length - 1); row++) {
    for (let column = left; column <= right; column++) {
      const made = cell(row, column);
      if (made === null || (table.rows[row]?.cells[made.field] ?? '') === made.text) continue;
      edits.push({ kind: 'set', row, field: made.field as 'title', text: made.text });
    }
  }
  return edits;
}
