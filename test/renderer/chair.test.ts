import { expect, test } from 'vitest';
import { clockText, foremost, isLate, type RunClock } from '../../renderer/features/chair/clock-text.ts';
import { closeOf, measuredOutage } from '../../renderer/features/chair/closing.ts';
import { duties, personOf, telOf, waitsOn } from '../../renderer/features/chair/phone-book.ts';
import { needGroups, needLines } from '../../renderer/features/run/needs.ts';
import { expectedEnd, nowLists } from '../../renderer/features/run/now-lists.ts';
import { endText } from '../../renderer/state/chair-slice.ts';
import { stepLook } from '../../renderer/ui/state-words.ts';
import { NOW, nightView } from './fake/night.ts';

const { steps, people, header } = nightView();
const MINUTE = 60_000;
const clock: RunClock = {
  name: 'Downtime',
  startedAt: NOW - 42 * MINUTE,
  stoppedAt: null,
  limitMs: 90 * MINUTE,
  projectedStopAt: NOW + 10 * MINUTE,
};

test('a person is found by role or by name, and a step waits for who is asked before who is responsible', () => {
  expect(personOf('database lead', people)?.name).toBe('Tomasz Wróblewski');
  expect(personOf('Ana Ruiz', people)?.role).toBe('Release manager');
  expect(personOf('a stranger', people)).toBeNull();
  const gate = steps.find((step) => step.state === 'awaiting-approval');
  expect(gate === undefined ? null : waitsOn(gate, people)?.name).toBe('Ana Ruiz');
});

test('a number to call has digits and one plus', () => {
  expect(telOf('+49 (0)30 / 901820-11')).toBe('tel:+4903090182011');
});

test('everybody’s duties: what they are on, what comes next, what it waits for', () => {
  const [ana] = duties(people, steps, () => ['the gate']);
  expect(ana?.now.every((step) => step.need !== null || step.startedAt !== null)).toBe(true);
  expect(ana?.now.length).toBeGreaterThan(0);
  expect(ana?.next?.state).toBe('pending');
  expect(ana?.waitsFor).toEqual(['the gate']);
});

test('waiting stands overdue first, then trouble, then by what falls due', () => {
  const late = steps.map((step, at) =>
    at === 47 && step.need !== null ? { ...step, need: { ...step.need, due: NOW - MINUTE } } : step,
  );
  const states = nowLists(late, header, NOW).waiting.map((step) => step.state);
  expect(states.slice(0, 4)).toEqual(['awaiting-human', 'indeterminate', 'failed', 'awaiting-approval']);
  expect(nowLists(late, { ...header, endedAt: NOW }, NOW).waiting).toEqual([]);
});

test('an end somebody gave their word for goes before the projected one', () => {
  const given = steps[50];
  const projected = steps[46];
  expect(given === undefined ? null : expectedEnd(given)).toEqual({ at: NOW + 22 * MINUTE, by: 'Tomasz Wróblewski' });
  expect(projected === undefined ? null : expectedEnd(projected)?.by).toBeNull();
});

test('the same failure in many steps is one row, other failures are not in it', () => {
  const failed = (at: number, stateReason: string) => {
    const step = steps[at];
    if (step === undefined) throw new Error('200 steps');
    return { ...step, state: 'failed' as const, stateReason };
  };
  const lines = needLines(
    [
      failed(1, 'Failed on 12 of 40 targets (web-01, web-02): no contact.'),
      failed(2, 'Failed on 3 of 40 targets (web-07): no contact.'),
      failed(3, 'Failed on 3 of 40 targets (web-07): Exit code 42, expected 0.'),
    ],
    header,
  );
  expect(needGroups(lines).map((group) => 1 + group.others.length)).toEqual([2, 1]);
});

test('a step at work on a target nobody reaches looks so', () => {
  const step = steps[46];
  if (step === undefined) throw new Error('200 steps');
  expect(stepLook(step).word).toBe('running');
  expect(stepLook({ ...step, targets: { ...step.targets, unknown: 2 } }).word).toBe('no contact');
});

test('a clock says how long of how much and when it stops, and is late when it will be', () => {
  expect(clockText(clock, NOW, 'UTC')).toBe('42 m of 1 h 30 m · stops ~21:57');
  expect(isLate(clock, NOW)).toBe(false);
  expect(isLate({ ...clock, projectedStopAt: NOW + 60 * MINUTE }, NOW)).toBe(true);
  expect(clockText({ ...clock, startedAt: null }, NOW, 'UTC')).toBe('not begun, 1 h 30 m allowed');
  expect(clockText({ ...clock, stoppedAt: NOW }, NOW, 'UTC')).toBe('took 42 m of 1 h 30 m');
  expect(foremost([{ ...clock, startedAt: null }, { ...clock, stoppedAt: NOW, name: 'over' }, clock])).toBe(clock);
});

test('closing proposes the measured outage, and another code than proposed wants its reason', () => {
  expect(measuredOutage(header)).toBeNull();
  const outage = measuredOutage({ ...header, clocks: [{ ...clock, stoppedAt: NOW }] });
  expect(outage).toEqual({ name: 'Downtime', ms: 42 * MINUTE, minutes: 42 });
  const given = { code: 'successful', note: '', outage: '42', issues: '', hypercare: '2026-11-30T08:00' } as const;
  expect(closeOf(given, 'successful-with-issues', 'Europe/Berlin')).toMatch(/say why/);
  expect(closeOf({ ...given, outage: 'long' }, 'successful', 'Europe/Berlin')).toMatch(/number of minutes/);
  expect(closeOf(given, 'successful', 'Europe/Berlin')).toEqual({
    type: 'close',
    closureCode: 'successful',
    actualOutageMs: 42 * MINUTE,
    hypercareUntil: Date.UTC(2026, 10, 30, 7, 0),
  });
});

test('what an estimate does to the end is told with both ends and the slack', () => {
  const end = header.projectedEnd ?? 0;
  const later = { ...header, projectedEnd: end + 22 * MINUTE, slackMs: 17 * MINUTE };
  expect(endText(header, later)).toBe('Projected end 02:21 → 02:43 Berlin: 22 m later, 17 m slack.');
  expect(endText(header, header)).toMatch(/^The projected end stays 02:21 Berlin, 39 m slack/);
  expect(endText(header, { ...header, projectedEnd: null })).toMatch(/unknown/);
});
