import type { SheetRowView } from '../../../contract/sheets.ts';
import { isBlank, type SheetRow, trimmed } from './grid.ts';
import { isBackoutSection, phaseNamed } from './phases.ts';
import { isNothing, plainWords, yesOrNo } from './plain-words.ts';
import { cellOf, columnOf, type Table, textIn } from './table.ts';

export interface SortedRow {
  readonly row: SheetRow;
  readonly kind: SheetRowView['kind'];
  /** Headings the row stands under, outermost first. */
  readonly sections: readonly string[];
}

interface Heading {
  readonly text: string;
  readonly depth: number;
}

/** What each row of the body is: a step, the heading of a section, a total, or something beside the plan. */
export function sortRows(table: Table): readonly SortedRow[] {
  const depths = depthsOf(table);
  const first = table.body.map((row, index) => firstLook(table, row, { depths, index }));
  const hasPairs = first.some((look, index) => look.kind === 'phase' && first[index + 1]?.kind === 'phase');
  const lastStep = first.findLastIndex((look) => look.kind === 'step');
  const open: Heading[] = [];
  return table.body.map((row, index): SortedRow => {
    const look = first[index] ?? { kind: 'other', depth: 0 };
    if (look.kind === 'phase') {
      if (index > lastStep) return { row, kind: 'other', sections: [] };
      const text = headingText(table, row);
      const depth = look.depth > 0 ? look.depth : looseDepth(text, hasPairs && first[index + 1]?.kind !== 'phase');
      while ((open.at(-1)?.depth ?? 0) >= depth) open.pop();
      open.push({ text, depth });
      return { row, kind: isBackoutSection(text) ? 'backout' : 'phase', sections: open.map((one) => one.text) };
    }
    const sections = open.map((one) => one.text);
    const isUndoing =
      look.kind === 'step' && (sections.some(isBackoutSection) || isBackoutSection(textIn(table, row, 'phase')));
    return { row, kind: isUndoing ? 'backout' : look.kind, sections };
  });
}

/** Without an outline: names of phases stand outside, other headings under them. */
function looseDepth(text: string, isUnderAnother: boolean): number {
  return isUnderAnother && phaseNamed(text) === null ? 2 : 1;
}

function headingText(table: Table, row: SheetRow): string {
  const own = textIn(table, row, 'task') || textIn(table, row, 'phase');
  if (own !== '') return own;
  // The number of a section stands before its name.
  const worded = row.cells.find((cell) => /\p{L}/u.test(trimmed(cell)));
  return trimmed(worded ?? row.cells.find((cell) => !isBlank(cell)) ?? null);
}

interface Depths {
  readonly depths: readonly number[];
  readonly index: number;
}

function firstLook(table: Table, row: SheetRow, { depths, index }: Depths): { kind: SortedRow['kind']; depth: number } {
  const filled = row.cells.flatMap((cell, column) => (isBlank(cell) ? [] : [column]));
  if (repeatsHeadings(table, row)) return { kind: 'heading', depth: 0 };
  if (isTotal(table, row)) return { kind: 'total', depth: 0 };
  const depth = depths[index] ?? 0;
  if (isSummary(table, row, { depths, index })) return { kind: 'phase', depth: Math.max(1, depth) };
  if (spansTable(table, row) || standsAlone(table, row, filled)) return { kind: 'phase', depth: 0 };
  if (textIn(table, row, 'task') === '' && isLeftover(table, row)) return { kind: 'other', depth: 0 };
  return { kind: 'step', depth: 0 };
}

function repeatsHeadings({ headings }: Table, row: SheetRow): boolean {
  if (headings.row === 0) return false;
  const filled = row.cells.flatMap((cell, column) => (isBlank(cell) ? [] : [{ text: trimmed(cell), column }]));
  const same = filled.filter(({ text, column }) => headings.texts[column] === text).length;
  return same >= 2 && same >= filled.length * 0.6;
}

/** Looked for first: most cells of most rows hold none of it. */
const anyTotal = /total|sum|gesamt|overall/i;
const total = /^(grand )?(total|sum|summe|subtotal|gesamt|gesamtdauer|gesamtsumme|zwischensumme|overall)\b/;

function isTotal(table: Table, row: SheetRow): boolean {
  const isNamed = row.cells.some((cell) => {
    const text = trimmed(cell);
    return text.length < 40 && anyTotal.test(text) && total.test(plainWords(text));
  });
  return isNamed && textIn(table, row, 'owner') === '' && textIn(table, row, 'predecessors') === '';
}

/** A summary task: the sheet says so, or the next row lies deeper. */
function isSummary(table: Table, row: SheetRow, { depths, index }: Depths): boolean {
  if (yesOrNo(textIn(table, row, 'summary')) === true) return true;
  const [own = 0, next = 0] = [depths[index], depths[index + 1]];
  // Somebody's name on it makes it work of its own, with details below.
  return own > 0 && next > own && textIn(table, row, 'owner') === '';
}

/** One text merged over most of the table. */
function spansTable(table: Table, row: SheetRow): boolean {
  const { merges } = table.worksheet;
  const width = Math.max(3, Math.ceil(table.columns.filter((column) => column.heading !== '').length / 2));
  return merges.some(
    ({ top, bottom, left, right }) =>
      top <= row.number && bottom >= row.number && right - left + 1 >= width && !isBlank(row.cells[left]),
  );
}

/** One text in a table whose rows hold several: a heading, unless it is a number. */
function standsAlone(table: Table, row: SheetRow, filled: readonly number[]): boolean {
  const [only] = filled;
  const mapped = table.columns.filter((column) => column.field !== null).length;
  if (only === undefined || mapped < 3) return false;
  const cell = row.cells[only] ?? null;
  if (typeof cell === 'object' && cell !== null && (cell.number !== null || cell.lack !== undefined)) return false;
  const text = trimmed(cell);
  if (!/\p{L}/u.test(text)) return false;
  const idAlone =
    filled.length === 2 && columnOf(table, 'id')?.index === only && columnOf(table, 'task')?.index === filled[1];
  if (idAlone) return phaseNamed(textIn(table, row, 'task')) !== null && textIn(table, row, 'task').length < 40;
  return filled.length === 1;
}

/** A row prepared and never filled in: a number, a status, nothing of work. */
function isLeftover(table: Table, row: SheetRow): boolean {
  const work = ['detail', 'owner', 'duration', 'predecessors', 'start', 'offset', 'system', 'verification'] as const;
  return work.every((field) => {
    const text = textIn(table, row, field);
    return text === '' || isNothing(text);
  });
}

/** From 1; 0 = the sheet tells no depth. By outline level, the sheet's own outline, indentation, or dotted numbers. */
function depthsOf(table: Table): readonly number[] {
  const { body } = table;
  const levels = body.map((row) => Number.parseInt(textIn(table, row, 'level'), 10));
  if (levels.some((level) => level > 0)) return ranked(levels.map((level) => (level >= 0 ? level + 1 : 0)));
  if (body.some((row) => row.level > 0)) return body.map((row) => row.level + 1);
  const indents = body.map((row) => indentOf(table, row));
  if (indents.some((indent) => indent > 0)) return ranked(indents.map((indent) => indent + 1));
  return dottedDepths(table);
}

/** 1, 4, 9 → 1, 2, 3. */
function ranked(values: readonly number[]): readonly number[] {
  const steps = [...new Set(values.filter((value) => value > 0))].toSorted((a, b) => a - b);
  return values.map((value) => steps.indexOf(value) + 1);
}

function indentOf(table: Table, row: SheetRow): number {
  const cell = cellOf(table, row, 'task');
  if (cell === null) return 0;
  if (typeof cell === 'object' && cell.indent !== undefined) return cell.indent;
  const text = typeof cell === 'string' ? cell : cell.text;
  return Math.floor((/^[ \u00a0]*/.exec(text.replaceAll('\t', '    '))?.[0].length ?? 0) / 2);
}

/** `1` before `1.1`, in a WBS column or among the ids: only where a number really has numbers below it. */
function dottedDepths(table: Table): readonly number[] {
  const field = table.byField.has('wbs') ? 'wbs' : 'id';
  const codes = table.body.map((row) => textIn(table, row, field).replace(/\.$/, ''));
  const isDotted = (code: string) => /^[A-Za-z]{0,4}\d+(\.\d+)*$/.test(code);
  const hasChild = codes.some((code, index) => isDotted(code) && (codes[index + 1] ?? '').startsWith(`${code}.`));
  if (!hasChild) return table.body.map(() => 0);
  return codes.map((code) => (isDotted(code) ? code.split('.').length : 0));
}
