/** Days as `2026-11-28`: counted by the calendar, never by 24 hours, so that no change of the clock moves one. */
export type Day = string;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day of an instant in a zone. */
export function dayOf(instant: number, zone: string): Day {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(zone, formatter);
  }
  const [date = '', month = '', year = ''] = formatter.format(instant).split('/');
  return `${year}-${month}-${date}`;
}

export function addDays(day: Day, days: number): Day {
  return new Date(noonOf(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Monday = 0. */
export function weekdayOf(day: Day): number {
  return (new Date(noonOf(day)).getUTCDay() + 6) % 7;
}

export function mondayOf(day: Day): Day {
  return addDays(day, -weekdayOf(day));
}

/** `count` weeks of seven days, the first one holding `day`; weeks begin on Monday. */
export function weeksFrom(day: Day, count: number): readonly (readonly Day[])[] {
  const monday = mondayOf(day);
  return Array.from({ length: count }, (_week, week) =>
    Array.from({ length: 7 }, (_day, at) => addDays(monday, week * 7 + at)),
  );
}

/** Every day a stretch of time touches; one that ends at midnight does not touch the next day. */
export function daysTouched(start: number, end: number, zone: string): readonly Day[] {
  const last = dayOf(Math.max(start, end - 1), zone);
  const days = [dayOf(start, zone)];
  // A stretch of years would only fill the memory: the strip shows six weeks.
  while (days.length < 60) {
    const day = days.at(-1) ?? last;
    if (day >= last) break;
    days.push(addDays(day, 1));
  }
  return days;
}

const dayNames = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const longNames = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** Sat 28 Nov */
export function dayName(day: Day): string {
  return dayNames.format(noonOf(day)).replace(',', '');
}

/** Saturday 28 November */
export function longDayName(day: Day): string {
  return longNames.format(noonOf(day)).replace(',', '');
}

const readNames = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** Saturday 28 Nov: holds what a day's button shows, as its name has to. */
export function readDayName(day: Day): string {
  return readNames.format(noonOf(day)).replace(',', '');
}

function noonOf(day: Day): number {
  return Date.parse(`${day}T12:00:00Z`);
}
