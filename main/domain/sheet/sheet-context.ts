import type { DateOrder, DurationUnit, SheetChoices } from '../../../contract/sheets.ts';
import { type FindingBook, quoted } from './findings.ts';
import { isBlank, numberOf, type SheetRow, textOf, trimmed } from './grid.ts';
import { unitIn } from './match-heading.ts';
import { plainWords } from './plain-words.ts';
import { isAmbiguous, type Moment, orderTold, readMoment } from './read-moment.ts';
import { cellOf, columnOf, type Table, textIn } from './table.ts';

/** What a sheet says once for all of its rows. */
export interface SheetContext {
  readonly order: DateOrder;
  readonly unit: DurationUnit;
  /** Day named above the headings; null = none. */
  readonly day: number | null;
  /** Zone named in a heading. */
  readonly zone: string | null;
  /** Number of the change request. */
  readonly change: string | null;
  readonly title: string | null;
}

export function readContext(table: Table, choices: SheetChoices, book: FindingBook): SheetContext {
  const order = choices.dateOrder ?? orderOf(table, book);
  return {
    order,
    unit: choices.durationUnit ?? unitOf(table, book),
    day: dayAbove(table, order),
    zone: zoneOf(table),
    change: changeAbove(table),
    title: titleAbove(table),
  };
}

function orderOf(table: Table, book: FindingBook): DateOrder {
  const cells = table.body.flatMap((row) =>
    (['date', 'start', 'end'] as const).map((field) => ({ row, field, text: textIn(table, row, field) })),
  );
  const told = orderTold(cells.map(({ text }) => text));
  if (told !== null) return told;
  const unclear = cells.find(({ text }) => isAmbiguous(text));
  if (unclear === undefined) return 'dmy';
  const isAmerican = cells.some(({ text }) => /\d\s?[ap]m\b/i.test(text));
  const read = isAmerican ? 'month first' : 'day first';
  book.warn(
    { row: unclear.row.number, column: columnOf(table, unclear.field) },
    {
      rule: 'unclear-date',
      message: `${quoted(unclear.text)} can be read two ways, and no date of the sheet tells which. All are read ${read}.`,
      cure: 'Choose the order of day and month.',
    },
  );
  return isAmerican ? 'mdy' : 'dmy';
}

function unitOf(table: Table, book: FindingBook): DurationUnit {
  const column = columnOf(table, 'duration');
  const offset = columnOf(table, 'offset');
  const told = unitIn(column?.heading ?? '') ?? (column === null ? unitIn(offset?.heading ?? '') : null);
  if (told !== null) return told;
  const bare = table.body.find((row) => {
    const cell = cellOf(table, row, 'duration');
    const isNumber = numberOf(cell) !== null && typeof cell === 'object' && cell?.format === 'general';
    return (isNumber || /^\d+([.,]\d+)?$/.test(trimmed(cell))) && Number(trimmed(cell).replace(',', '.')) !== 0;
  });
  if (bare === undefined) return 'min';
  const message = `${quoted(textIn(table, bare, 'duration'))} has no unit, and the heading names none. Plain numbers are read as minutes.`;
  book.warn({ row: bare.number, column }, { rule: 'no-unit', message, cure: 'Choose the unit of the durations.' });
  return 'min';
}

const opensWindow =
  /\b(t ?0|start|beginn|begin|go ?live|cut ?over|umstellung|fenster|window|datum|date|termin|wochenende|weekend|night|nacht)\b/;
const otherDates =
  /\b(version|stand|status|erstellt|created|updated|as of|print|geaendert|changed|author|saved|freeze|due)\b/;

/** `Cutover date: 28.11.2026` in one cell or two, above the headings. */
function dayAbove(table: Table, order: DateOrder): number | null {
  for (const row of table.above) {
    for (const { label, moment } of labelled(row, order)) {
      const words = plainWords(label);
      if (moment.day !== null && opensWindow.test(words) && !otherDates.test(words)) return moment.day;
    }
  }
  return null;
}

function labelled(row: SheetRow, order: DateOrder): readonly { label: string; moment: Moment }[] {
  const cells = row.cells.filter((cell) => !isBlank(cell));
  return cells.flatMap((cell, index) => {
    const whole = cell === null ? undefined : readMoment(cell, { order, year: null });
    if (whole !== undefined) return [{ label: textOf(cells[index - 1]), moment: whole }];
    const [, label = '', rest = ''] = /^([^:]{2,60}):\s*(.+)$/s.exec(trimmed(cell)) ?? [];
    const inside = rest === '' ? undefined : readMoment(rest, { order, year: null });
    return inside === undefined ? [] : [{ label, moment: inside }];
  });
}

function zoneOf(table: Table): string | null {
  const headings = (['start', 'end', 'date'] as const).map((field) => columnOf(table, field)?.heading ?? '');
  return headings.some((heading) => /\b(utc|gmt|zulu)\b/i.test(heading)) ? 'UTC' : null;
}

function changeAbove(table: Table): string | null {
  for (const row of table.above) {
    for (const cell of row.cells) {
      const found = /\b(?:CHG|CRQ|CHANGE|RFC|CR)[- ]?\d{3,12}\b/i.exec(textOf(cell))?.[0];
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** The first line of words above the headings. */
function titleAbove(table: Table): string | null {
  for (const row of table.above) {
    const texts = row.cells.filter((cell) => !isBlank(cell) && numberOf(cell) === null).map(trimmed);
    const title = texts.find((text) => /\p{L}{3}/u.test(text) && text.length <= 120 && !/:\s*$/.test(text));
    if (title !== undefined) return title.replace(/\s+/g, ' ').replace(/^title:\s*|^titel:\s*/i, '');
  }
  return null;
}
