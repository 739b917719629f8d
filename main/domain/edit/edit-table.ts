import { readDependency } from '../../../contract/documents/dependency.ts';
import type { DocumentEdit, DocumentTable, TableRow } from '../../../contract/editing.ts';
import { cellText, listOf, listText } from './cell-text.ts';
import { fieldsOf } from './read-table.ts';
import { idsIn, newId } from './row-ids.ts';

/** What an edit means for the table: the text's edit must come to the same, or it is not made. */
export function editTable(table: DocumentTable, edit: DocumentEdit): DocumentTable {
  switch (edit.kind) {
    case 'set':
      return setCell(table, edit);
    case 'insert':
      return withRows(table, table.rows.toSpliced(edit.at, 0, ...newRows(table, edit.at, edit.rows)));
    case 'duplicate': {
      const row = table.rows[edit.row];
      if (row === undefined) return table;
      const id = newId(row.cells.id ?? '', idsIn(table));
      return withRows(table, table.rows.toSpliced(edit.row + 1, 0, { ...row, cells: { ...row.cells, id } }));
    }
    case 'move': {
      const taken = table.rows.slice(edit.row, edit.row + edit.count);
      const to = edit.to > edit.row ? Math.max(edit.row, edit.to - edit.count) : edit.to;
      return withRows(table, table.rows.toSpliced(edit.row, edit.count).toSpliced(to, 0, ...taken));
    }
    case 'delete':
      return deleted(table, edit);
    case 'set-head': {
      const { [edit.field]: _old, ...fields } = table.fields;
      const text = cellText(edit.field, edit.text, table);
      return { ...table, fields: text === '' ? fields : { ...fields, [edit.field]: text } };
    }
    case 'add-person':
      return { ...table, roles: [...table.roles, cellText('role', edit.role, table)] };
  }
}

function withRows(table: DocumentTable, rows: readonly TableRow[]): DocumentTable {
  return { ...table, rows: [...rows] };
}

function setCell(table: DocumentTable, edit: Extract<DocumentEdit, { kind: 'set' }>): DocumentTable {
  const text = cellText(edit.field, edit.text, table);
  const before = table.rows[edit.row]?.cells.id;
  const rows = table.rows.with(edit.row, withCell(table.rows[edit.row], edit.field, text));
  if (edit.field !== 'id' || before === undefined || before === text) return withRows(table, rows);
  return withRows(
    table,
    rows.map((row) => mapAfter(row, (entry) => (stepOf(entry) === before ? [entry.replace(before, text)] : [entry]))),
  );
}

function withCell(row: TableRow | undefined, field: string, text: string): TableRow {
  const { [field]: _old, ...cells } = row?.cells ?? {};
  return { cells: text === '' ? cells : { ...cells, [field]: text }, locked: row?.locked ?? [] };
}

/** The step of this document that an entry of `after` names. */
export function stepOf(entry: string): string | null {
  const read = readDependency(entry);
  return read === undefined || read.run !== null ? null : read.step;
}

function mapAfter(row: TableRow, change: (entry: string) => readonly string[]): TableRow {
  const { after } = row.cells;
  if (after === undefined) return row;
  const entries = listText([...new Set(listOf(after).flatMap(change))]);
  return entries === after ? row : withCell(row, 'after', entries);
}

/** Who waited for a step that is gone waits for what it waited for. */
function deleted(table: DocumentTable, { row, count }: { row: number; count: number }): DocumentTable {
  const gone = new Map(
    table.rows.slice(row, row + count).map(({ cells }) => [cells.id ?? '', listOf(cells.after ?? '')] as const),
  );
  const instead = (entry: string, seen: readonly string[]): readonly string[] => {
    const step = stepOf(entry);
    const before = step === null ? undefined : gone.get(step);
    if (step === null || before === undefined) return [entry];
    return seen.includes(step) ? [] : before.flatMap((one) => instead(one, [...seen, step]));
  };
  const rows = table.rows.toSpliced(row, count).map((kept) => {
    const own = kept.cells.id;
    return mapAfter(kept, (entry) => instead(entry, []).filter((one) => one === entry || stepOf(one) !== own));
  });
  return withRows(table, rows);
}

/** Rows as they will be written: every one with an id of its own, a kind and a title. */
export function newRows(
  table: DocumentTable,
  at: number,
  given: readonly Readonly<Record<string, string>>[],
): readonly TableRow[] {
  const fields = fieldsOf(table.kind);
  const taken = idsIn(table);
  const isRunbook = table.kind === 'Runbook';
  const named = given.map((cells) => {
    const title = cellText(
      'title',
      (isRunbook ? cells.title : cells.text) || (isRunbook ? 'New step' : 'New item'),
      table,
    );
    const id = newId(cells.id || title, taken);
    taken.add(id);
    return { ...cells, id, ...(isRunbook ? { kind: cells.kind || 'manual', title } : { text: title }) };
  });
  const rows = named.map((cells) => ({ cells: { id: cells.id }, locked: [] }));
  const whole = { rows: table.rows.toSpliced(at, 0, ...rows) };
  return named.map((cells) => {
    const source: Readonly<Record<string, string>> = cells;
    const entries = fields.flatMap((field) => {
      const text = cellText(field, source[field] ?? '', whole);
      return text === '' ? [] : [[field, text] as const];
    });
    return { cells: Object.fromEntries(entries), locked: [] };
  });
}
