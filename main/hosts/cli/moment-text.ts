import { readDuration } from '../../../contract/documents/duration.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { resolveWallTime } from '../../adapters/zones.ts';

/** What a time of day without a date means: the last one, the next one, or the one closest to `base`. */
type Which = 'last' | 'next' | 'closest';

export interface MomentReading {
  readonly zone: string;
  /** The run's now for what was or will be; T0 for what T0 becomes. */
  readonly base: number;
  readonly which: Which;
}

const DAY = 86_400_000;

/** `22:04`, `2026-11-28T22:04` (site time), or with `Z` or an offset, as a UTC instant. */
export function readMoment(text: string, reading: MomentReading): Result<number> {
  if (!/^\d{1,2}:\d{2}(:\d{2})?$/.test(text)) return resolved(text, reading.zone);
  const found: number[] = [];
  for (const day of daysAround(reading)) {
    const one = resolved(`${day}T${text.replace(/^\d:/, '0$&')}`, reading.zone);
    // A night in which the clock shows it twice or never: then the date and the offset have to be said.
    if (!one.ok) return one;
    found.push(one.value);
  }
  const chosen = pick(found, reading);
  return chosen === null ? failed('invalid-input', `${text} is no time of day.`) : ok(chosen);
}

/** `+20m` and `-5m` from `from`; null = no such offset. */
export function readShift(text: string, from: number): number | null {
  const [, sign, span] = /^([+-])(.+)$/.exec(text) ?? [];
  const ms = span === undefined ? undefined : readDuration(span);
  if (ms === undefined) return null;
  return sign === '-' ? from - ms : from + ms;
}

function resolved(wall: string, zone: string): Result<number> {
  const one = resolveWallTime(wall, zone);
  return one.kind === 'instant' ? ok(one.at) : failed('invalid-input', `${one.message} ${one.cure}`);
}

function pick(found: readonly number[], { base, which }: MomentReading): number | null {
  if (which === 'last') return found.findLast((at) => at <= base) ?? null;
  if (which === 'next') return found.find((at) => at >= base) ?? null;
  return found.reduce<number | null>(
    (best, at) => (best === null || Math.abs(at - base) < Math.abs(best - base) ? at : best),
    null,
  );
}

/** Yesterday, today and tomorrow at the site; a day may have 23 or 25 hours. */
function daysAround({ zone, base }: MomentReading): readonly string[] {
  const parts = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const today = Date.parse(`${new Intl.DateTimeFormat('en-CA', parts).format(base)}T00:00:00Z`);
  return [-DAY, 0, DAY].map((shift) => new Date(today + shift).toISOString().slice(0, 10));
}
