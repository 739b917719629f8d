import { expect, test } from 'vitest';
import type { RunUpdate } from '../../contract/views.ts';
import { runHeader, stepViews } from '../../main/domain/run/index.ts';
import { runUpdate } from '../../main/domain/update/run-update.ts';
import { aPlan, aStep, EVENING, fs, MINUTE, manual, message } from '../run/plans.ts';
import { Rig } from '../run/rig.ts';

const window = { start: EVENING, end: EVENING + 4 * 60 * MINUTE };
const duration = { minMs: 20 * MINUTE, likelyMs: 20 * MINUTE, maxMs: 40 * MINUTE };

function updateOf(rig: Rig, mode: 'live' | 'rehearsal' = 'live'): RunUpdate {
  const header = { ...runHeader(rig.state, rig.now, true), mode };
  return runUpdate({ header, steps: stepViews(rig.state, rig.now), people: rig.state.plan.people });
}

const plan = aPlan(
  [
    aStep('a', manual, { duration }),
    aStep('b', manual, { duration, responsible: 'Database lead' }),
    aStep('c', manual, { duration, after: [fs('a')] }),
    aStep('news', message(), { after: [fs('c')] }),
  ],
  { window, clocks: [{ name: 'Downtime', from: 'b', to: 'c', limitMs: 90 * MINUTE }] },
);

test('tells where the run stands, who is at work, what comes and when it ends, in both clocks', () => {
  const rig = Rig.started(plan);
  rig.act('a', { action: 'start' });
  rig.act('a', { action: 'done' });
  rig.act('b', { action: 'start' });
  rig.give({ type: 'eta', stepId: 'b', endAt: EVENING + 45 * MINUTE }, 'Edsger');
  rig.give({ type: 'raise-issue', text: 'Replication lags\n40 s', severity: 'high', owner: 'Edsger' });
  rig.pass(10 * MINUTE);
  expect(updateOf(rig).text.split('\n')).toEqual([
    'Orders cutover · CHG1',
    'AMBER: Issue I-1 (high) is open: Replication lags 40 s.',
    'As of 23:10 Berlin (22:10 UTC): running, 1 of 4 steps done.',
    'Running now (Berlin time):',
    '- The b: Edsger, since 23:00, ETA 23:45',
    'Next:',
    '- The c: Ada, waits: Start',
    '- The news: Ada, 23:30',
    "Projected end 23:45 Berlin (22:45 UTC), 3 h 15 m before the window's end.",
    'Clocks: Downtime 10 m of 1 h 30 m.',
    'Open issues (1):',
    '- I-1 high (Edsger): Replication lags 40 s',
    'Next update by 23:30 Berlin (22:30 UTC).',
  ]);
  expect(updateOf(rig)).toMatchObject({ rag: 'amber', nextDueAt: EVENING + 30 * MINUTE });
});

test('without a message in the plan the next update is due half an hour on, at a round time', () => {
  const rig = Rig.started(aPlan([aStep('a', manual)], { window }));
  rig.pass(7 * MINUTE + 123);
  expect(updateOf(rig).nextDueAt).toBe(EVENING + 40 * MINUTE);
});

test('a rehearsal says first of all that it is one', () => {
  const rig = Rig.started(plan);
  expect(updateOf(rig, 'rehearsal').text).toMatch(/^SIMULATED: this is a rehearsal, nothing real has happened\.\n/);
});

test('however much there is to say, it is 25 lines at most and none too long for a phone', () => {
  const title = 'A title that somebody wrote as a whole sentence of instructions, '.repeat(4);
  const steps = Array.from({ length: 30 }, (_, index) => aStep(`s${index}`, manual, { title, duration }));
  const clocks = steps.map(({ id }) => ({ name: `Clock ${id}`, from: id, to: id, limitMs: 90 * MINUTE }));
  const rig = Rig.started(
    aPlan([...steps, aStep('x', manual, { title, after: [fs('s0')] })], { window, clocks, title }),
  );
  for (let index = 0; index < 20; index += 1) rig.act(`s${index}`, { action: 'start' });
  for (let index = 0; index < 9; index += 1) rig.give({ type: 'raise-issue', text: title, severity: 'critical' });
  rig.pass(5 * 60 * MINUTE);
  const lines = updateOf(rig, 'rehearsal').text.split('\n');
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(lines.length).toBeGreaterThan(18);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(330);
  expect(lines).toContain('- and 16 more');
  expect(lines).toContain('- and 5 more');
});

test('before the start it names the window, after the end it says how it ended and promises nothing', () => {
  const before = updateOf(new Rig(plan));
  expect(before.text).toContain('not started, 0 of 4 steps done');
  expect(before.text).toContain('Window: 23:00 Berlin (22:00 UTC) to 29 Nov 03:00 Berlin (29 Nov 02:00 UTC)');
  const rig = Rig.started(plan);
  rig.give({ type: 'abort', reason: 'Storage is gone' });
  const after = updateOf(rig);
  expect(after).toMatchObject({ rag: 'red', nextDueAt: null });
  expect(after.text).toContain('RED: The run ended (aborted) as unsuccessful: Storage is gone.');
  expect(after.text).not.toContain('Next');
});
