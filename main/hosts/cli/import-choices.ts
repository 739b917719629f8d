import { failed, ok, type Result } from '../../../contract/errors.ts';
import {
  dateOrders,
  durationUnits,
  isSheetField,
  type SheetChoices,
  type SheetColumn,
  type SheetField,
  sheetFields,
} from '../../../contract/sheets.ts';
import { nearest } from '../../domain/plan/index.ts';
import { type Converting, convertSheet, type Workbook } from '../../domain/sheet/index.ts';
import type { Options } from './command-line.ts';

/** What a person says about a sheet on the command line; headings are looked up in the sheet itself. */
export function readSheetChoices(options: Options, workbook: Workbook, tools: Converting): Result<SheetChoices> {
  const worksheet = worksheetNamed(options.text('sheet'), workbook);
  if (!worksheet.ok) return worksheet;
  const row = options.text('heading-row');
  if (row !== undefined && !/^\d{1,7}$/.test(row))
    return failed('invalid-input', `--heading-row is the number of a row, not “${row}”.`);
  const order = among('date-order', options.text('date-order'), dateOrders);
  if (!order.ok) return order;
  const unit = among('unit', options.text('unit'), durationUnits);
  if (!unit.ok) return unit;
  const chosen: SheetChoices = {
    ...(worksheet.value === null ? {} : { worksheet: worksheet.value }),
    ...(row === undefined ? {} : { headingRow: Number(row) }),
    ...(order.value === null ? {} : { dateOrder: order.value }),
    ...(unit.value === null ? {} : { durationUnit: unit.value }),
    ...texts(options),
  };
  const given = options.list('map');
  if (given.length === 0) return ok(chosen);
  const { columns, worksheet: index } = convertSheet(workbook, chosen, tools).view;
  const mapping = readMapping(given, columns);
  if (mapping.ok) return ok({ ...chosen, mapping: mapping.value });
  // Headings in somebody's own words: the row that holds those named is theirs.
  const named = chosen.headingRow === undefined ? rowOfHeadings(given, workbook, index) : null;
  if (named === null) return mapping;
  const again = readMapping(given, convertSheet(workbook, { ...chosen, headingRow: named }, tools).view.columns);
  return again.ok ? ok({ ...chosen, headingRow: named, mapping: again.value }) : again;
}

const SEARCHED_ROWS = 60;

function rowOfHeadings(given: readonly string[], { worksheets }: Workbook, index: number): number | null {
  const names = given.map((entry) => entry.slice(0, entry.lastIndexOf('=')).trim().toLowerCase());
  const rows = worksheets[index]?.rows.slice(0, SEARCHED_ROWS) ?? [];
  const found = rows.find(({ cells }) => {
    const texts = new Set(
      cells.map((cell) => (typeof cell === 'string' ? cell : (cell?.text ?? '')).trim().toLowerCase()),
    );
    return names.every((name) => texts.has(name));
  });
  return found?.number ?? null;
}

function texts(options: Options): SheetChoices {
  const chosen: { -readonly [K in keyof SheetChoices]: SheetChoices[K] } = {};
  for (const name of ['timezone', 'key', 'title', 'start'] as const) {
    const text = options.text(name);
    if (text !== undefined) chosen[name] = text;
  }
  return chosen;
}

function worksheetNamed(name: string | undefined, { worksheets }: Workbook): Result<number | null> {
  if (name === undefined) return ok(null);
  const names = worksheets.map((worksheet) => worksheet.name);
  const exact = names.indexOf(name);
  const index = exact >= 0 ? exact : names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
  if (index >= 0) return ok(index);
  return failed('invalid-input', `There is no worksheet “${name}”. There are: ${names.join(', ')}.`);
}

function among<const T extends string>(
  option: string,
  text: string | undefined,
  known: readonly T[],
): Result<T | null> {
  if (text === undefined) return ok(null);
  const found = known.find((one) => one === text);
  if (found !== undefined) return ok(found);
  return failed('invalid-input', `--${option} is one of ${known.join(', ')}, not “${text}”.`);
}

function readMapping(
  given: readonly string[],
  columns: readonly SheetColumn[],
): Result<Record<string, SheetField | null>> {
  const mapping: Record<string, SheetField | null> = {};
  for (const entry of given) {
    const at = entry.lastIndexOf('=');
    const heading = entry.slice(0, Math.max(0, at)).trim();
    const name = entry
      .slice(at + 1)
      .trim()
      .toLowerCase();
    if (at < 1) return failed('invalid-input', `--map is HEADING=FIELD, not “${entry}”.`);
    if (name !== 'keep' && !isSheetField(name)) {
      const near = nearest(name, sheetFields);
      return failed(
        'invalid-input',
        `There is no field “${name}”. ${near === null ? `There are: ${sheetFields.join(', ')}, keep.` : `Did you mean ${near}?`}`,
      );
    }
    const column = columnNamed(heading, columns);
    if (column === undefined) {
      const near = nearest(
        heading,
        columns.map((one) => one.heading),
      );
      return failed(
        'invalid-input',
        `The sheet has no column “${heading}”.${near === null || near === '' ? '' : ` Did you mean “${near}”?`}`,
      );
    }
    mapping[String(column.index)] = isSheetField(name) ? name : null;
  }
  return ok(mapping);
}

/** By its heading as written, else without regard to letters' size; by its letter where no heading is the same. */
function columnNamed(heading: string, columns: readonly SheetColumn[]): SheetColumn | undefined {
  const same = (one: string) =>
    one.replace(/\s+/g, ' ').trim().toLowerCase() === heading.replace(/\s+/g, ' ').toLowerCase();
  return (
    columns.find((column) => column.heading === heading) ??
    columns.find((column) => same(column.heading)) ??
    columns.find((column) => column.letter === heading.toUpperCase())
  );
}
