import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../main/core/ports/http-caller.ts';
import { newDisk, openWorld, rest, type World } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

const probes = 'probes:\n  - { name: health, kind: http, targets: name=api, path: /health, every: 2s, timeout: 5s }\n';

function probeStep(how: string): string {
  return runbookOf(
    `
  - id: healthy
    kind: probe
    title: Orders is healthy
    responsible: Release manager
    start: auto
    probe: health
    duration: 1m
    ${how}
`,
    probes,
  );
}

type Word = 'good' | 'bad' | 'silent';

/** What the service is like in each stretch of two seconds from now on, the last one for ever. */
function answering(world: World, words: readonly Word[]): void {
  const from = world.clock.monotonicMs();
  world.http.answer = async (_request, receive): Promise<HttpAnswer> => {
    const index = Math.floor((world.clock.monotonicMs() - from) / 2_000);
    const word = words[Math.min(index, words.length - 1)];
    if (word === 'silent') return { kind: 'not-sent', reason: 'connection refused', durationMs: 1 };
    receive(new TextEncoder().encode('x'));
    return { kind: 'response', status: word === 'good' ? 200 : 503, headers: {}, bodyBytes: 1, durationMs: 1 };
  };
}

async function started(how: string, words: readonly Word[], disk = newDisk()) {
  const world = openWorld(probeStep(how), disk);
  answering(world, words);
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  const finished = () => {
    const last = world.log(runId, 'attempt.finished').at(-1);
    return last?.type === 'attempt.finished' ? last.data : null;
  };
  return { world, runId, finished };
}

describe('a step of kind probe with until', () => {
  it('asks until the answer is successful, and names how often it asked', async () => {
    const { world, runId, finished } = await started('until: { every: 2s, within: 1m }', [
      'bad',
      'bad',
      'bad',
      'bad',
      'good',
    ]);
    await world.clock.advance(20_000);
    expect(world.statusOf(runId, 'healthy')).toBe('succeeded');
    expect(finished()).toMatchObject({
      outcome: 'succeeded',
      reason: expect.stringMatching(/^Successful\. \d+ answers in \d+ s: failed ×\d, successful\.$/),
    });
    const output = world.outputs.text({ runId, stepId: 'healthy', target: 'api', attempt: 1 }, 'stdout');
    expect(output.split('\n').at(0)).toMatch(/Z failed in 0 ms: Status 503, expected 200 to 299\.$/);
    const kept = world.samples.all({ subject: `run:${runId}/step:healthy`, target: 'api' });
    expect(kept.length).toBe(output.trim().split('\n').length);
  });

  it('fails when the time is over, with the last answer', async () => {
    const { world, runId, finished } = await started('until: { every: 5s, within: 30s }', ['bad']);
    await world.clock.advance(40_000);
    expect(world.statusOf(runId, 'healthy')).toBe('failed');
    expect(finished()).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('Status 503') });
    expect(world.state(runId).held[0]).toMatchObject({ cause: 'step-failed' });
  });

  it('is gone on with by the next core, with the time that is left', async () => {
    const disk = newDisk();
    const { world, runId } = await started('until: { every: 5s, within: 10m }', ['bad'], disk);
    await world.clock.advance(60_000);
    const next = openWorld(probeStep('until: { every: 5s, within: 10m }'), disk);
    answering(next, ['good']);
    await next.core.drive('all');
    await next.clock.advance(5_000);
    expect(next.statusOf(runId, 'healthy')).toBe('succeeded');
    expect(next.log(runId, 'attempt.started')).toHaveLength(1);
    const output = disk.outputs.text({ runId, stepId: 'healthy', target: 'api', attempt: 1 }, 'stdout');
    expect(output).toMatch(/ failed in [\s\S]* successful in /);
  });

  it('ends cancelled when the run is aborted', async () => {
    const { world, runId, finished } = await started('until: { every: 5s, within: 10m }', ['bad']);
    await world.command(runId, { type: 'abort', reason: 'enough' });
    await world.clock.advance(1_000);
    expect(finished()).toMatchObject({ outcome: 'cancelled' });
    expect(world.state(runId).life).toBe('aborted');
  });
});

describe('a step of kind probe with for', () => {
  it('succeeds once it stayed successful for so long', async () => {
    const { world, runId, finished } = await started('for: 20s', ['good']);
    await world.clock.advance(15_000);
    expect(world.statusOf(runId, 'healthy')).toBe('working');
    await world.clock.advance(10_000);
    expect(finished()).toMatchObject({
      outcome: 'succeeded',
      reason: expect.stringMatching(/^Stayed successful\. 1[01] answers/),
    });
  });

  it('fails with the first failed answer', async () => {
    const { world, finished } = await started('for: 20s', ['good', 'good', 'good', 'good', 'bad', 'good']);
    await world.clock.advance(20_000);
    expect(finished()).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('Status 503') });
  });

  it('takes one answer that tells nothing for a gap, not for a failure', async () => {
    const { world, finished } = await started('for: 20s', ['good', 'good', 'good', 'silent', 'good']);
    await world.clock.advance(30_000);
    expect(finished()).toMatchObject({ outcome: 'succeeded', reason: expect.stringContaining('inconclusive') });
  });

  it('asks a person when three in a row tell nothing', async () => {
    const { world, runId, finished } = await started('for: 20s', ['good', 'good', 'good', 'silent']);
    await world.clock.advance(30_000);
    expect(finished()).toMatchObject({ outcome: 'indeterminate', reason: expect.stringContaining('not known') });
    expect(world.statusOf(runId, 'healthy')).toBe('indeterminate');
    expect(world.state(runId).held[0]).toMatchObject({ cause: 'step-indeterminate' });
  });
});
