import { describe, expect, test } from 'vitest';
import { byteCount, counted, duration, fineDuration, measuredDuration } from '../../renderer/format/duration.ts';
import {
  clockTime,
  clockTimeWithSeconds,
  dayAndTime,
  nightTime,
  offsetFromT0,
  zoneName,
} from '../../renderer/format/time.ts';

const MINUTE = 60_000;
const night = Date.UTC(2026, 10, 28, 21, 47, 3);

describe('times', () => {
  test('are 24 hours, in the zone they are asked for', () => {
    expect(clockTimeWithSeconds(night, 'UTC')).toBe('21:47:03');
    expect(clockTime(night, 'Europe/Berlin')).toBe('22:47');
    expect(clockTime(Date.UTC(2026, 10, 28, 23, 0), 'Europe/Berlin')).toBe('00:00');
  });

  test('name the day only when it is another day there', () => {
    expect(dayAndTime(night + 30 * MINUTE, 'Europe/Berlin', night)).toBe('23:17');
    expect(dayAndTime(night + 90 * MINUTE, 'Europe/Berlin', night)).toBe('Sun 29 Nov 00:17');
    expect(dayAndTime(night + 90 * MINUTE, 'UTC', night)).toBe('23:17');
  });

  test('count from T0 in minutes and hours, before it with a minus', () => {
    expect(offsetFromT0(47 * MINUTE + 59_000)).toBe('T+47m');
    expect(offsetFromT0(65 * MINUTE)).toBe('T+1h05m');
    expect(offsetFromT0(-15 * MINUTE)).toBe('T-15m');
    expect(offsetFromT0(20_000)).toBe('T0');
  });

  test('call a zone by its place', () => {
    expect(zoneName('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(zoneName('UTC')).toBe('UTC');
  });
});

describe('durations', () => {
  test('have two parts at most', () => {
    expect(duration(42_900)).toBe('42 s');
    expect(duration(12 * MINUTE + 59_000)).toBe('12 m');
    expect(duration(65 * MINUTE)).toBe('1 h 05 m');
    expect(duration(51 * 60 * MINUTE)).toBe('2 d 03 h');
    expect(duration(-65 * MINUTE)).toBe('1 h 05 m');
  });

  test('of running work show seconds below an hour, of short finished work tenths', () => {
    expect(fineDuration(4 * MINUTE + 7000)).toBe('4 m 07 s');
    expect(fineDuration(65 * MINUTE)).toBe('1 h 05 m');
    expect(measuredDuration(4120)).toBe('4.1 s');
    expect(measuredDuration(30_200)).toBe('30 s');
  });

  test('amounts are words a person reads', () => {
    expect(byteCount(900)).toBe('900 B');
    expect(byteCount(4 * 1024 * 1024)).toBe('4.0 MiB');
    expect(counted(1, 'target')).toBe('1 target');
    expect(counted(12, 'target')).toBe('12 targets');
  });
});

test('a night over midnight names the day in three letters, a far day in full', () => {
  const evening = Date.UTC(2026, 10, 28, 21, 47);
  expect(nightTime(evening + 3_600_000, 'Europe/Berlin', evening)).toBe('23:47');
  expect(nightTime(evening + 4 * 3_600_000, 'Europe/Berlin', evening)).toBe('Sun 02:47');
  expect(nightTime(evening + 10 * 86_400_000, 'Europe/Berlin', evening)).toBe('Tue 08 Dec 22:47');
});
