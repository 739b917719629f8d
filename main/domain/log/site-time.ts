/** In the site's zone, or in UTC where this machine does not know the zone. */
export function siteFormatter(zone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: zone, hourCycle: 'h23' });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: 'UTC', hourCycle: 'h23' });
  }
}

/** `22:45`, with its day where that is another than the day of `now`: `29 Nov 00:15`. */
export function siteClock(zone: string, at: number, now: number = at): string {
  const { clock, day } = formattersOf(zone);
  const time = clock.format(at);
  return day.format(at) === day.format(now) ? time : `${day.format(at)} ${time}`;
}

/** Site and UTC: `23:45 Berlin (22:45 UTC)`; one of them where both are the same clock. */
export function pairedClock(zone: string, at: number, now: number = at): string {
  const utc = siteClock('UTC', at, now);
  return isUtc(zone) ? `${utc} UTC` : `${siteClock(zone, at, now)} ${placeOf(zone)} (${utc} UTC)`;
}

/** The same, with its seconds unless it is a whole minute: for times that may be only moments away. */
export function pairedExact(zone: string, at: number, now: number = at): string {
  if (at % 60_000 === 0) return pairedClock(zone, at, now);
  const utc = exactClock('UTC', at, now);
  return isUtc(zone) ? `${utc} UTC` : `${exactClock(zone, at, now)} ${placeOf(zone)} (${utc} UTC)`;
}

/** `UTC+1`: how far the site's clock is from the other one at that instant. */
export function zoneOffset(zone: string, at: number): string {
  const parts = siteFormatter(zone, { timeZoneName: 'shortOffset' }).formatToParts(at);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC');
}

/** `Europe/Berlin` is called Berlin. */
export function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

export function isUtc(zone: string): boolean {
  return ['UTC', 'Etc/UTC', 'GMT'].includes(zone);
}

function exactClock(zone: string, at: number, now: number): string {
  const { second, day } = formattersOf(zone);
  return day.format(at) === day.format(now) ? second.format(at) : `${day.format(at)} ${second.format(at)}`;
}

interface Formatters {
  readonly clock: Intl.DateTimeFormat;
  readonly second: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

// Making one costs a hundred times what using one does, and a view of 2,000 steps asks for thousands.
const known = new Map<string, Formatters>();

function formattersOf(zone: string): Formatters {
  const found = known.get(zone);
  if (found !== undefined) return found;
  const made = {
    clock: siteFormatter(zone, { hour: '2-digit', minute: '2-digit' }),
    second: siteFormatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    day: siteFormatter(zone, { day: 'numeric', month: 'short' }),
  };
  known.set(zone, made);
  return made;
}
