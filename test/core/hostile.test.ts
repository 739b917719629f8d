import { describe, expect, it } from 'vitest';
import type { StepId, TargetName } from '../../contract/ids.ts';
import { targetNamed } from '../../main/domain/run/state.ts';
import { newDisk, openWorld, rest } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

const one = runbookOf(deployStep('', 'name=web-01'));

describe('an attempt whose end the log does not take', () => {
  it('is performed once all the same, and what became of it is unknown', async () => {
    const world = openWorld(one);
    world.shell.behave((task) => {
      task.sent();
      // No exit code is a fraction: the event does not fit its schema.
      task.finish({ exitCode: 0.5, outcome: 'failed' });
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.shell.tasks).toHaveLength(1);
    expect(world.statusOf(runId, 'deploy')).toBe('indeterminate');
    expect(world.shell.forgotten).toEqual([]);
  });

  it('does not keep an abort from ending', async () => {
    const world = openWorld(one);
    world.shell.behave((task) => task.sent());
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    const [task] = world.shell.tasks;
    if (task === undefined) throw new Error('nothing was begun');
    Object.assign(task, { cancel: () => task.finish({ exitCode: 0.5, outcome: 'cancelled' }) });
    await world.command(runId, { type: 'abort', reason: 'enough' });
    await rest();
    expect([world.state(runId).life, world.statusOf(runId, 'deploy')]).toEqual(['aborted', 'indeterminate']);
  });
});

describe('an attempt another core began', () => {
  const secondCore = async (ageMs: number) => {
    const disk = newDisk();
    const first = openWorld(one, disk);
    first.shell.behave((task) => task.sent());
    await first.core.drive('all');
    const runId = await first.create();
    await first.command(runId, { type: 'start' });
    await rest();
    const second = openWorld(one, disk);
    second.clock.jumpWall(ageMs);
    second.shell.behave(() => {});
    await second.core.drive('all');
    await rest();
    return { second, runId };
  };

  it('has used up what went by since it was sent', async () => {
    const { second } = await secondCore(90_000);
    expect(second.shell.tasks[0]?.request).toMatchObject({ timeoutMs: 600_000, ranForMs: 90_000 });
  });

  it('has used up nothing when the clock was set back', async () => {
    const { second } = await secondCore(-90_000);
    expect(second.shell.tasks[0]?.request).toMatchObject({ ranForMs: 0 });
  });

  it('is told to be in contact again as soon as it is', async () => {
    const { second, runId } = await secondCore(1_000);
    second.shell.tasks[0]?.send({ kind: 'lost-contact', reason: 'cut' });
    await rest();
    const third = openWorld(one, second);
    third.shell.behave((task) => task.send({ kind: 'regained-contact' }));
    await third.core.drive('all');
    await rest();
    const attempt = targetNamed(third.state(runId), 'deploy' as StepId, 'web-01' as TargetName)?.attempts[0];
    expect(attempt?.outOfContactSince).toBeNull();
  });
});

describe('what a target keeps of an attempt', () => {
  it('is not thrown away when only a check settled what the target could not tell', async () => {
    const world = openWorld(runbookOf(deployStep('    check: is-deployed\n', 'name=web-01')));
    world.shell.behave((task) => {
      task.sent();
      if (task.request.detach) task.finish({ outcome: 'indeterminate', exitCode: null, reason: 'out of reach' });
      else task.finish({ exitCode: 0 });
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.shell.forgotten).toEqual([]);
  });
});

describe('output a target could not keep', () => {
  it.each([
    [0, 'indeterminate', /ended with success.*is its disk full/],
    [3, 'failed', /Exit code 3.*is its disk full/],
  ])('is told, and makes no proven success of exit code %i', async (exitCode, status, reason) => {
    const world = openWorld(one);
    world.shell.behave((task) => {
      task.sent();
      task.finish({ exitCode, lostOutput: 'the target could not write part of it (is its disk full?)' });
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe(status);
    const [end] = world.log(runId, 'attempt.finished');
    expect(end?.type === 'attempt.finished' && end.data.reason).toMatch(reason);
  });
});
