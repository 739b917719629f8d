import type { DurationUnit } from '../../../contract/sheets.ts';
import { type Cell, textOf } from './grid.ts';

/** Milliseconds: one value, or the least and the most of a range. */
export interface Span {
  readonly min: number;
  readonly max: number;
  /** Said in working days: 8 h each if the planned times say so. */
  readonly inDays: boolean;
}

const unitMs = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof unitMs;

/** A plain number stands in `unit`. Undefined = this is no duration. */
export function readDuration(cell: Cell, unit: DurationUnit): Span | undefined {
  if (typeof cell !== 'string' && cell.number !== null) {
    if (cell.number < 0) return undefined;
    const isDayFraction = cell.format !== 'general' && cell.format !== 'percent';
    // A time of day stands for a length; what a date would mean here nobody knows.
    if (cell.format === 'date' && cell.number >= 367) return undefined;
    return isDayFraction ? exactly(Math.round(cell.number * 86_400) * 1000) : exactly(cell.number * unitMs[unit]);
  }
  const text = textOf(cell)
    .trim()
    .toLowerCase()
    .replace(/^(ca\.?|approx\.?|about|etwa|~|≈)\s*/, '');
  if (text === '' || text.length > 60) return undefined;
  const range = /^(\d+(?:[.,]\d+)?)\s*([a-z.]*)\s*(?:-|–|bis|to)\s*(\d+(?:[.,]\d+)?\s*[a-z.]*)$/.exec(text);
  if (range !== null) return readRange(range, unit);
  const ms = readOne(text, unit);
  return ms === undefined ? undefined : { ...exactly(ms), inDays: /\d\s*(d|days?|t|tage?|at|pt)\b\.?\??$/.test(text) };
}

function exactly(ms: number): Span {
  return { min: Math.round(ms), max: Math.round(ms), inDays: false };
}

function readRange([, low = '', lowUnit = '', high = '']: RegExpExecArray, unit: DurationUnit): Span | undefined {
  const highUnit = /[a-z.]+$/.exec(high)?.[0] ?? '';
  const min = readOne(`${low} ${lowUnit === '' ? highUnit : lowUnit}`.trim(), unit);
  const max = readOne(high, unit);
  return min === undefined || max === undefined || min > max ? undefined : { min, max, inDays: false };
}

/** `45`, `00:45`, `1:30:00`, `PT2H`, `2h30`, `1,5 h`, `1 Std. 30 Min.`, `45'` in ms. */
function readOne(text: string, unit: DurationUnit): number | undefined {
  const plain = decimal(text);
  if (plain !== undefined) return Math.round(plain * unitMs[unit]);
  const clock = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*(h|hrs?|std\.?|uhr)?$/.exec(text);
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  }
  if (/^p(?=.)/.test(text)) return readIso(text);
  return readParts(text);
}

function decimal(text: string): number | undefined {
  return /^\d{1,7}([.,]\d{1,6})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** ISO 8601, as MS Project writes it: PT2H0M0S. */
function readIso(text: string): number | undefined {
  const match = /^p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?)?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const whole = Number(weeks) * unitMs.w + Number(days) * unitMs.d + Number(hours) * unitMs.h;
  return whole + Number(minutes) * unitMs.min + Math.round(Number(seconds) * 1000);
}

const unitNames: Readonly<Record<string, Unit>> = {
  ...{ s: 's', sec: 's', secs: 's', second: 's', seconds: 's', sek: 's', sekunde: 's', sekunden: 's', '"': 's' },
  ...{
    m: 'min',
    min: 'min',
    mins: 'min',
    minute: 'min',
    minutes: 'min',
    minuten: 'min',
    mn: 'min',
    emin: 'min',
    "'": 'min',
  },
  ...{ h: 'h', hr: 'h', hrs: 'h', hour: 'h', hours: 'h', std: 'h', stunde: 'h', stunden: 'h', ehr: 'h', ehrs: 'h' },
  ...{ d: 'd', day: 'd', days: 'd', t: 'd', tag: 'd', tage: 'd', tagen: 'd', eday: 'd', edays: 'd', pt: 'd', at: 'd' },
  ...{ w: 'w', wk: 'w', wks: 'w', week: 'w', weeks: 'w', woche: 'w', wochen: 'w' },
};

function readParts(text: string): number | undefined {
  // MS Project marks an estimate with a question mark.
  let rest = text.replace(/\?$/, '').trim();
  let total = 0;
  let last: Unit | null = null;
  while (rest !== '') {
    const part = /^(\d{1,7}(?:[.,]\d{1,6})?)\s*([a-z]+|['"])?\.?\s*(?:,|und|and)?\s*/.exec(rest);
    if (part === null) return undefined;
    const [whole, digits = '', name] = part;
    const unit: Unit | undefined = name === undefined ? below(last) : unitNames[name];
    if (unit === undefined) return undefined;
    total += Number(digits.replace(',', '.')) * unitMs[unit];
    last = unit;
    rest = rest.slice(whole.length);
  }
  return last === null ? undefined : Math.round(total);
}

/** `2h30` means minutes after hours. */
function below(last: Unit | null): Unit | undefined {
  if (last === 'h') return 'min';
  return last === 'min' ? 's' : undefined;
}

/** `1h30m`, as documents write it; milliseconds are rounded to the second. */
export function durationText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts.flatMap(([value, unit]) => (value === 0 ? [] : [`${value}${unit}`])).join('');
  return text === '' ? '0m' : text;
}

export function offsetText(ms: number): string {
  const rounded = Math.round(ms / 1000) * 1000;
  return rounded === 0 ? 'T0' : `T${rounded < 0 ? '-' : '+'}${durationText(rounded)}`;
}
