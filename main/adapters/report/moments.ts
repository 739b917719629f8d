/** Instants as people read them: the site's wall time first, UTC beside it, T± from T0. */
export interface Moments {
  readonly zone: string;
  /** `22:04:11` at the site. */
  site(at: number): string;
  siteDate(at: number): string;
  /** `22:04:11 UTC`, with its date where it is another than the site's. */
  utc(at: number): string;
  /** `2026-11-28T21:04:11.123Z` */
  exact(at: number): string;
  /** `T+1:02:03`, or an empty text without T0. */
  offset(at: number): string;
  /** False where the site's clock is UTC, and saying both would say nothing. */
  readonly hasZone: boolean;
}

export function momentsIn(zone: string, t0: number | null): Moments {
  const time = formatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = formatter(zone, { day: 'numeric', month: 'short', year: 'numeric' });
  const siteDate = (at: number): string => date.format(at);
  return {
    zone,
    site: (at) => time.format(at),
    siteDate,
    utc: (at) => utcText(at, siteDate(at)),
    exact: (at) => new Date(at).toISOString(),
    offset: (at) => (t0 === null ? '' : offsetText(at - t0)),
    hasZone: !['UTC', 'Etc/UTC', 'GMT'].includes(zone),
  };
}

const utcDate = formatter('UTC', { day: 'numeric', month: 'short', year: 'numeric' });

function utcText(at: number, siteDate: string): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const date = utcDate.format(at);
  return date === siteDate ? `${time} UTC` : `${date.slice(0, -5)} ${time} UTC`;
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
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `T${ms < 0 ? '−' : '+'}${clock}`;
}
