import type { DurationUnit } from '../../../contract/sheets.ts';
import { type Cell, textOf } from './grid.ts';
import { readDuration } from './read-duration.ts';

/**
 * `T-30`, `T+1:15`, `-5d`, `+00:45`, `T0`, `D-3`, `-60` → ms from T0; a plain number stands in `unit`.
 * Undefined = this is no offset.
 */
export function readOffset(cell: Cell, unit: DurationUnit): number | undefined {
  if (typeof cell !== 'string' && cell.number !== null) {
    const { number, format } = cell;
    const size = readDuration({ ...cell, number: Math.abs(number) }, unit);
    return size === undefined || format === 'date' ? undefined : Math.sign(number) * size.min;
  }
  const text = textOf(cell)
    .trim()
    .replaceAll(/[−–—]/g, '-')
    .replace(/^\((.*)\)$/, '$1');
  const match = /^(t|d|h|go-?live|zero|null)?\s*(?:(minus|plus|[+-])\s*)?(.*)$/i.exec(text);
  if (match === null || text === '' || text.length > 40) return undefined;
  const [, anchor = '', sign = '', rest = ''] = match;
  if (rest === '' || /^0+([:.,]0+)*\s*[a-z]*$/i.test(rest)) return rest === '' && anchor === '' ? undefined : 0;
  // After an anchor there must be a sign: "task 3" is no offset; a lone number may go without.
  if (anchor !== '' && sign === '') return undefined;
  const size = readDuration(rest, /^d$/i.test(anchor) ? 'd' : unit);
  if (size === undefined) return undefined;
  return /^(-|minus)$/i.test(sign) ? -size.min : size.min;
}
