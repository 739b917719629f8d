import { describe, expect, it } from 'vitest';
import { openWorld } from '../support/run-world.ts';

const runbook = `
apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Test release
timezone: Europe/Berlin
inventory:
  - { name: web-01, kind: ssh, host: 10.0.0.11, user: deploy, labels: { tier: web } }
  - { name: web-02, kind: ssh, host: 10.0.0.12, user: deploy, labels: { tier: web } }
  - { name: api, kind: http, baseUrl: 'https://api.example.com' }
people:
  - { role: Release manager, name: Anna }
steps:
  - id: deploy
    kind: ssh
    title: Deploy
    responsible: Release manager
    start: auto
    targets: tier=web
    run: deploy
    duration: 10m
    timeout: 20m
  - id: health
    kind: http
    title: Check the health
    responsible: Release manager
    start: auto
    after: [deploy]
    targets: name=api
    request: { method: GET, path: /health }
    expect: { status: 200, json: { '$.status': ok } }
    duration: 1m
`;

describe('a rehearsal', () => {
  it('runs to its end at 600 times the speed, touching nothing', async () => {
    const world = openWorld(runbook);
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal', speed: 600 });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(1_200);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.statusOf(runId, 'health')).toBe('succeeded');
    expect([...world.shell.tasks, ...world.http.requests]).toEqual([]);
    expect(world.problems).toEqual([]);
  });

  const rehearsed = async (...faults: string[]) => {
    const world = openWorld(runbook);
    await world.core.drive('all');
    const runId = await world.create({ mode: 'rehearsal', speed: 600, faults });
    await world.command(runId, { type: 'start' });
    return { world, runId };
  };

  it('takes the planned time, scaled, and records it as planned', async () => {
    const { world, runId } = await rehearsed();
    await world.clock.advance(990);
    expect(world.statusOf(runId, 'deploy')).toBe('working');
    await world.clock.advance(20);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    const [finished] = world.log(runId, 'attempt.finished');
    expect(finished?.data).toMatchObject({ durationMs: 600_000, outcome: 'succeeded' });
    expect((finished?.occurredAt ?? 0) - (world.state(runId).startedAt ?? 0)).toBeGreaterThanOrEqual(600_000);
  });

  it('prints nothing that could be taken for the words of a target', async () => {
    const { world, runId } = await rehearsed();
    await world.clock.advance(1_200);
    const text = world.outputs.text({ runId, stepId: 'deploy', target: 'web-01', attempt: 1 }, 'stdout');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('SIMULATED'))).toEqual([]);
    expect(text).toMatch(/^SIMULATED Deploy on web-01\n/);
  });

  it.each([
    ['deploy=exit 3', 'failed', ['failed', 'failed']],
    ['deploy:web-02=exit 3', 'failed', ['succeeded', 'failed']],
    ['deploy:web-02=timeout', 'failed', ['succeeded', 'timed-out']],
    ['deploy:web-01=drop', 'indeterminate', ['indeterminate', 'succeeded']],
  ])('with %s ends %s, and a person resolves it as in the real thing', async (fault, status, outcomes) => {
    const { world, runId } = await rehearsed(fault);
    await world.clock.advance(3_000);
    expect(world.statusOf(runId, 'deploy')).toBe(status);
    const ends = world.log(runId, 'attempt.finished').map((event) => event.type === 'attempt.finished' && event.data);
    const outcomeOn = (name: string) => ends.find((end) => end !== false && end.target === name);
    expect(['web-01', 'web-02'].map(outcomeOn)).toMatchObject(outcomes.map((outcome) => ({ outcome })));
    expect(world.state(runId).held).toHaveLength(1);
    const action = status === 'failed' ? ('retry-failed' as const) : ('reconcile' as const);
    await world.act(runId, 'deploy', { action });
    await world.clock.advance(1_500);
    expect([world.statusOf(runId, 'deploy'), world.statusOf(runId, 'health')]).toEqual(['succeeded', 'succeeded']);
  });

  it.each([
    ['deploy=explode', /no fault/],
    ['nowhere=exit 1', /does not have/],
    ['deploy:web-09=drop', /no target/],
  ])('refuses the fault %s', async (fault, complaint) => {
    const world = openWorld(runbook);
    await expect(world.create({ mode: 'rehearsal', faults: [fault] })).rejects.toThrow(complaint);
    expect(world.events.all).toEqual([]);
  });

  it('is the only place for faults', async () => {
    await expect(openWorld(runbook).create({ faults: ['deploy=drop'] })).rejects.toThrow(/rehearsals/);
  });
});

describe('a run', () => {
  it('is not created from a document with findings, and nothing is stored', async () => {
    const world = openWorld(runbook.replace('after: [deploy]', 'after: [deplyo]'));
    await expect(world.create()).rejects.toThrow(/invalid-document.*deplyo/);
    expect(world.events.all).toEqual([]);
  });

  it('is not created live when it needs what this build only rehearses', async () => {
    const connector = `
  - id: put
    kind: connector
    title: Put
    responsible: Release manager
    connector: awx
`;
    const world = openWorld(runbook + connector);
    await expect(world.create()).rejects.toThrow(/not-executable-yet/);
    expect(world.events.all).toEqual([]);
    expect(await world.create({ mode: 'rehearsal' })).toMatch(/^run-/);
  });

  it('is not created with inputs that are missing, unknown or ill-patterned: all of them are named', async () => {
    const inputs = "inputs:\n  - { name: version, required: true, pattern: '^\\d+$' }\n";
    const world = openWorld(runbook.replace('steps:\n', () => `${inputs}steps:\n`));
    await expect(world.create()).rejects.toThrow(/missing-input/);
    await expect(world.create({ inputs: { version: 'x', vresion: '1' } })).rejects.toThrow(
      /input-pattern.*unknown-input|unknown-input.*input-pattern/,
    );
    expect(await world.create({ inputs: { version: '42' } })).toMatch(/^run-/);
  });
});
