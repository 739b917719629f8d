import { columnLetter, isBlank, type SheetRow, textOf, type Workbook } from './grid.ts';
import type { People } from './people.ts';
import type { PlacedPlan } from './place-in-time.ts';
import { withoutPlaceholders } from './plain-words.ts';
import { durationText } from './read-duration.ts';
import type { SheetContext } from './sheet-context.ts';
import type { SortedRow } from './sort-rows.ts';
import type { Table } from './table.ts';
import { FlowMap, YamlMap, type YamlValue } from './yaml-text.ts';

export interface RunbookParts {
  readonly table: Table;
  readonly rows: readonly SortedRow[];
  readonly workbook: Workbook;
  readonly context: SheetContext;
  readonly key: string;
  readonly title: string;
  readonly timezone: string;
  readonly steps: readonly YamlMap[];
  readonly plan: PlacedPlan;
  readonly people: People;
}

/** The whole document; rows that are no steps are kept under its own `x-sheet`. */
export function runbookDocument(parts: RunbookParts): YamlMap {
  const { table, workbook, context, plan, people } = parts;
  const beside = [
    ...table.above,
    ...parts.rows.filter(({ kind }) => kind !== 'step' && kind !== 'heading').map(({ row }) => row),
  ];
  const source: (readonly [string, string | null])[] = [
    ['file', workbook.fileName.toWellFormed()],
    ['sheet', table.worksheet.name.toWellFormed()],
    ['headingRow', table.headings.row === 0 ? null : String(table.headings.row)],
  ];
  return new YamlMap([
    ['apiVersion', 'holdpoint/v1'],
    ['kind', 'Runbook'],
    ['key', parts.key],
    ['title', withoutPlaceholders(parts.title)],
    ['change', context.change],
    ['timezone', parts.timezone],
    ['window', windowOf(plan)],
    ['people', people.roles().length === 0 ? null : people.entries()],
    ['steps', parts.steps],
    ['x-source', new YamlMap(source)],
    ['x-sheet', beside.length === 0 ? null : new YamlMap([['rows', beside.map(keptRow)]])],
  ]);
}

function windowOf({ window, lengthMs }: PlacedPlan): YamlValue | null {
  if (window !== null)
    return new FlowMap([
      ['start', window.start],
      ['end', window.end],
    ]);
  return lengthMs === null ? null : new FlowMap([['length', durationText(lengthMs)]]);
}

function keptRow(row: SheetRow): YamlMap {
  const cells = row.cells.flatMap((cell, index): (readonly [string, YamlValue])[] =>
    isBlank(cell) ? [] : [[columnLetter(index), textOf(cell).toWellFormed()]],
  );
  return new YamlMap([
    ['row', String(row.number)],
    ['cells', new YamlMap(cells)],
  ]);
}
