import { expect, it } from 'vitest';
import { addDays, dayName, dayOf, daysTouched, weekdayOf, weeksFrom } from '../../renderer/format/days.ts';

it('takes the day from the zone, on both sides of midnight', () => {
  const at = Date.UTC(2026, 10, 28, 23, 30);
  expect(dayOf(at, 'UTC')).toBe('2026-11-28');
  expect(dayOf(at, 'Europe/Berlin')).toBe('2026-11-29');
  expect(dayOf(at, 'America/New_York')).toBe('2026-11-28');
});

it('counts days by the calendar where a night has 23 or 25 hours', () => {
  expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
  expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
  // Sunday 29 March 2026: Berlin loses an hour. Sunday 25 October: it gains one.
  for (const monday of ['2026-03-23', '2026-10-19']) {
    const days = weeksFrom(monday, 6).flat();
    expect(new Set(days).size).toBe(42);
    expect(days.map(weekdayOf)).toEqual(days.map((_day, at) => at % 7));
  }
  const short = { start: Date.UTC(2026, 2, 28, 22), end: Date.UTC(2026, 2, 29, 2) };
  expect(daysTouched(short.start, short.end, 'Europe/Berlin')).toEqual(['2026-03-28', '2026-03-29']);
});

it('does not touch the day at whose midnight a window ends', () => {
  const start = Date.UTC(2026, 10, 28, 20);
  expect(daysTouched(start, Date.UTC(2026, 10, 29), 'UTC')).toEqual(['2026-11-28']);
  expect(daysTouched(start, start, 'UTC')).toEqual(['2026-11-28']);
  expect(dayName('2026-11-28')).toBe('Sat 28 Nov');
});
