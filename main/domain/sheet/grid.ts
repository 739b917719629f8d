/** A workbook as plain values: what was stored in each cell, nothing computed. Formulas are never evaluated. */
export interface Workbook {
  readonly fileName: string;
  readonly worksheets: readonly Worksheet[];
  /** What the reader has to say about the file as a whole. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly sheet: string | null;
  readonly row: number | null;
  readonly message: string;
  readonly cure: string | null;
}

export interface Worksheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** Only rows with something in them, by rising number. */
  readonly rows: readonly SheetRow[];
  readonly columns: number;
  readonly merges: readonly Merge[];
}

export interface SheetRow {
  /** As the sheet numbers it, from 1. */
  readonly number: number;
  /** Depth of the sheet's own outline, 0 = none. */
  readonly level: number;
  /** By column from 0; the end may be missing. */
  readonly cells: readonly (Cell | null)[];
}

/** Plain text, or text with what lies behind it. */
export type Cell = string | RichCell;

export interface RichCell {
  /** As the sheet shows it. */
  readonly text: string;
  /** Dates as days since 1899-12-30, whatever epoch the file has; null = no number. */
  readonly number: number | null;
  readonly format: 'general' | 'date' | 'time' | 'elapsed' | 'percent';
  /** A formula whose value was not stored, or is an error. */
  readonly lack?: 'no-value' | 'error';
  /** Steps of indentation. */
  readonly indent?: number;
}

/** Rows by their number, columns from 0, both ends included. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export function textOf(cell: Cell | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : cell.text;
}

/** The text without the space around it; what people see in the cell. */
export function trimmed(cell: Cell | null | undefined): string {
  return textOf(cell).trim();
}

/** Its lines without the space around them and without empty ones. No pattern: one would walk over blanks again and again. */
export function filledLines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function numberOf(cell: Cell | null | undefined): number | null {
  return cell === null || cell === undefined || typeof cell === 'string' ? null : cell.number;
}

export function isBlank(cell: Cell | null | undefined): boolean {
  if (cell === null || cell === undefined) return true;
  return typeof cell === 'string' ? cell.trim() === '' : cell.text.trim() === '' && cell.lack === undefined;
}

/** 0 → A, 26 → AA. */
export function columnLetter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${columnLetter(Math.floor(index / 26) - 1)}${last}`;
}
