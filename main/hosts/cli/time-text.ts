import type { RunHeader } from '../../../contract/views.ts';

/** Times of a run for a terminal: T± and the site's clock. */
export interface TimeText {
  /** A rehearsal's times are those of its scenario: nothing is late against this machine's clock. */
  readonly isLive: boolean;
  clock(at: number): string;
  offset(at: number): string;
  dateTime(at: number): string;
}

type Timed = Pick<RunHeader, 'timezone' | 't0' | 'mode'>;

export function timeTextOf({ timezone: zone, t0, mode }: Timed): TimeText {
  const clock = formatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = formatter(zone, { day: '2-digit', month: 'short', year: 'numeric' });
  return {
    isLive: mode === 'live',
    clock: (at) => clock.format(at),
    offset: (at) => (t0 === null ? '' : offsetText(at - t0)),
    dateTime: (at) => `${date.format(at)} ${clock.format(at)}`,
  };
}

function formatter(zone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: zone, hourCycle: 'h23' });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: 'UTC', hourCycle: 'h23' });
  }
}

function offsetText(ms: number): string {
  const seconds = Math.trunc(Math.abs(ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `T${ms <= -1000 ? '-' : '+'}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
