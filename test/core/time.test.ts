import { describe, expect, it } from 'vitest';
import { openWorld, rest } from '../support/run-world.ts';
import { deployStep, oneStep, runbookOf } from './runbooks.ts';

const waiting = runbookOf(`
  - id: pause
    kind: wait
    title: Wait
    for: 10m
${deployStep('    after: [pause]\n', 'name=web-01')}`);

describe('time', () => {
  it('wakes a run when a wait is over', async () => {
    const world = openWorld(waiting);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await world.clock.advance(9 * 60_000);
    expect(world.statusOf(runId, 'pause')).toBe('working');
    await world.clock.advance(60_000);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('repeats a failed attempt after its delay, as often as the plan says, then holds', async () => {
    const retried = runbookOf(
      deployStep('    idempotent: true\n    retry: { attempts: 3, delay: 10s }\n', 'name=web-01'),
    );
    const world = openWorld(retried);
    world.shell.behave((task) => {
      task.sent();
      task.finish({ exitCode: 1 });
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.shell.tasks).toHaveLength(1);
    await world.clock.advance(9_900);
    expect(world.shell.tasks).toHaveLength(1);
    await world.clock.advance(10_200);
    expect(world.shell.tasks).toHaveLength(3);
    await world.clock.advance(60_000);
    expect(world.shell.tasks).toHaveLength(3);
    expect(world.statusOf(runId, 'deploy')).toBe('failed');
    expect(world.state(runId).held).toHaveLength(1);
  });

  it('holds the run after a sleep before anything that became due can start', async () => {
    const world = openWorld(waiting);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    world.clock.jumpWall(3_600_000);
    await world.clock.advance(30_000);
    expect(world.log(runId, 'clock.jumped')[0]?.data).toEqual({ ms: 3_600_000, cause: 'sleep' });
    expect(world.state(runId).held.map((hold) => hold.cause)).toEqual(['clock-jumped']);
    expect(world.shell.tasks).toEqual([]);
    await world.command(runId, { type: 'resume' });
    await world.clock.advance(1_000);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('is asked about a sleep even when a command comes before any timer', async () => {
    const world = openWorld(waiting);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    world.clock.jumpWall(3_600_000);
    await world.command(runId, { type: 'note', text: 'good morning' });
    const types = world.log(runId, 'clock.jumped', 'run.held', 'note.added').map((event) => event.type);
    expect(types).toEqual(['clock.jumped', 'run.held', 'note.added']);
    expect(world.shell.tasks).toEqual([]);
  });

  it('records a step of the clock without holding', async () => {
    const world = openWorld(oneStep);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    world.clock.jumpWall(-5_000);
    await world.clock.advance(6_000);
    expect(world.log(runId, 'clock.jumped').map((event) => event.data)).toEqual([{ ms: -5_000, cause: 'step' }]);
    expect(world.state(runId).held).toEqual([]);
  });

  it('goes on from where the log ends when a rehearsal is taken up by another core', async () => {
    const world = openWorld(waiting);
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal', speed: 60 });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(5_000);
    const later = openWorld(waiting, world);
    later.clock.jumpWall(86_400_000);
    expect(later.core.now(runId)).toBe(world.state(runId).startedAt);
    await later.clock.advance(1_000);
    expect(later.core.now(runId)).toBe((world.state(runId).startedAt ?? 0) + 60_000);
    await rest();
  });
});
