import { describe, expect, it } from 'vitest';
import { openWorld, rest } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

const HOUR = 3_600_000;
const upload = (id: string, more = '') =>
  `  - { id: ${id}, kind: upload, title: ${id}, responsible: Release manager, start: auto, targets: name=web-01, file: x, to: /x, duration: 10m${more} }\n`;
const manual = (id: string, more = '') =>
  `  - { id: ${id}, kind: manual, title: ${id}, responsible: Release manager, instructions: Look., duration: 5m${more} }\n`;

async function rehearsing(steps: string) {
  const world = openWorld(runbookOf(`\n${steps}`));
  await world.core.drive('all');
  const runId = await world.create({ mode: 'rehearsal', speed: 600 });
  await world.command(runId, { type: 'start' });
  const begun = world.core.now(runId);
  return { world, runId, passed: () => world.core.now(runId) - begun };
}

describe('the time of a rehearsal at 600 times the speed', () => {
  it('goes as fast as a person while a person is awaited, and races while work is under way', async () => {
    const { world, runId, passed } = await rehearsing(
      manual('think', ', deadline: { within: 15m }') +
        upload('put', ', after: [think]') +
        manual('look', ', after: [put]'),
    );
    await world.clock.advance(60_000);
    expect(passed()).toBe(60_000);
    await world.act(runId, 'think', { action: 'start' });
    await world.act(runId, 'think', { action: 'done' });
    await world.clock.advance(1_000);
    expect(passed()).toBeGreaterThanOrEqual(660_000);
    expect(passed()).toBeLessThan(700_000);
    expect(world.statusOf(runId, 'put')).toBe('succeeded');
    const before = passed();
    await world.clock.advance(60_000);
    expect(passed() - before).toBe(60_000);
    expect(world.log(runId, 'step.overdue')).toEqual([]);
  });

  it('races through a wait and to a planned start when nobody could do anything', async () => {
    const { world, runId } = await rehearsing(
      `  - { id: pause, kind: wait, title: Wait, for: 2h }\n${manual('late', ', after: [pause], startAt: T+3h')}`,
    );
    await world.clock.advance(18_000);
    expect(world.statusOf(runId, 'late')).toBe('ready');
  });

  it('races beside somebody who only waits for a wait to be over', async () => {
    const { world, passed } = await rehearsing(
      `  - { id: pause, kind: wait, title: Wait, for: 2h }\n${manual('watch')}`,
    );
    await world.clock.advance(12_000);
    expect(passed()).toBeGreaterThanOrEqual(2 * HOUR);
    const before = passed();
    await world.clock.advance(5_000);
    expect(passed() - before).toBe(5_000);
  });

  it('stands by a run that is held, not started or only to be closed, and goes on from the log in the next core', async () => {
    const { world, runId, passed } = await rehearsing(upload('put'));
    await world.clock.advance(1_100);
    expect(world.statusOf(runId, 'put')).toBe('succeeded');
    const before = passed();
    await world.clock.advance(30_000);
    expect(passed() - before).toBe(30_000);
    const held = await rehearsing(
      `  - { id: pause, kind: wait, title: Wait, for: 1m }\n${upload('put', ', after: [pause]')}`,
    );
    await held.world.command(held.runId, { type: 'hold' });
    await held.world.clock.advance(10_000);
    expect(held.passed()).toBeLessThan(80_000);
    const next = openWorld('', { ...held.world });
    await next.core.drive('all', 'go-on');
    await rest();
    const resumedAt = next.core.now(held.runId);
    expect(resumedAt).toBeGreaterThanOrEqual(Math.max(...next.log(held.runId).map((event) => event.occurredAt)));
    await next.clock.advance(10_000);
    expect(next.core.now(held.runId) - resumedAt).toBe(10_000);
  });

  it('never goes backwards in the log', async () => {
    const { world, runId } = await rehearsing(manual('think') + upload('put', ', after: [think]'));
    for (const action of ['start', 'done'] as const) {
      await world.clock.advance(7);
      await world.act(runId, 'think', { action });
    }
    await world.clock.advance(5_000);
    const moments = world.log(runId).map((event) => event.occurredAt);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });
});
