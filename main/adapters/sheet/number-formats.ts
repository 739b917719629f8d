import type { RichCell } from '../../domain/sheet/index.ts';
import { isSerial, serialText } from '../../domain/sheet/index.ts';

export type NumberFormat = RichCell['format'];

/** What the built-in format numbers of a workbook stand for (ECMA-376, 18.8.30), as far as they are no plain numbers. */
const builtIn: ReadonlyMap<number, string> = new Map([
  [1, '0'],
  [2, '0.00'],
  [9, '0%'],
  [10, '0.00%'],
  [14, 'dd.mm.yyyy'],
  [15, 'd-mmm-yy'],
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
  [18, 'h:mm AM/PM'],
  [19, 'h:mm:ss AM/PM'],
  [20, 'h:mm'],
  [21, 'h:mm:ss'],
  [22, 'm/d/yy h:mm'],
  [45, 'mm:ss'],
  [46, '[h]:mm:ss'],
  [47, 'mmss.0'],
]);

export function codeOf(id: number, own: ReadonlyMap<number, string>): string {
  const isEastAsianDate = (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  return own.get(id) ?? builtIn.get(id) ?? (isEastAsianDate ? 'yyyy/m/d' : 'General');
}

/** What kind of value a format code shows. */
export function formatOf(code: string): NumberFormat {
  const [first = ''] = code.split(';');
  if (/\[(h+|m+|s+)\]/i.test(first)) return 'elapsed';
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  if (/general|standard|@/.test(bare)) return 'general';
  const hasDate = /[yd]|mmm/.test(bare) || (/m/.test(bare) && !/[hs]/.test(bare));
  if (hasDate) return 'date';
  if (/[hs]/.test(bare)) return 'time';
  return bare.includes('%') ? 'percent' : 'general';
}

/** A stored number as the sheet shows it: dates as ISO, fixed decimals (4.10) and leading zeros (007) kept. */
export function shownNumber(value: number, code: string, format: NumberFormat): string {
  if ((format === 'date' || format === 'time') && isSerial(value)) return serialText(value, format);
  if (format === 'elapsed') return serialText(value, format);
  if (format === 'percent') return `${plainNumber(value * 100)}%`;
  const fixed = /^(0+)(?:\.(0+))?$/.exec(code);
  if (fixed === null || Math.abs(value) >= 1e15) return plainNumber(value);
  const [, whole = '', decimals = ''] = fixed;
  const [before = '', after] = Math.abs(value).toFixed(decimals.length).split('.');
  const shown = `${before.padStart(whole.length, '0')}${after === undefined ? '' : `.${after}`}`;
  // A rounded number is another number: it is shown as it was stored.
  return Number(shown) === Math.abs(value) ? `${value < 0 ? '-' : ''}${shown}` : plainNumber(value);
}

/** Fifteen digits, as the programs that write workbooks count: 0.30000000000000004 is 0.3. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(15)));
}
