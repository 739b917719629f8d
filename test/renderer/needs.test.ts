import { expect, test } from 'vitest';
import { runIdSchema } from '../../contract/ids.ts';
import { abortMeans } from '../../renderer/features/run/AbortPanel.tsx';
import { nextDeadline } from '../../renderer/features/run/deadlines.ts';
import { needLines, nextSteps } from '../../renderer/features/run/needs.ts';
import { matching, runsheetRows, stepsShown } from '../../renderer/features/runsheet/runsheet-rows.ts';
import { NOW, nightView } from './fake/night.ts';

const { steps, header } = nightView();

test('trouble comes first, then what has a deadline, then the rest', () => {
  const states = needLines(steps, header).map((line) => line.step?.state);
  expect(states.slice(0, 3)).toEqual(['indeterminate', 'failed', 'awaiting-approval']);
  expect(states).toContain('ready');
});

test('a run that is over needs nobody; one whose steps are over needs somebody to close it', () => {
  expect(needLines(steps, { ...header, endedAt: NOW })).toEqual([]);
  const closing = needLines([], { ...header, proposedClosure: { code: 'successful', because: 'all succeeded' } });
  expect(closing.map((line) => line.stepId)).toEqual([null]);
});

test('a step that the vault gives no value is there with what it waits for; one of another run is not', () => {
  const [step] = nextSteps(steps, 1);
  if (step === undefined) throw new Error('the night has no next step');
  const wait = { runTitle: 'Tonight', stepId: step.id, stepTitle: step.title, names: ['db_password'] };
  const own = needLines(steps, header, [{ ...wait, runId: header.runId }]).find(({ stepId }) => stepId === step.id);
  expect(own?.what).toBe('Waits for the vault: db_password. Nothing was sent.');
  const other = { ...wait, runId: runIdSchema.parse('run-20260101-0000-aaaa') };
  expect(needLines(steps, header, [other])).toEqual(needLines(steps, header));
});

test('next are the soonest steps that have not begun', () => {
  const next = nextSteps(steps, 5);
  expect(next).toHaveLength(5);
  expect(next.every((step) => step.startedAt === null)).toBe(true);
  const starts = next.map((step) => step.projectedStart ?? 0);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test('the runsheet stands by stream, and J and K walk it in the order the eye meets it', () => {
  const rows = runsheetRows(steps, '');
  expect(rows.filter((row) => row.kind === 'stream').map((row) => row.name)).toEqual([
    'platform',
    'application',
    'database',
    'communication',
  ]);
  expect(
    stepsShown(steps, '')
      .slice(0, 2)
      .map((step) => step.index),
  ).toEqual([0, 4]);
  expect(stepsShown(steps, '')).toHaveLength(200);
});

test('every word of the filter must occur: in the title, the state, the person', () => {
  expect(matching(steps, 'failed').map((step) => step.index)).toEqual([44]);
  expect(matching(steps, 'failed  release MANAGER').map((step) => step.index)).toEqual([44]);
  expect(matching(steps, 'failed nobody')).toEqual([]);
});

test('Abort says how much it stops and that it backs nothing out', () => {
  expect(abortMeans(steps)).toMatch(
    /^Stops \d+ running steps on \d+ targets; \d+ steps will never start\. Runs no backout/,
  );
  expect(abortMeans([])).toMatch(/^Nothing is running; 0 steps will never start/);
});

test('the next deadline is the nearest of people, clocks and the point of no return', () => {
  expect(nextDeadline(steps, header, NOW)?.at).toBe(NOW + 4 * 60_000);
  expect(nextDeadline([], header, NOW)?.name).toBe('Clock runs out');
  expect(nextDeadline([], { ...header, clocks: [] }, NOW)).toBeNull();
});
