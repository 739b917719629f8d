import { expect, it } from 'vitest';
import { matchHeading, unitIn } from '../../main/domain/sheet/match-heading.ts';
import { readDuration } from '../../main/domain/sheet/read-duration.ts';
import { readMoment } from '../../main/domain/sheet/read-moment.ts';
import { readOffset } from '../../main/domain/sheet/read-offset.ts';
import { readReference, splitReferences } from '../../main/domain/sheet/read-references.ts';
import { serialText } from '../../main/domain/sheet/serial-time.ts';

it.each([
  ['00:45', 45],
  ['1:30:00', 90],
  ['45 min', 45],
  ['1,5 h', 90],
  ['2h30', 150],
  ['PT2H', 120],
  ['PT2H0M0S', 120],
  ['1 Std. 30 Min.', 90],
  ['1 h 05 m', 65],
  ['ca. 30 min', 30],
  ['2 hrs?', 120],
  ["45'", 45],
  ['90', 90],
  ['1 day', 1440],
  ['2 Tage', 2880],
])('reads the duration %s', (text, minutes) => {
  expect(readDuration(text, 'min')?.min).toBe(minutes * 60_000);
});

it('reads day fractions by their format, and plain numbers by the unit of the heading', () => {
  expect(readDuration({ text: '00:45', number: 0.03125, format: 'time' }, 'min')?.min).toBe(45 * 60_000);
  expect(readDuration({ text: '1.5', number: 1.5, format: 'general' }, 'h')?.min).toBe(90 * 60_000);
  expect([unitIn('Duration (min)'), unitIn('Dauer [h]'), unitIn('Dauer in Stunden'), unitIn('Dauer (hh:mm)')]).toEqual([
    'min',
    'h',
    'h',
    null,
  ]);
});

it('reads a range as least and most, and nothing from words', () => {
  expect(readDuration('20-30 min', 'min')).toMatchObject({ min: 20 * 60_000, max: 30 * 60_000 });
  expect(['tbd', 'soon', '', 'x min', '-5'].map((text) => readDuration(text, 'min'))).toEqual(Array(5).fill(undefined));
});

it.each([
  ['T-30', -30],
  ['T+1:15', 75],
  ['-5d', -7200],
  ['T0', 0],
  ['0', 0],
  ['-60', -60],
  ['T + 2h', 120],
  ['D-3', -4320],
  ['−30', -30],
])('reads the offset %s', (text, minutes) => {
  expect(readOffset(text, 'min')).toBe(minutes * 60_000);
});

it.each([
  ['28.11.2026 20:30', '2026-11-28', 20.5],
  ['2026-11-28T22:00', '2026-11-28', 22],
  ['11/28/2026 10:15 PM', '2026-11-28', 22.25],
  ['28/11/26 22:00', '2026-11-28', 22],
  ['Sat 28-Nov-26 22:00', '2026-11-28', 22],
  ['Sa 28.11. 22:00', '2026-11-28', 22],
  ['28. November 2026, 22:00 Uhr', '2026-11-28', 22],
  ['November 28, 2026 at 10pm', '2026-11-28', 22],
  ['46354.9166666667', '2026-11-28', 22],
  ['22 Uhr', null, 22],
  ['12:15 am', null, 0.25],
  ['18:29:59.999', null, 18.5],
])('reads the moment %s', (text, date, hours) => {
  const moment = readMoment(text, { order: 'dmy', year: 2026 });
  expect([
    moment?.day === null || moment?.day === undefined ? null : new Date(moment.day).toISOString().slice(0, 10),
    (moment?.seconds ?? 0) / 3600,
  ]).toEqual([date, hours]);
});

it('tells apart the orders of day and month, and refuses dates that do not exist', () => {
  const day = (text: string, order: 'dmy' | 'mdy') => readMoment(text, { order, year: null })?.day;
  expect(day('03/04/2026', 'dmy')).toBe(Date.UTC(2026, 3, 3));
  expect(day('03/04/2026', 'mdy')).toBe(Date.UTC(2026, 2, 4));
  expect(
    ['31.02.2026', '32.13.2026', '25:00', 'tbd'].map((text) => readMoment(text, { order: 'dmy', year: null })),
  ).toEqual(Array(4).fill(undefined));
});

it('rounds serials to the second and knows the 29th of February 1900', () => {
  expect([46360.77083333333, 1, 59, 61, 0.75].map((serial) => serialText(serial, 'date'))).toEqual([
    '2026-12-04 18:30',
    '1900-01-01',
    '1900-02-28',
    '1900-03-01',
    '18:00',
  ]);
});

it.each([
  [
    '12FS+15m;14SS',
    [
      ['12', 'FS', 15],
      ['14', 'SS', 0],
    ],
  ],
  [
    '1, 2',
    [
      ['1', 'FS', 0],
      ['2', 'FS', 0],
    ],
  ],
  ['4EA+2h', [['4', 'FS', 120]]],
  ['5AA - 10 min', [['5', 'SS', -10]]],
  ['T-010', [['T-010', 'FS', 0]]],
  ['T-010FS-15 min', [['T-010', 'FS', -15]]],
  ['DB-01 SS', [['DB-01', 'SS', 0]]],
  ['12+2 days', [['12', 'FS', 2880]]],
  ['Schritt 4', [['4', 'FS', 0]]],
])('reads the predecessors %s', (text, wanted) => {
  const read = splitReferences(text).map(readReference);
  expect(read.map((one) => [one?.name, one?.type, (one?.lagMs ?? 0) / 60_000])).toEqual(wanted);
});

it('reads no lag from a percentage', () => {
  expect(readReference('12FS+50%')).toBeNull();
});

it.each([
  ['Nr.', 'id'],
  ['#', 'id'],
  ['Vorgaenger', 'predecessors'],
  ['Verantwortl.', 'owner'],
  ['Responsibe', 'owner'],
  ['Planned Start (CET)', 'start'],
  ['Dauer (hh:mm)', 'duration'],
  ['Detail / Command', 'detail'],
  ['Go/No-go', 'gate'],
  ['Zuständig', 'owner'],
  ['Nachweis', 'verification'],
  ['Resource Names', 'owner'],
])('takes the heading %s for %s', (heading, field) => {
  expect(matchHeading(heading)[0]?.field).toBe(field);
});

it.each(['Status', 'Actual start', 'Ist-Beginn', '% Complete', 'Baseline Finish', 'Rollback duration', 'Xyzzy'])(
  'keeps the heading %s as it is',
  (heading) => {
    expect(matchHeading(heading)).toEqual([]);
  },
);
