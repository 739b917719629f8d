import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../main/core/ports/http-caller.ts';
import { newDisk, openWorld, rest, type World } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

const manual = `
  - id: confirm
    kind: manual
    title: Confirm
    responsible: Release manager
    duration: 5m
`;
const health = '  - { name: health, kind: http, targets: name=api, path: /health, every: 10s, timeout: 5s }\n';
const lag = "  - { name: lag, kind: ssh, targets: tier=web, run: 'lag --seconds', every: 10s, timeout: 5s }\n";

function response(status: number, receive: (bytes: Uint8Array) => void, body = 'ok'): HttpAnswer {
  receive(new TextEncoder().encode(body));
  return { kind: 'response', status, headers: {}, bodyBytes: body.length, durationMs: 1 };
}

async function started(probes: string, set: (world: World) => void = () => {}, disk = newDisk()) {
  const world = openWorld(runbookOf(manual, `probes:\n${probes}`), disk);
  set(world);
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  return { world, runId };
}

const seriesOf = (runId: string, probe = 'health', target = 'api') => ({
  subject: `run:${runId}/probe:${probe}`,
  target,
});

describe('standing probes', () => {
  it('are asked at their pace from the start of the run, every answer kept', async () => {
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async (_request, receive) => response(200, receive);
    });
    await world.clock.advance(60_000);
    const kept = world.samples.all(seriesOf(runId));
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(kept.length).toBeLessThanOrEqual(7);
    expect(kept[0]).toMatchObject({ verdict: 'successful', detail: 'Status 200.' });
    expect(world.log(runId, 'probe.changed')).toEqual([]);
    expect(world.core.probes.view(world.state(runId)).probes[0]?.targets[0]).toMatchObject({
      verdict: 'successful',
      inARow: kept.length,
      since: kept[0]?.at,
    });
  });

  it('are asked neither before the start nor after the end', async () => {
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async (_request, receive) => response(200, receive);
    });
    const other = await world.create();
    await world.clock.advance(30_000);
    expect(world.samples.all(seriesOf(other))).toEqual([]);
    await world.command(runId, { type: 'abort', reason: 'over' });
    await rest();
    const before = world.samples.all(seriesOf(runId)).length;
    await world.clock.advance(60_000);
    expect(world.samples.all(seriesOf(runId))).toHaveLength(before);
  });

  it('go on while the run is held', async () => {
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async (_request, receive) => response(200, receive);
    });
    await world.command(runId, { type: 'hold', reason: 'wait' });
    await world.clock.advance(30_000);
    expect(world.samples.all(seriesOf(runId)).length).toBeGreaterThanOrEqual(2);
  });

  it('put a change into the log, with the sample durable before it, and nothing else', async () => {
    let status = 200;
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async (_request, receive) => response(status, receive);
    });
    await world.clock.advance(25_000);
    status = 503;
    await world.clock.advance(30_000);
    status = 200;
    await world.clock.advance(20_000);
    const changes = world.log(runId, 'probe.changed').map(({ data }) => data);
    expect(changes).toMatchObject([
      {
        probe: 'health',
        target: 'api',
        was: 'successful',
        verdict: 'failed',
        reason: 'Status 503, expected 200 to 299.',
      },
      { was: 'failed', verdict: 'successful' },
    ]);
    const [failure] = world.samples.all(seriesOf(runId)).filter(({ verdict }) => verdict === 'failed');
    expect(changes[0]).toMatchObject({ since: failure?.at, sample: { ordinal: failure?.ordinal } });
    expect(world.samples.flushes).toBeGreaterThanOrEqual(2);
  });

  it('call what could not be asked inconclusive, never failed', async () => {
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async () => ({ kind: 'not-sent', reason: 'connection refused', durationMs: 1 });
    });
    await world.clock.advance(15_000);
    expect(world.samples.all(seriesOf(runId))[0]).toMatchObject({
      verdict: 'inconclusive',
      detail: 'Could not be asked: connection refused.',
    });
    expect(world.log(runId, 'probe.changed')[0]?.data).toMatchObject({ verdict: 'inconclusive' });
  });

  it('are never asked twice at once, and a slow one makes up for nothing', async () => {
    let open = 0;
    let most = 0;
    const { world, runId } = await started(health, ({ http, clock }) => {
      http.answer = async (_request, receive) => {
        open += 1;
        most = Math.max(most, open);
        await new Promise<void>((resolve) => clock.after(25_000, resolve));
        open -= 1;
        return response(200, receive);
      };
    });
    await world.clock.advance(100_000);
    expect(most).toBe(1);
    expect(world.samples.all(seriesOf(runId)).length).toBeLessThanOrEqual(4);
  });

  it('ask a host without detaching, keep the number it prints, and give up on one that hangs', async () => {
    const { world, runId } = await started(lag, ({ shell }) => {
      shell.behave((task) => {
        if (task.request.target.name === 'web-02') return;
        task.sent();
        task.print('1.5\n');
        task.finish();
      });
    });
    await world.clock.advance(12_000);
    expect(world.shell.tasks[0]?.request).toMatchObject({ detach: false, script: 'lag --seconds', timeoutMs: 5000 });
    expect(world.samples.all(seriesOf(runId, 'lag', 'web-01'))[0]).toMatchObject({ verdict: 'successful', value: 1.5 });
    expect(world.samples.all(seriesOf(runId, 'lag', 'web-02'))[0]).toMatchObject({
      verdict: 'inconclusive',
      detail: 'No answer within 5 s.',
    });
  });

  it('leave no burst behind when the wall clock jumps', async () => {
    const { world, runId } = await started(health, ({ http }) => {
      http.answer = async (_request, receive) => response(200, receive);
    });
    await world.clock.advance(20_000);
    const before = world.samples.all(seriesOf(runId)).length;
    world.clock.jumpWall(3_600_000);
    await world.clock.advance(10_500);
    expect(world.samples.all(seriesOf(runId)).length - before).toBeLessThanOrEqual(2);
  });

  it('are asked again by the next core, which goes on counting where the log left off', async () => {
    const disk = newDisk();
    const { world, runId } = await started(
      health,
      ({ http }) => {
        http.answer = async (_request, receive) => response(503, receive);
      },
      disk,
    );
    await world.clock.advance(35_000);
    const before = disk.samples.all(seriesOf(runId)).length;
    const next = openWorld(runbookOf(manual, `probes:\n${health}`), disk);
    next.http.answer = async (_request, receive) => response(503, receive);
    await next.core.drive('all');
    await next.clock.advance(25_000);
    const kept = disk.samples.all(seriesOf(runId));
    expect(kept.length).toBeGreaterThan(before);
    expect(next.log(runId, 'probe.changed')).toHaveLength(1);
    expect(next.core.probes.view(next.state(runId)).probes[0]?.targets[0]).toMatchObject({
      verdict: 'failed',
      inARow: kept.length,
    });
  });

  it('wait with a change until its sample is on the disk', async () => {
    const { world, runId } = await started(health, ({ http, samples }) => {
      samples.takesWrites = false;
      http.answer = async (_request, receive) => response(503, receive);
    });
    await world.clock.advance(15_000);
    expect(world.log(runId, 'probe.changed')).toEqual([]);
    world.samples.takesWrites = true;
    await world.clock.advance(5_000);
    expect(world.log(runId, 'probe.changed')).toHaveLength(1);
  });

  it('are simulated in a rehearsal, marked, with the faults that were ordered', async () => {
    const world = openWorld(runbookOf(manual, `probes:\n${health}`));
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal', faults: ['probe:health=exit 3'] });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(20_000);
    expect(world.http.requests).toEqual([]);
    expect(world.samples.all(seriesOf(runId))[0]).toMatchObject({
      verdict: 'failed',
      detail: 'SIMULATED: failed with 3, as ordered.',
    });
  });

  it('refuse a fault for a probe there is not', async () => {
    const world = openWorld(runbookOf(manual, `probes:\n${health}`));
    await expect(world.create({ mode: 'rehearsal', faults: ['probe:helth=drop'] })).rejects.toThrow(
      'Did you mean health?',
    );
  });

  it('keep a secret out of what was answered', async () => {
    const inputs = 'inputs:\n  - { name: token, secret: true, required: true }\n';
    const probe = "  - { name: lag, kind: ssh, targets: name=web-01, run: 'echo', every: 10s }\n";
    const world = openWorld(runbookOf(manual, `${inputs}probes:\n${probe}`));
    world.shell.behave((task) => {
      task.sent();
      task.print(`denied for ${task.request.env.HP_INPUT_TOKEN}\n`);
      task.finish({ exitCode: 1, outcome: 'failed' });
    });
    await world.core.drive('all');
    const runId = await world.create({ secrets: { token: 'hunter2-hunter2' } });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(12_000);
    const [kept] = world.samples.all(seriesOf(runId, 'lag', 'web-01'));
    expect(kept).toMatchObject({ verdict: 'failed' });
    expect(kept?.detail).toContain('denied for');
    expect(JSON.stringify([kept, world.log(runId)])).not.toContain('hunter2');
  });
});
