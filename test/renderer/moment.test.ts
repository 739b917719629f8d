import { expect, test } from 'vitest';
import { type MomentSense, momentOf, wallMoment } from '../../renderer/format/moment.ts';

/** 22:47:03 in Berlin. */
const from = Date.UTC(2026, 10, 28, 21, 47, 3);
const zone = 'Europe/Berlin';
const utc = (hour: number, minute: number, day = 28) => Date.UTC(2026, 10, day, hour, minute);
const meant = (text: string, lean: MomentSense['lean'], at = from) => momentOf(text, { zone, from: at, lean });

test('a clock time is of the site, and leans to the past or the future across midnight', () => {
  expect(meant('22:40', 'past')).toBe(utc(21, 40));
  expect(meant('23:10', 'past')).toBe(utc(22, 10, 27));
  expect(meant('00:30', 'future')).toBe(utc(23, 30));
  expect(meant('22:40:15', 'past')).toBe(utc(21, 40) + 15_000);
  expect(meant('00:10', 'near')).toBe(utc(23, 10));
  expect(meant('23:10', 'near', utc(23, 50))).toBe(utc(22, 10));
});

test('Z and UTC say the other clock', () => {
  expect(meant('21:40Z', 'past')).toBe(utc(21, 40));
  expect(meant('21:40 utc', 'past')).toBe(utc(21, 40));
});

test('lengths count from the moment; without a sign they follow the lean', () => {
  expect(meant('+20m', 'future')).toBe(from + 20 * 60_000);
  expect(meant('20', 'future')).toBe(from + 20 * 60_000);
  expect(meant('1h30m', 'past')).toBe(from - 90 * 60_000);
  expect(meant('-5m', 'future')).toBe(from - 5 * 60_000);
  expect(meant('now', 'past')).toBe(from);
});

test('what is no time is none', () => {
  for (const text of ['', 'soon', '25:00', '22:61', '+', 'm', '-', '5x']) expect(meant(text, 'past')).toBeNull();
});

test('the clock that jumps: a time in the gap does not exist, of two in the fold the nearer one is meant', () => {
  const spring = Date.UTC(2026, 2, 29, 0, 30);
  expect(momentOf('02:30', { zone, from: spring, lean: 'future' })).not.toBe(Date.UTC(2026, 2, 29, 1, 30));
  expect(wallMoment('2026-03-29T02:30', zone)).toBeNull();
  const autumn = Date.UTC(2026, 9, 25, 0, 40);
  expect(momentOf('02:30', { zone, from: autumn, lean: 'past' })).toBe(Date.UTC(2026, 9, 25, 0, 30));
  expect(momentOf('02:30', { zone, from: autumn, lean: 'future' })).toBe(Date.UTC(2026, 9, 25, 1, 30));
});

test('a date field is read by the clock of the site', () => {
  expect(wallMoment('2026-11-30T08:00', zone)).toBe(Date.UTC(2026, 10, 30, 7, 0));
  expect(wallMoment('2026-07-01T08:00', zone)).toBe(Date.UTC(2026, 6, 1, 6, 0));
  expect(wallMoment('tomorrow', zone)).toBeNull();
});
