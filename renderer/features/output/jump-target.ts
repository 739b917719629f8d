import { zoneOffset } from '../../format/zone-offset.ts';
import type { OutputPlace } from '../../state/output-slice.ts';

/** `1200` is a line; `22:47` or `22:47:03` a time at the site, the first one from when the attempt began. Null = neither. */
export function jumpTarget(text: string, { zone, startedAt }: { zone: string; startedAt: number }): OutputPlace | null {
  const wanted = text.trim();
  if (/^\d{1,12}$/.test(wanted)) return { line: Math.max(1, Number(wanted)) };
  const [, hours, minutes, seconds] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(wanted) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return null;
  const offset = zoneOffset(startedAt, zone);
  const day = Math.floor((startedAt + offset) / DAY) * DAY;
  const wall = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
  const time = day + wall - offset;
  // A night runs over midnight: what lies well before the start is of the next day.
  return { time: time < startedAt - HOUR ? time + DAY : time };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
