import type { SheetColumn } from '../../../contract/sheets.ts';
import { isBlank, type SheetRow, textOf } from './grid.ts';
import { YamlMap, type YamlValue } from './yaml-text.ts';

const LONGEST_KEY = 200;

/** The name a column's cells are kept under: its heading, made unique where two are the same. By column. */
export function keptNames(columns: readonly SheetColumn[]): readonly string[] {
  const taken = new Set<string>();
  return columns.map(({ heading, letter }) => {
    const short = heading.length > LONGEST_KEY ? `${heading.slice(0, LONGEST_KEY).toWellFormed()}…` : heading;
    const isUsable = short !== '' && short !== '<<' && short !== '__proto__' && !taken.has(short);
    const name = isUsable ? short : unique(short === '' ? `Column ${letter}` : `${short} (column ${letter})`, taken);
    taken.add(name);
    return name;
  });
}

function unique(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? unique(`${name} again`, taken) : name;
}

/** The cells of a row that the step does not tell word for word. */
export function keptCells(
  row: SheetRow,
  columns: readonly SheetColumn[],
  { names, isTold }: { names: readonly string[]; isTold: (column: SheetColumn) => boolean },
): YamlMap | null {
  const entries: (readonly [string, YamlValue])[] = [];
  for (const [index, cell] of row.cells.entries()) {
    const column = columns[index];
    const name = names[index] ?? `Column ${index + 1}`;
    if (isBlank(cell) || (column !== undefined && isTold(column))) continue;
    entries.push([name, textOf(cell).toWellFormed()]);
  }
  return entries.length === 0 ? null : new YamlMap(entries);
}
