import { clockTimeWithSeconds } from './time.ts';
import { zoneOffset } from './zone-offset.ts';

/** How a typed time is meant: from which moment `+20m` counts, and which of yesterday's and today's 23:10 is nearer. */
export interface MomentSense {
  readonly zone: string;
  /** What `+20m` and `-5m` count from. */
  readonly from: number;
  /** Of the days a clock time may belong to: the last one not after `from`, the first one not before it, the nearest. */
  readonly lean: 'past' | 'future' | 'near';
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** `23:15`, `23:15:30`, `22:15Z`, `+20m`, `+1h30m`, `-5m`; a length without a sign follows the lean. Null = no time. */
export function momentOf(text: string, sense: MomentSense): number | null {
  const given = text.trim();
  if (given === '') return null;
  if (given.toLowerCase() === 'now') return sense.from;
  const clock = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*(z|utc)?$/i.exec(given);
  if (clock !== null) return clockMoment(clock, sense);
  const length = lengthOf(given.replace(/^[+-]/, ''));
  if (length === null) return null;
  const isBack = given.startsWith('-') || (!given.startsWith('+') && sense.lean === 'past');
  return sense.from + (isBack ? -length : length);
}

/** `20m`, `1h30m`, `90`: minutes when nothing is said. In ms. */
function lengthOf(text: string): number | null {
  const parts = /^(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*(?:m|min)?)?$/i.exec(text.trim());
  if (parts === null || (parts[1] === undefined && parts[2] === undefined)) return null;
  return (Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0)) * MINUTE;
}

function clockMoment(clock: RegExpExecArray, { zone, from, lean }: MomentSense): number | null {
  const [hour, minute, second] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const wall = (hour * 3600 + minute * 60 + second) * 1000;
  const inZone = clock[4] === undefined ? zone : 'UTC';
  const candidates = [-1, 0, 1].flatMap((days) => instantsOf(from + days * DAY, wall, inZone));
  const usable = candidates.filter((one) => lean === 'near' || (lean === 'past' ? one <= from : one >= from));
  return usable.sort((a, b) => Math.abs(a - from) - Math.abs(b - from))[0] ?? null;
}

/** The instants at which the zone's clock shows this time on the day of `day`: none in a gap, two in a fold. */
function instantsOf(day: number, wallMs: number, zone: string): readonly number[] {
  const midnight = Math.floor((day + zoneOffset(day, zone)) / DAY) * DAY;
  const guesses = [day, day - DAY / 2, day + DAY / 2].map((near) => midnight + wallMs - zoneOffset(near, zone));
  return [...new Set(guesses)].filter((guess) => guess + zoneOffset(guess, zone) === midnight + wallMs);
}

/** `2026-11-30T08:00`, by the zone's clock. Null = no such moment there. */
export function wallMoment(text: string, zone: string): number | null {
  const given = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/.exec(text);
  if (given === null) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = given.slice(1).map(Number);
  const midnight = Date.UTC(year, month - 1, day);
  const wall = (hour * 60 + minute) * MINUTE;
  const guesses = [-DAY / 2, 0, DAY / 2].map((near) => midnight + wall - zoneOffset(midnight + wall + near, zone));
  return guesses.find((guess) => guess + zoneOffset(guess, zone) === midnight + wall) ?? null;
}

/** 23:15:07, as `momentOf` reads it back. */
export function momentText(instant: number, zone: string): string {
  return clockTimeWithSeconds(instant, zone);
}
