import { expect, it } from 'vitest';
import { openWorld } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

const HOUR = 3_600_000;
/** The manual clock stands at 20:00 UTC on this day; the window opens a week later at 22:00 Berlin. */
const window = "window: { start: '2026-12-05T22:00', end: '2026-12-06T02:00' }\n";
const opens = Date.UTC(2026, 11, 5, 21, 0);
const manual = (id: string, more = '') =>
  `  - { id: ${id}, kind: manual, title: ${id}, responsible: Release manager, instructions: Look., duration: 30m${more} }\n`;

async function started(steps: string, t0?: 'now') {
  const world = openWorld(runbookOf(`\n${steps}`, window));
  await world.core.drive('all');
  const runId = await world.create({ mode: 'rehearsal', speed: 600, answers: { others: 'as-planned' } });
  await world.command(runId, { type: 'start', ...(t0 === undefined ? {} : { t0 }) });
  return { world, runId };
}

it('begins with the window, so that wall times mean what they will mean then', async () => {
  const { world, runId } = await started(manual('one') + manual('two', ", after: [one], notBefore: '23:30'"));
  expect(world.state(runId)).toMatchObject({ t0: opens, t0From: 'window', startedAt: opens });
  expect(world.log(runId, 'run.outside-window')).toEqual([]);
  await world.clock.advance(20_000);
  const two = world.log(runId, 'step.started')[1];
  expect(two?.occurredAt).toBeGreaterThanOrEqual(opens + 1.5 * HOUR);
  expect(two?.occurredAt).toBeLessThan(opens + 1.6 * HOUR);
  expect(two?.recordedAt).toBeLessThan(opens - 24 * HOUR);
  expect(world.state(runId).life).toBe('completed');
});

it('begins earlier when a step is planned before the window', async () => {
  const { world, runId } = await started(manual('early', ', startAt: T-2h') + manual('late', ', startAt: T+1h'));
  expect(world.state(runId)).toMatchObject({ t0: opens, startedAt: opens - 2 * HOUR });
});

it('begins now when T0 is said to be now, and time never runs backwards', async () => {
  const { world, runId } = await started(manual('one'), 'now');
  expect(world.state(runId).startedAt).toBeLessThan(opens - 24 * HOUR);
  const again = await started(manual('one'));
  await again.world.clock.advance(5_000);
  const moments = again.world.log(again.runId).map((event) => event.occurredAt);
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  expect(runId).not.toBe(again.runId);
});
