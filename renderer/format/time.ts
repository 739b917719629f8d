/** Clock faces for people: always 24 hours, zones by name, T-offsets beside them. */

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string, kind: 'minute' | 'second' | 'day' | 'date'): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...shapes[kind] });
  formatters.set(key, made);
  return made;
}

const shapes = {
  minute: { hour: '2-digit', minute: '2-digit' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { weekday: 'short', day: '2-digit', month: 'short' },
  date: { year: 'numeric', month: '2-digit', day: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** 22:47 */
export function clockTime(instant: number, zone: string): string {
  return formatter(zone, 'minute').format(instant);
}

/** 22:47:03 */
export function clockTimeWithSeconds(instant: number, zone: string): string {
  return formatter(zone, 'second').format(instant);
}

/** 22:47, or Sat 28 Nov 22:47 when it is not the day of `reference`. */
export function dayAndTime(instant: number, zone: string, reference: number): string {
  const days = formatter(zone, 'date');
  if (days.format(instant) === days.format(reference)) return clockTime(instant, zone);
  return `${formatter(zone, 'day').format(instant).replace(',', '')} ${clockTime(instant, zone)}`;
}

/** 02:21, or Sun 02:21 within six days, else with its date: where a night runs over midnight and space is short. */
export function nightTime(instant: number, zone: string, reference: number): string {
  const full = dayAndTime(instant, zone, reference);
  if (Math.abs(instant - reference) > 6 * 86_400_000) return full;
  return full.replace(/^(\w{3}) \d{2} \w+ /, '$1 ');
}

/** Sat 28 Nov 2026, 22:47 Berlin */
export function fullTime(instant: number, zone: string): string {
  const day = formatter(zone, 'day').format(instant).replace(',', '');
  const year = formatter(zone, 'date').format(instant).slice(-4);
  return `${day} ${year}, ${clockTimeWithSeconds(instant, zone)} ${zoneName(zone)}`;
}

/** Then one clock says it all. */
export function isUtc(zone: string): boolean {
  return ['UTC', 'Etc/UTC', 'GMT'].includes(zone);
}

/** Europe/Berlin → Berlin; America/Argentina/Buenos_Aires → Buenos Aires. */
export function zoneName(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** T+47m, T-1h05m, T0. */
export function offsetFromT0(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes === 0) return 'T0';
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const sign = ms < 0 ? '-' : '+';
  return hours === 0 ? `T${sign}${rest}m` : `T${sign}${hours}h${String(rest).padStart(2, '0')}m`;
}
