import type { DateOrder } from '../../../contract/sheets.ts';
import { type Cell, textOf } from './grid.ts';
import { isSerial, secondsOfSerial, wallOfSerial } from './serial-time.ts';

/** A point in time as a cell tells it: a day, a time of day, or both. */
export interface Moment {
  /** Midnight of the day, ms since 1970 on a clock without zones; null = only a time of day. */
  readonly day: number | null;
  /** Since midnight; null = only a day. */
  readonly seconds: number | null;
  /** `Z`, `+01:00`; null = the sheet's own zone. */
  readonly zone: string | null;
}

export interface MomentReading {
  readonly order: DateOrder;
  /** For dates without one. */
  readonly year: number | null;
}

const DAY_MS = 86_400_000;

/** Undefined = this is no date and no time. */
export function readMoment(cell: Cell, reading: MomentReading): Moment | undefined {
  if (typeof cell !== 'string' && cell.number !== null) return ofNumber(cell.number, cell.format);
  const text = textOf(cell).trim();
  if (text === '' || text.length > 80) return undefined;
  const serial = /^\d{5}([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  if (serial > 30_000 && serial < 80_000) return ofNumber(serial, 'date');
  return ofText(text, reading);
}

function ofNumber(value: number, format: string): Moment | undefined {
  if (value < 0 || !isSerial(value))
    return /^\d{8}$/.test(String(value)) ? ofText(String(value), noContext) : undefined;
  if (value < 1 || format === 'time') return { day: null, seconds: secondsOfSerial(value), zone: null };
  // A plain number is a date only where it can be one of our days: 1982 to 2119.
  if (format !== 'date' && (value < 30_000 || value > 80_000)) return undefined;
  const wall = wallOfSerial(value);
  const day = Math.floor(wall / DAY_MS) * DAY_MS;
  return { day, seconds: Number.isInteger(value) ? null : (wall - day) / 1000, zone: null };
}

const noContext: MomentReading = { order: 'dmy', year: null };

interface DateMatch {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

type DateReader = readonly [RegExp, (groups: readonly string[], reading: MomentReading) => DateMatch | null];

const MONTHS = 'jan|feb|mar|mär|mrz|maer|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez';
const monthNumbers: Readonly<Record<string, number>> = {
  ...{ jan: 1, feb: 2, mar: 3, mär: 3, mrz: 3, maer: 3, apr: 4, may: 5, mai: 5, jun: 6, jul: 7, aug: 8, sep: 9 },
  ...{ oct: 10, okt: 10, nov: 11, dec: 12, dez: 12 },
};
const month = (name: string) => monthNumbers[name.toLowerCase()] ?? 0;
const full = (text: string) => (text.length <= 2 ? 2000 + Number(text) : Number(text));

const dateReaders: readonly DateReader[] = [
  [/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/, ([y = '', m = '', d = '']) => dateOf(y, m, d)],
  [/(?<!\d)(20\d{2})([01]\d)([0-3]\d)(?!\d)/, ([y = '', m = '', d = '']) => dateOf(y, m, d)],
  [/(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d:])/, ([d = '', m = '', y = '']) => dateOf(y, m, d)],
  [
    /(?<![\d:])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)/,
    ([a = '', b = '', y = ''], { order }) => {
      const isMonthFirst = Number(b) > 12 || (order === 'mdy' && Number(a) <= 12);
      return isMonthFirst ? dateOf(y, a, b) : dateOf(y, b, a);
    },
  ],
  [
    new RegExp(
      `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|\\.)?[\\s-]*(${MONTHS})[a-zäö]*\\.?[\\s,-]*(\\d{4}|\\d{2}(?!\\s*:))?(?!\\d)`,
      'i',
    ),
    ([d = '', m = '', y = ''], { year }) => withYear(y, { month: month(m), date: Number(d), year }),
  ],
  [
    new RegExp(`\\b(${MONTHS})[a-zäö]*\\.?[\\s-]*(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?(?![\\d:])`, 'i'),
    ([m = '', d = '', y = ''], { year }) => withYear(y, { month: month(m), date: Number(d), year }),
  ],
  [
    /(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.(?!\d)/,
    ([d = '', m = ''], { year }) => withYear('', { month: Number(m), date: Number(d), year }),
  ],
];

function dateOf(y: string, m: string, d: string): DateMatch {
  return { year: full(y), month: Number(m), date: Number(d) };
}

function withYear(text: string, at: { month: number; date: number; year: number | null }): DateMatch | null {
  const year = text === '' ? at.year : full(text);
  return year === null ? null : { year, month: at.month, date: at.date };
}

function ofText(text: string, reading: MomentReading): Moment | undefined {
  const plain = text.replace(
    /^\s*(mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|tues|thur|thurs|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b[.,]*\s*/i,
    '',
  );
  for (const [pattern, read] of dateReaders) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const found = read(match.slice(1), reading);
    if (found === null) return undefined;
    const day = dayOf(found);
    const rest = `${plain.slice(0, match.index)} ${plain.slice(match.index + match[0].length)}`;
    const time = readTime(rest.replace(/[,|]|\b(um|at|t|uhr)\b/gi, ' ').replace(/^\s*T(?=\d)/, ' '));
    return day === undefined || time === undefined ? undefined : { day, ...time };
  }
  const time = readTime(plain);
  return time === undefined || time.seconds === null ? undefined : { day: null, ...time };
}

function dayOf({ year, month: m, date }: DateMatch): number | undefined {
  const at = Date.UTC(year, m - 1, date);
  const back = new Date(at);
  const exists = back.getUTCMonth() === m - 1 && back.getUTCDate() === date && year >= 1900 && year <= 2200;
  return exists ? at : undefined;
}

const zoneNames: Readonly<Record<string, string>> = {
  ...{ z: 'Z', utc: 'Z', gmt: 'Z', cet: '+01:00', mez: '+01:00', cest: '+02:00', mesz: '+02:00' },
  ...{ bst: '+01:00', est: '-05:00', edt: '-04:00', pst: '-08:00', pdt: '-07:00' },
};

/** `22:00`, `22:00:30`, `10:15 pm`, `22 Uhr`, `22.00 Uhr`, `10pm`, each with or without a zone; nothing = no time. */
function readTime(text: string): { seconds: number | null; zone: string | null } | undefined {
  const rest = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (rest === '') return { seconds: null, zone: null };
  const match =
    /^(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:[.,](\d+))?)?)? ?(am|pm|a\.m\.|p\.m\.)? ?(h|uhr|hrs)? ?(z|utc|gmt|cet|cest|mez|mesz|bst|est|edt|pst|pdt|[+-]\d{2}:?\d{2})?$/.exec(
      rest,
    );
  if (match === null) return undefined;
  const [, h = '', m, s, fraction, half, word, zone] = match;
  if (m === undefined && half === undefined && word === undefined) return undefined;
  const hours = half === undefined ? Number(h) : (Number(h) % 12) + (half.startsWith('p') ? 12 : 0);
  const rounding = fraction !== undefined && Number(`0.${fraction}`) >= 0.5 ? 1 : 0;
  const seconds = hours * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0) + rounding;
  if (Number(m ?? 0) > 59 || Number(s ?? 0) > 59 || seconds > 86_400 || (half !== undefined && Number(h) > 12))
    return undefined;
  return { seconds, zone: zone === undefined ? null : (zoneNames[zone] ?? zone.replace(/^([+-]\d{2}):?/, '$1:')) };
}

/** Which of 03/04/2026 is the day, told by the dates where only one reading is possible; null = nothing tells. */
export function orderTold(texts: readonly string[]): DateOrder | null {
  for (const text of texts) {
    const [, first, second] = /(?<![\d:])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?!\d)/.exec(text) ?? [];
    if (Number(first) > 12) return 'dmy';
    if (Number(second) > 12) return 'mdy';
  }
  return null;
}

/** Dates both of whose readings are possible. */
export function isAmbiguous(text: string): boolean {
  const [, first, second] = /(?<![\d:])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?!\d)/.exec(text) ?? [];
  return first !== undefined && Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second);
}
