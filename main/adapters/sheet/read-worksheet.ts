import type { Cell, Merge, Remark, SheetRow, Worksheet } from '../../domain/sheet/index.ts';
import { limits } from './limits.ts';
import { shownNumber } from './number-formats.ts';
import { cellText } from './shared-strings.ts';
import type { Archive, CellStyle, SheetPart } from './workbook-parts.ts';
import { attribute, XmlScanner } from './xml-scanner.ts';
import { unpack } from './zip.ts';

export interface WorksheetReading {
  readonly archive: Archive;
  readonly strings: readonly string[];
  readonly styles: readonly CellStyle[];
  readonly is1904: boolean;
  /** Cells the workbook may still hold; counted down. */
  readonly budget: { cells: number; characters: number };
}

/** No sheet has more rows; a number beyond is no row's. */
const LAST_ROW = 1_048_576;

/** From 1904-01-01 back to 1899-12-30. */
const DAYS_TO_1904 = 1462;

interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string | null;
  inline: string | null;
  hasFormula: boolean;
}

/** Reads one worksheet as it is unpacked, and stops where the limits are reached. */
export async function readWorksheet(
  part: SheetPart,
  reading: WorksheetReading,
): Promise<{ worksheet: Worksheet; remarks: readonly Remark[] }> {
  const entry = reading.archive.entries.get(part.path);
  const scan = new WorksheetScan(reading);
  const empty = { name: part.name, isHidden: part.isHidden, rows: [], columns: 0, merges: [] };
  if (entry === undefined) return { worksheet: empty, remarks: [] };
  const scanner = new XmlScanner(scan);
  const end = await unpack(reading.archive.bytes, entry, {
    most: limits.partBytes,
    take: (piece) => {
      scanner.push(piece);
      return !scan.isFull;
    },
  });
  const { rows, merges, columns } = scan;
  const worksheet = { ...empty, rows, merges, columns };
  return { worksheet, remarks: scan.remarks(part.name, end !== 'ended') };
}

class WorksheetScan {
  readonly rows: SheetRow[] = [];
  readonly merges: Merge[] = [];
  columns = 0;
  isFull = false;
  readonly #reading: WorksheetReading;
  #row: { number: number; level: number; cells: (Cell | null)[] } | null = null;
  #cell: OpenCell | null = null;
  #lastRow = 0;
  #nextColumn = 0;
  #inside: 'value' | 'inline' | null = null;
  #isGuide = false;
  #claimedRows = 0;
  #rightOf = 0;

  constructor(reading: WorksheetReading) {
    this.#reading = reading;
  }

  open(name: string, attributes: string): void {
    switch (name) {
      case 'row':
        this.#openRow(attributes);
        break;
      case 'c':
        this.#openCell(attributes);
        break;
      case 'v':
        if (this.#cell !== null) this.#cell.value = '';
        this.#inside = 'value';
        break;
      case 't':
        if (this.#cell !== null) this.#cell.inline ??= '';
        this.#inside = 'inline';
        break;
      case 'f':
        if (this.#cell !== null) this.#cell.hasFormula = true;
        break;
      case 'rPh':
        this.#isGuide = true;
        break;
      case 'mergeCell':
        this.#merge(attribute(attributes, 'ref') ?? '');
        break;
      case 'dimension':
        this.#claimedRows = Number(/:[A-Z]+(\d+)$/.exec(attribute(attributes, 'ref') ?? '')?.[1] ?? 0);
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#inside = null;
    else if (name === 'rPh') this.#isGuide = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  text(text: string): void {
    const cell = this.#cell;
    if (cell === null || this.#isGuide) return;
    if (this.#inside === 'value') cell.value = (cell.value ?? '') + text;
    else if (this.#inside === 'inline') cell.inline = (cell.inline ?? '') + text;
  }

  remarks(sheet: string, isCut: boolean): readonly Remark[] {
    const found: Remark[] = [];
    const remark = { sheet, row: null, severity: 'error' } as const;
    if (isCut || this.isFull) {
      const claimed = this.#claimedRows > this.rows.length ? ` of about ${this.#claimedRows}` : '';
      const message = `The worksheet is larger than a plan can be: it was read as far as row ${this.#lastRow}${claimed}.`;
      found.push({
        ...remark,
        row: this.#lastRow,
        rule: 'too-many-rows',
        message,
        cure: 'Keep the rows of one plan, or split the sheet.',
      });
    }
    if (this.#rightOf > 0) {
      const message = `Something stands right of column ${limits.columns} in row ${this.#rightOf}; it was not read.`;
      found.push({
        ...remark,
        row: this.#rightOf,
        rule: 'too-many-columns',
        message,
        cure: 'Move it to the left, or delete it.',
      });
    }
    return found;
  }

  #openRow(attributes: string): void {
    const number = Number(attribute(attributes, 'r') ?? this.#lastRow + 1);
    this.#lastRow = Number.isInteger(number) && number > 0 && number <= LAST_ROW ? number : this.#lastRow + 1;
    this.#nextColumn = 0;
    this.#row = { number: this.#lastRow, level: Number(attribute(attributes, 'outlineLevel') ?? 0) || 0, cells: [] };
  }

  #openCell(attributes: string): void {
    const column = columnIndex(attribute(attributes, 'r') ?? '') ?? this.#nextColumn;
    this.#nextColumn = column + 1;
    this.#cell = {
      column,
      type: attribute(attributes, 't') ?? 'n',
      style: Number(attribute(attributes, 's') ?? 0),
      value: null,
      inline: null,
      hasFormula: false,
    };
  }

  #closeCell(): void {
    const [cell, row] = [this.#cell, this.#row];
    this.#cell = null;
    if (cell === null || row === null) return;
    const made = storedValue(cell, this.#reading);
    if (made === null) return;
    if (cell.column >= limits.columns) {
      this.#rightOf ||= row.number;
      return;
    }
    while (row.cells.length < cell.column) row.cells.push(null);
    row.cells[cell.column] = made;
    this.columns = Math.max(this.columns, cell.column + 1);
    const { budget } = this.#reading;
    budget.cells--;
    budget.characters -= typeof made === 'string' ? made.length : made.text.length;
    if (budget.cells <= 0 || budget.characters <= 0) this.isFull = true;
  }

  #closeRow(): void {
    const row = this.#row;
    this.#row = null;
    if (row === null || row.cells.length === 0 || this.isFull) return;
    if (this.rows.length >= limits.rows) this.isFull = true;
    else this.rows.push(row);
  }

  #merge(ref: string): void {
    const match = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/.exec(ref);
    if (match === null || this.merges.length >= limits.rows) return;
    const [, left = '', top = '', right = '', bottom = ''] = match;
    const columns = { left: columnIndex(left) ?? 0, right: columnIndex(right) ?? 0 };
    this.merges.push({ top: Number(top), bottom: Number(bottom), ...columns });
  }
}

/** `AB12` or `AB` → 27. */
function columnIndex(reference: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (letters === undefined) return undefined;
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

/** What a cell stored. A formula counts by its stored value only; null = nothing is there. */
function storedValue(cell: OpenCell, reading: WorksheetReading): Cell | null {
  const style = reading.styles[cell.style];
  const withIndent = (text: string): Cell =>
    style === undefined || style.indent === 0 ? text : { text, number: null, format: 'general', indent: style.indent };
  if (cell.hasFormula && cell.value === null && cell.inline === null) {
    return { text: '', number: null, format: 'general', lack: 'no-value' };
  }
  if (cell.type === 'inlineStr')
    return cell.inline === null || cell.inline === '' ? null : withIndent(cellText(cell.inline));
  const value = cell.value ?? '';
  if (value === '') return null;
  switch (cell.type) {
    case 's': {
      const text = reading.strings[Number(value)] ?? '';
      return text === '' ? null : withIndent(text);
    }
    case 'str':
    case 'd':
      return withIndent(cellText(value));
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return { text: value, number: null, format: 'general', lack: 'error' };
    default:
      return numberCell(Number(value), style, reading.is1904) ?? withIndent(value);
  }
}

function numberCell(stored: number, style: CellStyle | undefined, is1904: boolean): Cell | null {
  if (!Number.isFinite(stored)) return null;
  const format = style?.format ?? 'general';
  const number = is1904 && format === 'date' && stored >= 1 ? stored + DAYS_TO_1904 : stored;
  const text = shownNumber(number, style?.code ?? 'General', format);
  return style !== undefined && style.indent > 0
    ? { text, number, format, indent: style.indent }
    : { text, number, format };
}
