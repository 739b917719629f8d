import { expect, test } from 'vitest';
import { applyRunMessage, LOG_CAP, mirrorOf, scenarioNow } from '../../renderer/state/run-mirror.ts';
import { NOW, nightLog, nightView } from './fake/night.ts';

const view = nightView();

test('a patch replaces the steps it carries and leaves every other step the very same object', () => {
  const before = mirrorOf(view, 1000);
  const changed = { ...view.steps[44], state: 'running' as const };
  const after = applyRunMessage(
    before,
    { kind: 'patch', header: view.header, steps: [nightStep(changed)], log: [] },
    2000,
  );
  expect(after?.steps[44]?.state).toBe('running');
  expect(after?.steps[43]).toBe(before.steps[43]);
  expect(after?.steps).toHaveLength(200);
  expect(after?.heardAt).toBe(2000);
});

function nightStep(step: Partial<(typeof view.steps)[number]>) {
  const original = view.steps.find((one) => one.id === step.id);
  if (original === undefined) throw new Error('no such step');
  return { ...original, ...step };
}

test('a patch before any snapshot changes nothing', () => {
  expect(applyRunMessage(null, { kind: 'patch', header: view.header, steps: [], log: [] }, 0)).toBeNull();
});

test('a snapshot after a reconnect replaces everything', () => {
  const before = mirrorOf(view, 0);
  const fresh = { ...view, header: { ...view.header, lastSeq: 500 } };
  expect(applyRunMessage(before, { kind: 'snapshot', view: fresh }, 9)?.header.lastSeq).toBe(500);
});

test('log entries that come twice or late stand once, in order of sequence', () => {
  const [first, second, third, fourth] = nightLog(4);
  if (!first || !second || !third || !fourth) throw new Error('four entries');
  const before = mirrorOf({ ...view, log: [first, second, fourth] }, 0);
  const after = applyRunMessage(before, { kind: 'patch', header: view.header, steps: [], log: [third, fourth] }, 0);
  expect(after?.log.map((entry) => entry.seq)).toEqual([301, 302, 303, 304]);
});

test('the log is bounded: the newest stay', () => {
  const after = mirrorOf({ ...view, log: nightLog(LOG_CAP + 50) }, 0);
  expect(after.log).toHaveLength(LOG_CAP);
  expect(after.log.at(-1)?.seq).toBe(300 + LOG_CAP + 50);
});

test('scenario time goes on at the speed of the run and stops when it ends', () => {
  const rehearsal = mirrorOf({ ...view, header: { ...view.header, speed: 60, pace: 60 } }, 1000);
  expect(scenarioNow(rehearsal, 3000)).toBe(NOW + 120_000);
  const ended = mirrorOf({ ...view, header: { ...view.header, endedAt: NOW } }, 1000);
  expect(scenarioNow(ended, 60_000)).toBe(NOW);
});
