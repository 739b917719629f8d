import { describe, expect, it } from 'vitest';
import { openWorld, rest } from '../support/run-world.ts';
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
