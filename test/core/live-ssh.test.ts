import { describe, expect, it } from 'vitest';
import type { EventType } from '../../contract/events.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { StorageFailure } from '../../main/core/ports/event-store.ts';
import { commandHash } from '../../main/core/run/command-hash.ts';
import { openWorld, rest, type World } from '../support/run-world.ts';
import { deployStep, runbookOf } from './runbooks.ts';

async function started(runbook: string, more: Parameters<World['create']>[0] = {}, prepare?: (world: World) => void) {
  const world = openWorld(runbook);
  prepare?.(world);
  await world.core.drive('all');
  const runId = await world.create(more);
  await world.command(runId, { type: 'start' });
  await rest();
  return { world, runId };
}

const one = runbookOf(deployStep('', 'name=web-01'));
const three = runbookOf(deployStep());

describe('a live ssh step', () => {
  it('has its intent on the disk before the shell is called, and its end before the target forgets', async () => {
    const world = openWorld(one);
    const order: string[] = [];
    world.events.onAppend = (events) => order.push(...events.map((event) => `durable ${event.type}`));
    const { perform, forget } = world.shell;
    world.shell.perform = (...args) => {
      order.push('shell called');
      return perform(...args);
    };
    world.shell.forget = (...args) => {
      order.push('forgotten');
      return forget(...args);
    };
    world.shell.behave((task) => {
      task.sent();
      task.print('done\n');
      task.finish();
    });
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    await rest();
    const wanted = ['durable attempt.started', 'shell called', 'durable attempt.finished', 'forgotten'];
    expect(order.filter((entry) => wanted.includes(entry))).toEqual(wanted);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('has the boot id of the target on the disk as soon as something was sent', async () => {
    const { world, runId } = await started(one, {}, (it) => it.shell.behave((task) => task.sent()));
    expect(world.log(runId, 'attempt.sent')[0]?.data).toMatchObject({
      targetBootId: 'boot-1',
      hostKey: 'SHA256:fake',
    });
  });

  it('has its output synced before its end is recorded, with the digest in the event', async () => {
    const { world, runId } = await started(one, {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.print('hello\n');
        task.print('oops\n', 'stderr');
        task.finish();
      });
    });
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    const [finished] = world.log(runId, 'attempt.finished');
    const positions = world.outputs.positions(ref);
    expect(finished?.data).toMatchObject({ outcome: 'succeeded', exitCode: 0, streams: positions });
    expect([world.outputs.text(ref, 'stdout'), world.outputs.text(ref, 'stderr')]).toEqual(['hello\n', 'oops\n']);
    expect(world.live.map((output) => [output.stream, output.offset])).toEqual([
      ['stdout', 0],
      ['stderr', 0],
    ]);
  });

  it('keeps 2 good results when 1 of 3 targets fails, holds, and completes by a retry of the failed one alone', async () => {
    const { world, runId } = await started(three, {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.finish(task.request.target.name === 'web-02' ? { exitCode: 7 } : {});
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe('failed');
    expect(world.state(runId).held.map((hold) => hold.cause)).toEqual(['step-failed']);
    world.shell.behave((task) => {
      task.sent();
      task.finish();
    });
    await world.act(runId, 'deploy', { action: 'retry-failed', reason: 'fixed the disk' });
    await rest();
    expect(world.shell.tasks.map((task) => task.request.key.split('.').slice(1).join('.'))).toEqual([
      'deploy.web-01.1',
      'deploy.web-02.1',
      'deploy.web-03.1',
      'deploy.web-02.2',
    ]);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.state(runId).held).toEqual([]);
    const said = world
      .log(runId, 'step.retry-requested', 'run.resumed')
      .map((event) => [event.type, event.actor.person]);
    expect(said).toEqual([
      ['step.retry-requested', 'Anna'],
      ['run.resumed', 'Holdpoint'],
    ]);
  });

  it('never works on more targets than forks allow', async () => {
    const { world, runId } = await started(three, { forks: 2 }, (it) => it.shell.behave((task) => task.sent()));
    const running = () => world.shell.tasks.map((task) => task.request.target.name);
    expect(running()).toEqual(['web-01', 'web-02']);
    world.shell.tasks[0]?.finish();
    await rest();
    expect(running()).toEqual(['web-01', 'web-02', 'web-03']);
    for (const task of world.shell.tasks.slice(1)) task.finish();
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it('starts nothing new while held, lets running work end, and goes on at the resume', async () => {
    const { world, runId } = await started(three, { forks: 1 }, (it) => it.shell.behave((task) => task.sent()));
    await world.command(runId, { type: 'hold', reason: 'wait' });
    world.shell.tasks[0]?.finish();
    await rest();
    expect(world.shell.tasks).toHaveLength(1);
    expect(world.log(runId, 'attempt.finished')).toHaveLength(1);
    await world.command(runId, { type: 'resume' });
    await rest();
    expect(world.shell.tasks).toHaveLength(2);
  });

  it('judges by the step’s own exit codes and texts', async () => {
    const expectations = '    expect: { exit: [0, 3], stdout: { contains: ready, not: ERROR } }\n';
    const said = async (text: string, exitCode: number) => {
      const { world, runId } = await started(runbookOf(deployStep(expectations, 'name=web-01')), {}, (it) => {
        it.shell.behave((task) => {
          task.sent();
          task.print(text);
          task.finish({ exitCode });
        });
      });
      const [finished] = world.log(runId, 'attempt.finished');
      return finished?.type === 'attempt.finished' ? `${finished.data.outcome}: ${finished.data.reason}` : 'none';
    };
    expect(await said('all ready\n', 3)).toBe('succeeded: null');
    expect(await said('all ready\n', 1)).toBe('failed: Exit code 1, expected 0 or 3.');
    expect(await said('nothing\n', 0)).toBe('failed: stdout does not contain "ready".');
    expect(await said('ready, ERROR\n', 0)).toBe('failed: stdout contains "ERROR".');
  });

  it('gives values to later steps as environment, taken from lines and by rules', async () => {
    const outputs = "    outputs: { build: { regex: 'build=(\\w+)' } }\n";
    const next = `
  - id: use
    kind: ssh
    title: Use it
    responsible: Release manager
    start: auto
    after: [deploy]
    targets: name=web-02
    env: { BUILD: 'b-\${{ steps.deploy.outputs.build }}' }
    run: use
    duration: 1m
`;
    const { world, runId } = await started(runbookOf(deployStep(outputs, 'name=web-01') + next), {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.print('build=$(touch pwned)x build=abc\n');
        task.finish(task.request.target.name === 'web-01' ? { outputText: 'mode=blue\n' } : {});
      });
    });
    expect(world.shell.tasks[1]?.request.env).toMatchObject({
      BUILD: 'b-abc',
      HP_OUTPUT_DEPLOY_BUILD: 'abc',
      HP_OUTPUT_DEPLOY_MODE: 'blue',
    });
    const intent = world.log(runId, 'attempt.started').at(-1);
    const at = { stepId: 'use', target: 'web-02' };
    expect(intent?.data).toMatchObject({ commandHash: commandHash(world.state(runId), at, sha256) });
  });

  it('records loss of contact, and an end nobody knows as unknown; a person may ask again', async () => {
    const { world, runId } = await started(one, {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.send({ kind: 'lost-contact', reason: 'cut' });
        task.finish({ outcome: 'indeterminate', exitCode: null, reason: 'did not come back' });
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe('indeterminate');
    expect(world.shell.forgotten).toEqual([]);
    world.shell.behave((task) => task.finish());
    await world.act(runId, 'deploy', { action: 'reconcile' });
    await rest();
    expect(world.shell.tasks.map((task) => task.request.mode)).toEqual(['start', 'reattach']);
    expect(world.shell.tasks[1]?.request.key).toBe(world.shell.tasks[0]?.request.key);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
  });

  it.each([
    [0, 'succeeded'],
    [1, 'indeterminate'],
    [2, 'indeterminate'],
  ])('lets a check that answers %i settle an unknown end as %s', async (exitCode, status) => {
    const { world, runId } = await started(runbookOf(deployStep('    check: is-done\n', 'name=web-01')), {}, (it) => {
      it.shell.behave((task) => {
        if (!task.request.detach) {
          task.finish({ exitCode });
          return;
        }
        task.sent();
        task.finish({ outcome: 'indeterminate', exitCode: null, reason: 'the link was cut' });
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe(status);
    const types: EventType[] = ['check.finished', 'attempt.finished'];
    expect(world.log(runId, ...types).map((event) => event.type)).toEqual(types);
    expect(world.shell.tasks[1]?.request.script).toBe('is-done');
  });

  it('runs as another account, and asks its check and verify as the same; the command’s hash says so', async () => {
    const more = '    runAs: app\n    check: is-done\n    skipWhenDone: true\n    verify: is-up\n';
    const { world, runId } = await started(runbookOf(deployStep(more, 'name=web-01')), {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.finish({ exitCode: task.request.script === 'is-done' ? 1 : 0 });
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.shell.tasks.map(({ request }) => [request.script, request.runAs])).toEqual([
      ['is-done', 'app'],
      ['./deploy', 'app'],
      ['is-up', 'app'],
    ]);
    const plain = await started(runbookOf(deployStep('', 'name=web-01')));
    const hashesOf = (at: typeof plain) =>
      at.world.log(at.runId).flatMap((event) => (event.type === 'attempt.started' ? event.data.commandHash : []));
    expect(hashesOf(plain)).toHaveLength(1);
    expect(hashesOf({ world, runId })).not.toEqual(hashesOf(plain));
  });

  it('asks `verify` after the run and fails when it does not hold', async () => {
    const { world, runId } = await started(runbookOf(deployStep('    verify: is-up\n', 'name=web-01')), {}, (it) => {
      it.shell.behave((task) => {
        if (task.request.script === 'is-up') task.print('still down\n');
        task.finish({ exitCode: task.request.script === 'is-up' ? 1 : 0 });
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe('failed');
    expect(world.log(runId, 'check.finished')[0]?.data).toMatchObject({
      purpose: 'verify',
      answer: 'does-not-hold',
      reason: 'still down',
    });
  });

  it('hands the time allowed to the shell and records a time-out', async () => {
    const { world, runId } = await started(one, {}, (it) => {
      it.shell.behave((task) => {
        task.sent();
        task.finish({ outcome: 'timed-out', exitCode: null, signal: 'TERM', reason: 'the time was over' });
      });
    });
    expect(world.shell.tasks[0]?.request.timeoutMs).toBe(600_000);
    expect(world.statusOf(runId, 'deploy')).toBe('failed');
    expect(world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({ outcome: 'timed-out', signal: 'TERM' });
  });

  it('cancels running work on abort, once, and ends when the target confirms', async () => {
    const { world, runId } = await started(three, { forks: 2 }, (it) => it.shell.behave((task) => task.sent()));
    await world.command(runId, { type: 'abort', reason: 'wrong version' });
    await rest();
    expect(world.shell.tasks.map((task) => task.isCancelled)).toEqual([true, true]);
    expect(world.state(runId).life).toBe('aborted');
    expect(world.log(runId, 'attempt.finished').map((event) => event.data)).toMatchObject([
      { outcome: 'cancelled' },
      { outcome: 'cancelled' },
    ]);
  });

  it('ends an attempt that was aborted in the very turn of its intent without sending anything', async () => {
    const world = openWorld(one);
    await world.core.drive('all');
    const runId = await world.create();
    await Promise.all([
      world.command(runId, { type: 'start' }),
      world.command(runId, { type: 'abort', reason: 'second thoughts' }),
    ]);
    await rest();
    expect(world.shell.tasks).toEqual([]);
    expect(world.state(runId).life).toBe('aborted');
  });

  it('does not let a defect on one target take the others with it', async () => {
    const { world, runId } = await started(three, {}, (it) => {
      const { perform } = it.shell;
      it.shell.perform = (request, receive) => {
        if (request.target.name === 'web-01') throw new TypeError('a bug in the adapter');
        return perform(request, receive);
      };
    });
    const ends = world.log(runId, 'attempt.finished').map((event) => event.data);
    expect(ends).toHaveLength(3);
    expect(ends).toContainEqual(expect.objectContaining({ target: 'web-01', outcome: 'indeterminate' }));
    expect(ends).toContainEqual(expect.objectContaining({ target: 'web-02', outcome: 'succeeded' }));
  });

  it('brings the end into the log once the disk takes it again', async () => {
    const { world, runId } = await started(one, {}, (it) => it.shell.behave((task) => task.sent()));
    world.events.failWith(new StorageFailure('disk full', false));
    world.shell.tasks[0]?.finish();
    await rest();
    expect(world.log(runId, 'attempt.finished')).toEqual([]);
    expect(world.shell.forgotten).toEqual([]);
    world.events.failWith(null);
    await world.clock.advance(2_000);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.shell.forgotten).toHaveLength(1);
    expect(world.shell.tasks).toHaveLength(1);
  });

  it('calls an end unknown whose output the disk lost, and leaves it on the target', async () => {
    const { world, runId } = await started(one, {}, (it) => it.shell.behave((task) => task.sent()));
    world.outputs.failWith(new Error('I/O error'));
    world.shell.tasks[0]?.print('important\n');
    world.shell.tasks[0]?.finish();
    await rest();
    expect(world.statusOf(runId, 'deploy')).toBe('indeterminate');
    expect(world.log(runId, 'attempt.finished')[0]?.data).toMatchObject({ exitCode: 0, outcome: 'indeterminate' });
    expect(world.shell.forgotten).toEqual([]);
  });
});

describe('the flow of output', () => {
  it('lets a flooding target send only what the disk has room for', async () => {
    const { world } = await started(one, {}, (it) => it.shell.behave((task) => task.sent()));
    const task = world.shell.tasks[0];
    const window = task?.granted ?? 0;
    expect(window).toBeGreaterThan(0);
    world.outputs.failWith(new StorageFailure('disk full', false));
    task?.print('x'.repeat(window));
    await world.clock.advance(10_000);
    expect(task?.granted).toBe(window);
    world.outputs.failWith(null);
    await world.clock.advance(2_000);
    expect(task?.granted).toBe(window * 2);
  });

  it('shows a few lines to who looks later, without waiting for the end', async () => {
    const { world, runId } = await started(one, {}, (it) => it.shell.behave((task) => task.sent()));
    world.shell.tasks[0]?.print('half-way\n');
    const ref = { runId, stepId: 'deploy', target: 'web-01', attempt: 1 };
    expect(world.outputs.positions(ref)).toEqual({});
    await world.clock.advance(1_000);
    expect(world.outputs.positions(ref)).toMatchObject({ stdout: { storedBytes: 9 } });
  });

  it('drops what a target sends a second time after a cut', async () => {
    const { world, runId } = await started(one, {}, (it) => {
      it.shell.behave((task) => {
        const send = (offset: number, text: string) =>
          task.send({ kind: 'output', stream: 'stdout', offset, bytes: new TextEncoder().encode(text) });
        send(0, 'abcdef');
        send(3, 'defghi');
        send(0, 'abc');
        task.finish();
      });
    });
    expect(world.outputs.text({ runId, stepId: 'deploy', target: 'web-01', attempt: 1 }, 'stdout')).toBe('abcdefghi');
  });

  it('never calls output complete that has a hole', async () => {
    const { world, runId } = await started(one, {}, (it) => {
      it.shell.behave((task) => {
        task.send({ kind: 'output', stream: 'stdout', offset: 10, bytes: new TextEncoder().encode('late') });
        task.finish();
      });
    });
    expect(world.statusOf(runId, 'deploy')).toBe('indeterminate');
    const [finished] = world.log(runId, 'attempt.finished');
    expect(finished?.type === 'attempt.finished' && finished.data.reason).toMatch(
      /10 bytes of stdout .* never received/,
    );
  });
});
