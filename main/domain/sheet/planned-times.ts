import type { DateOrder, DurationUnit, SheetColumn } from '../../../contract/sheets.ts';
import type { ResolvedWallTime, ResolveWallTime } from '../plan/wall-time.ts';
import { type FindingBook, quoted } from './findings.ts';
import { type Cell, isBlank, type SheetRow, trimmed } from './grid.ts';
import { isNothing } from './plain-words.ts';
import { durationText, readDuration, type Span } from './read-duration.ts';
import { type Moment, readMoment } from './read-moment.ts';
import { readOffset } from './read-offset.ts';
import { cellOf, columnOf, type Table } from './table.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What a row says about time. Instants in UTC ms; in a sheet without dates, ms from midnight of its first day. */
export interface PlannedTimes {
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly duration: Span | null;
  readonly offsetMs: number | null;
  /** Cells of these fields could not be read, and are kept as they stand. */
  readonly unread: ReadonlySet<string>;
}

export interface TimeReading {
  readonly table: Table;
  readonly timezone: string;
  readonly order: DateOrder;
  readonly unit: DurationUnit;
  /** Of the day the sheet is about, for times without a date; null = unknown. */
  readonly day: number | null;
  readonly resolve: ResolveWallTime;
  readonly book: FindingBook;
}

/** Are there dates anywhere? Without them all times count from the first day's midnight. */
export function hasDates({ table, order, day }: Pick<TimeReading, 'table' | 'order' | 'day'>): boolean {
  if (day !== null) return true;
  return table.body.some((row) =>
    (['date', 'start', 'end'] as const).some((field) => {
      const cell = cellOf(table, row, field);
      return cell !== null && (readMoment(cell, { order, year: 2000 })?.day ?? null) !== null;
    }),
  );
}

export function yearOf(table: Table, order: DateOrder): number | null {
  for (const row of [...table.above, ...table.body]) {
    for (const cell of row.cells) {
      const day = cell === null ? null : (readMoment(cell, { order, year: null })?.day ?? null);
      if (day !== null) return new Date(day).getUTCFullYear();
    }
  }
  return null;
}

/** Reads the times of all steps in the order of the sheet: a time without a date follows the one before it. */
export function readTimes(rows: readonly SheetRow[], reading: TimeReading): readonly PlannedTimes[] {
  const dated = hasDates(reading);
  const year = yearOf(reading.table, reading.order);
  const clock: Clock = { day: reading.day ?? (dated ? null : 0), last: null };
  const known = new Map<string, ResolvedWallTime>();
  return rows.map((row) => timesOf({ row, reading, dated, year, clock, known }));
}

/** Where the walk down the sheet has come to. */
interface Clock {
  day: number | null;
  /** Of the last start, on a clock without zones. */
  last: number | null;
}

interface RowReading {
  readonly row: SheetRow;
  readonly reading: TimeReading;
  readonly dated: boolean;
  readonly year: number | null;
  readonly clock: Clock;
  readonly known: Map<string, ResolvedWallTime>;
}

function timesOf(place: RowReading): PlannedTimes {
  const { row, reading, clock } = place;
  const unread = new Set<string>();
  const read = <T>(field: Field, reader: (cell: Cell) => T | undefined): T | null => {
    const cell = cellOf(reading.table, row, field);
    if (cell === null || isBlank(cell) || isNothing(trimmed(cell))) return null;
    const value = reader(cell);
    if (value !== undefined) return value;
    unread.add(field);
    reportUnread(place, { field, cell });
    return null;
  };
  const moment = (cell: Cell) => readMoment(cell, { order: reading.order, year: place.year });
  const date = read('date', moment);
  const start = startWall(place, { date, start: read('start', moment) });
  const end = endWall(start?.wall ?? null, read('end', moment), clock);
  const offsetMs = read('offset', (cell) => readOffset(cell, offsetUnit(reading)));
  const duration = read('duration', (cell) => readDuration(cell, reading.unit));
  const startAt = start === null ? null : instantOf(start, 'start', place);
  const endAt = end === null ? null : instantOf(end, 'end', place);
  return { ...settled({ startAt, endAt, duration }, place), offsetMs, unread };
}

type Field = 'date' | 'start' | 'end' | 'offset' | 'duration';

const wanted = {
  date: ['bad-date', 'a date', 'Write it as 2026-11-28 or 28.11.2026.'],
  start: ['bad-date', 'a date or a time', 'Write it as 2026-11-28 22:00 or 28.11.2026 22:00.'],
  end: ['bad-date', 'a date or a time', 'Write it as 2026-11-28 22:00 or 28.11.2026 22:00.'],
  offset: ['bad-offset', 'a distance from T0', 'Write it as T-30, T+1:15 or -5d.'],
  duration: ['bad-duration', 'a length of time', 'Write it as 45 min, 1:30 or 2 h.'],
} as const;

function reportUnread({ row, reading }: RowReading, { field, cell }: { field: Field; cell: Cell }): void {
  const [rule, what, cure] = wanted[field];
  // An empty formula has its own finding.
  if (trimmed(cell) === '') return;
  const message = `${quoted(trimmed(cell))} is not ${what}. The step is imported without it; the text is kept.`;
  reading.book.warn({ row: row.number, column: columnOf(reading.table, field) }, { rule, message, cure });
}

function offsetUnit({ table, unit }: TimeReading): DurationUnit {
  const heading = columnOf(table, 'offset')?.heading ?? '';
  if (/\b(h|std|stunden|hours)\b/i.test(heading)) return 'h';
  if (/\b(d|days?|tage?)\b/i.test(heading)) return 'd';
  return unit === 'd' ? 'min' : unit === 'h' && /min/i.test(heading) ? 'min' : unit === 's' ? 'min' : unit;
}

interface Wall {
  /** Ms since 1970 on a clock without zones. */
  readonly wall: number;
  readonly zone: string | null;
}

function startWall({ clock }: RowReading, { date, start }: { date: Moment | null; start: Moment | null }): Wall | null {
  const day = start?.day ?? date?.day ?? null;
  if (day !== null) {
    clock.day = day;
    clock.last = null;
  }
  const seconds = start?.seconds ?? date?.seconds ?? null;
  if (seconds === null)
    return start?.day === null || start === null ? null : walled(clock, { wall: start.day, zone: start.zone });
  if (clock.day === null) return null;
  // A time well before the one above it belongs to the next day.
  while (clock.last !== null && clock.day + seconds * 1000 < clock.last - 4 * HOUR_MS) clock.day += DAY_MS;
  return walled(clock, { wall: clock.day + seconds * 1000, zone: start?.zone ?? null });
}

function walled(clock: Clock, { wall, zone }: Wall): Wall {
  clock.last = wall;
  return { wall, zone };
}

function endWall(start: number | null, end: Moment | null, clock: Clock): Wall | null {
  if (end === null) return null;
  const day = end.day ?? (start === null ? clock.day : Math.floor(start / DAY_MS) * DAY_MS);
  if (day === null || (end.day !== null && end.seconds === null)) return null;
  const wall = day + (end.seconds ?? 0) * 1000;
  const isNextDay = end.day === null && start !== null && wall < start;
  return { wall: isNextDay ? wall + DAY_MS : wall, zone: end.zone };
}

export function wallText(wall: number): string {
  const text = new Date(wall).toISOString();
  return text.slice(17, 19) === '00' ? text.slice(0, 16) : text.slice(0, 19);
}

/** Zones are dear, and a sheet names the same times over and over: the end of one step, the start of the next. */
function resolvedOnce(
  text: string,
  { resolve, timezone }: TimeReading,
  known: Map<string, ResolvedWallTime>,
): ResolvedWallTime {
  const before = known.get(text);
  if (before !== undefined) return before;
  const resolved = resolve(text, timezone);
  known.set(text, resolved);
  return resolved;
}

function instantOf(
  { wall, zone }: Wall,
  field: 'start' | 'end',
  { row, reading, dated, known }: RowReading,
): number | null {
  if (!dated) return wall;
  const resolved = resolvedOnce(`${wallText(wall)}${zone ?? ''}`, reading, known);
  if (resolved.kind === 'instant') return resolved.at;
  if (resolved.kind === 'unknown-zone') return null;
  const cure =
    resolved.kind === 'fold' ? 'Write the time with its offset, such as 2026-10-25 02:30 +01:00.' : resolved.cure;
  const rule = resolved.kind === 'malformed' ? 'bad-date' : `dst-${resolved.kind}`;
  reading.book.error(
    { row: row.number, column: columnOf(reading.table, field) },
    { rule, message: resolved.message, cure },
  );
  return null;
}

type Settled = Pick<PlannedTimes, 'startAt' | 'endAt' | 'duration'>;

/** Start, end and duration made to agree, or the finding that they do not. */
function settled({ startAt, endAt, duration }: Settled, { row, reading }: RowReading): Settled {
  if (startAt === null || endAt === null) return { startAt, endAt, duration };
  const column: SheetColumn | null = columnOf(reading.table, 'end');
  if (endAt < startAt) {
    const message = `The planned end lies ${durationText(startAt - endAt)} before the planned start.`;
    const say = {
      rule: 'end-before-start',
      message,
      cure: 'Correct one of the two; mind the date when a step crosses midnight.',
    };
    reading.book.error({ row: row.number, column }, say);
    return { startAt, endAt: null, duration };
  }
  const span: Span = { min: endAt - startAt, max: endAt - startAt, inDays: false };
  if (duration === null) return { startAt, endAt, duration: span };
  const isSame = span.min >= duration.min - 60_000 && span.min <= duration.max + 60_000;
  if (isSame) return { startAt, endAt, duration };
  // MS Project's day has 8 hours of work; the planned times then tell how long it really takes.
  if (duration.inDays) return { startAt, endAt, duration: span };
  const message = `The duration says ${durationText(duration.min)}, from planned start to end it is ${durationText(span.min)}. The duration is taken.`;
  reading.book.warn(
    { row: row.number, column },
    { rule: 'times-differ', message, cure: 'Correct the one that is wrong.' },
  );
  return { startAt, endAt: null, duration };
}
