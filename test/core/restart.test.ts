import { describe, expect, it } from 'vitest';
import type { RunId } from '../../contract/ids.ts';
import { blockers } from '../../main/domain/run/index.ts';
import { newDisk, openWorld, rest, type World } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

const one = runbookOf(deployStep('', 'name=web-01'));
const secretTop = 'inputs:\n  - { name: password, required: true, secret: true }\n';
const ref = (runId: RunId) => ({ runId, stepId: 'deploy', target: 'web-01', attempt: 1 });

/** A core in the middle of an attempt, which then is no more: nothing it holds in memory counts. */
async function dead(runbook: string, more: Parameters<World['create']>[0] = {}) {
  const disk = newDisk();
  const world = openWorld(runbook, disk);
  world.shell.behave((task) => {
    task.sent();
    task.print('line 1\nline 2\n');
  });
  await world.core.drive('all');
  const runId = await world.create(more);
  await world.command(runId, { type: 'start' });
  await rest();
  await world.clock.advance(1_000);
  disk.outputs.crash();
  return { disk, runId };
}

describe('a core that takes over from one that died', () => {
  it('asks the target about the open attempt, never starts it again, and holds the run', async () => {
    const { disk, runId } = await dead(one);
    const world = openWorld(one, disk);
    world.shell.behave((task) => {
      task.print('line 3\n');
      task.finish();
    });
    await world.core.drive('all');
    await rest();
    expect(world.shell.tasks.map((task) => [task.request.mode, task.request.offsets.stdout])).toEqual([
      ['reattach', 'line 1\nline 2\n'.length],
    ]);
    expect(world.shell.tasks[0]?.request.targetBootId).toBe('boot-1');
    expect(world.state(runId).held.map((hold) => hold.cause)).toEqual(['core-restarted']);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.outputs.text(ref(runId), 'stdout')).toBe('line 1\nline 2\nline 3\n');
    expect(world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({ streams: { stdout: { rawBytes: 21 } } });
    expect(world.log(runId, 'attempt.started')).toHaveLength(1);
  });

  it('never starts an intent the dead core may not even have acted upon', async () => {
    const disk = newDisk();
    const first = openWorld(one, disk);
    first.shell.perform = () => ({ grant: () => {}, cancel: () => {} });
    await first.core.drive('all');
    const runId = await first.create();
    await first.command(runId, { type: 'start' });
    await rest();
    const second = openWorld(one, disk);
    second.shell.behave((task) => task.finish({ outcome: 'indeterminate', exitCode: null, reason: 'no folder' }));
    await second.core.drive('all');
    await rest();
    await second.command(runId, { type: 'resume' });
    await rest();
    expect(second.shell.tasks.map((task) => task.request.mode)).toEqual(['reattach']);
    expect(second.statusOf(runId, 'deploy')).toBe('indeterminate');
  });

  it('does nothing at all while it does not drive', async () => {
    const { disk, runId } = await dead(one);
    const before = disk.events.all.length;
    const world = openWorld(one, disk);
    expect(world.state(runId).life).toBe('running');
    expect(world.core.isDriving(runId)).toBe(false);
    await world.clock.advance(3_600_000);
    expect([world.shell.tasks, disk.events.all.length]).toEqual([[], before]);
    await world.command(runId, { type: 'note', text: 'only a note' });
    await rest();
    expect([world.shell.tasks.length, disk.events.all.length]).toEqual([0, before + 1]);
  });

  it('lets the answer `not-started` be followed by a new attempt, not by a start of the old one', async () => {
    const { disk, runId } = await dead(one);
    const world = openWorld(one, disk);
    world.shell.behave((task) => {
      if (task.request.mode === 'reattach') task.finish({ outcome: 'not-started', exitCode: null });
      else task.finish();
    });
    await world.core.drive('all');
    await rest();
    await world.command(runId, { type: 'resume' });
    await rest();
    const modes = world.shell.tasks.map((task) => [task.request.mode, task.request.key.endsWith('.1')]);
    expect(modes[0]).toEqual(['reattach', true]);
    for (const [mode, isFirst] of modes.slice(1)) expect([mode, isFirst]).toEqual(['start', false]);
  });

  it('does not hold a run it created itself, nor twice one that is held', async () => {
    const { disk, runId } = await dead(one);
    const second = openWorld(one, disk);
    await second.core.drive('all');
    await rest();
    const third = openWorld(one, disk);
    await third.core.drive('all');
    await rest();
    expect(third.log(runId, 'run.held')).toHaveLength(1);
  });

  it('reads nothing from a target before the secrets are known again, and then lets none through', async () => {
    const { disk, runId } = await dead(runbookOf(deployStep('', 'name=web-01'), secretTop), {
      secrets: { password: 'hunter2-hunter2' },
    });
    const world = openWorld(disk.documents.get('test') ?? '', disk);
    world.shell.behave((task) => {
      // The target sends from where it is asked to: a little before what is kept, in case a secret lies across.
      task.print('line 1\nline 2\npassword is hunter2-hunter2\n'.slice(task.request.offsets.stdout));
      task.finish();
    });
    await world.core.drive('all');
    await rest();
    expect(world.shell.tasks).toEqual([]);
    const [lost] = world.log(runId, 'attempt.lost-contact');
    expect(lost?.type === 'attempt.lost-contact' && lost.data.reason).toMatch(/secrets are given again: password/);
    const told = blockers(world.state(runId), { stepId: null, now: world.clock.now(), driven: true });
    expect(told.map((blocker) => blocker.text).join()).toMatch(/web-01 is out of contact: .*secrets.*: password\./);
    expect(world.core.provideSecrets(runId, { wrong: 'hunter2-hunter2' }).ok).toBe(false);
    expect(world.core.provideSecrets(runId, { password: 'hunter2-hunter2' })).toEqual({
      ok: true,
      value: { missing: [], fromVault: [] },
    });
    await rest();
    expect(world.outputs.text(ref(runId), 'stdout')).toBe('line 1\nline 2\npassword is [redacted]\n');
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('verifies only once the secrets are known again: what cannot be asked has not failed', async () => {
    const runbook = runbookOf(deployStep('    verify: is-deployed\n', 'name=web-01'), secretTop);
    const disk = newDisk();
    const first = openWorld(runbook, disk);
    first.shell.behave((task) => {
      if (task.request.detach) task.finish();
    });
    await first.core.drive('all');
    const runId = await first.create({ secrets: { password: 'hunter2-hunter2' } });
    await first.command(runId, { type: 'start' });
    await rest();
    const world = openWorld(runbook, disk);
    await world.core.drive('all');
    await rest();
    expect([world.shell.tasks.length, world.statusOf(runId, 'deploy')]).toEqual([0, 'working']);
    world.core.provideSecrets(runId, { password: 'hunter2-hunter2' });
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('says while aborting that secrets are what the abort waits for', async () => {
    const { disk, runId } = await dead(runbookOf(deployStep('', 'name=web-01'), secretTop), {
      secrets: { password: 'hunter2-hunter2' },
    });
    const world = openWorld(disk.documents.get('test') ?? '', disk);
    await world.core.drive('all');
    await world.command(runId, { type: 'abort', reason: 'enough' });
    await rest();
    expect(world.state(runId).life).toBe('aborting');
    const told = blockers(world.state(runId), { stepId: null, now: world.clock.now(), driven: true });
    expect(told.map((blocker) => blocker.text).join()).toMatch(/secrets.*: password\./);
    world.core.provideSecrets(runId, { password: 'hunter2-hunter2' });
    await rest();
    expect(world.state(runId).life).toBe('aborted');
  });
});

describe('a core that stops', () => {
  it('waits for running work, starts nothing new and leaves the run resumable', async () => {
    const world = openWorld(runbookOf(deployStep()));
    world.shell.behave((task) => task.sent());
    await world.core.drive('all');
    const runId = await world.create({ forks: 1 });
    await world.command(runId, { type: 'start' });
    await rest();
    await world.core.engine(runId, { type: 'engine-hold', cause: 'interrupted', reason: 'Ctrl-C' });
    const stopped = world.core.stop(60_000);
    await rest();
    world.shell.tasks[0]?.finish();
    await stopped;
    expect(world.log(runId, 'attempt.finished')).toHaveLength(1);
    expect(world.shell.tasks).toHaveLength(1);
    expect(await world.command(runId, { type: 'note', text: 'late' })).toMatchObject({ ok: false });
  });

  it('lets go of work that outlasts the grace, with its output on the disk, for the next core to ask about', async () => {
    const world = openWorld(one);
    world.shell.behave((task) => {
      task.sent();
      task.print('still going\n');
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    const stopped = world.core.stop(5_000);
    await world.clock.advance(5_000);
    await stopped;
    world.shell.tasks[0]?.finish();
    await rest();
    expect(world.shell.tasks[0]?.isCancelled).toBe(false);
    expect(world.log(runId, 'attempt.finished')).toEqual([]);
    world.outputs.crash();
    expect(world.outputs.text(ref(runId), 'stdout')).toBe('still going\n');
  });
});
