import { describe, expect, it } from 'vitest';
import { instantSchema } from '../../contract/ids.ts';
import { operations } from '../../contract/operations.ts';
import type { Preflight } from '../../contract/preflight.ts';
import { valuesOf } from '../../main/core/run/attempt-request.ts';
import { readAnswers } from '../../main/domain/answers/read-answers.ts';
import { evolve, runHeader } from '../../main/domain/run/index.ts';
import { anna, newDisk, openWorld } from '../support/run-world.ts';
import { yardsticksOf } from '../support/yardstick.ts';
import { deployStep, oneStep, runbookOf } from './runbooks.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a moment no calendar has', () => {
  it('comes over no wire: one of them in a log, and nobody could read that log again', () => {
    const farthest = 8_640_000_000_000_000;
    expect(instantSchema.safeParse(farthest).success).toBe(true);
    expect(instantSchema.safeParse(farthest + 1).success).toBe(false);
    const command = { type: 'give-update', rag: 'red', because: 'b', text: 't', nextDueAt: 9_000_000_000_000_000 };
    const { input } = operations['runs.command'];
    const asked = { runId: 'run-20261121-0953-k3f9', commandId: 'command-1', command };
    expect(input.safeParse(asked).success).toBe(false);
  });

  it('and a date years away is a slip of the pen', async () => {
    const world = openWorld(oneStep);
    await world.core.drive('all');
    const runId = await world.create();
    await world.command(runId, { type: 'start' });
    const far = world.clock.now() + 400 * DAY;
    const update = { type: 'give-update', rag: 'red', because: 'b', text: 't' } as const;
    expect((await world.command(runId, { ...update, nextDueAt: far })).ok).toBe(false);
    await world.act(runId, 'confirm', { action: 'start' });
    await world.act(runId, 'confirm', { action: 'done' });
    expect((await world.command(runId, { type: 'close', hypercareUntil: far })).ok).toBe(false);
    expect((await world.command(runId, { type: 'close', hypercareUntil: far - 390 * DAY })).ok).toBe(true);
  });
});

it('issues are as many as a night has, and every view of the run stays small', async () => {
  const world = openWorld(oneStep);
  const runId = await world.create();
  for (let raised = 0; raised < 500; raised++)
    await world.command(runId, { type: 'raise-issue', text: 'again', severity: 'low' });
  const more = await world.command(runId, { type: 'raise-issue', text: 'again', severity: 'low' });
  expect(more.ok ? '' : more.problem.message).toContain('500 issues');
  expect((await world.command(runId, { type: 'note', text: 'and one more' })).ok).toBe(true);
});

describe('answers', () => {
  it('for another runbook are refused at once, however many they are', async () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `step-number-${at}`);
    const text = Array.from({ length: 30_000 }, (_, at) => `s-${at}: { outcome: done }`).join('\n');
    let read = readAnswers('', ids);
    const reading = await yardsticksOf(() => {
      read = readAnswers(text, ids);
    });
    expect(reading).toBeLessThan(100);
    expect(read.ok ? [] : read.problem.findings).toHaveLength(51);
    expect(read.ok ? '' : read.problem.findings?.at(-1)?.message).toContain('29950 more');
  }, 30_000);

  it('given twice for one step are refused with their line', () => {
    const read = readAnswers('look: { outcome: done }\nlook: { outcome: failed }\n', ['look']);
    expect(read.ok ? null : read.problem.findings?.[0]).toMatchObject({ rule: 'yaml', line: 2 });
  });

  it('never speak in a live run: not when it is created, not when its log says so', async () => {
    const disk = newDisk();
    const world = openWorld(oneStep, disk);
    await world.core.drive('all');
    const request = { key: 'test', mode: 'live' as const, inputs: {}, secrets: {}, forks: 1, speed: 1, faults: [] };
    const answers = { others: 'as-planned' as const };
    const refused = await world.core.create({ ...request, answers, commandId: 'command-1' }, anna);
    expect(refused.ok ? null : refused.problem.code).toBe('invalid-input');

    const runId = await world.create();
    const [created] = world.log(runId, 'run.created');
    if (created?.type !== 'run.created') throw new Error('no beginning');
    const forged = {
      ...created,
      data: { ...created.data, answers: { fileName: null, others: 'as-planned', given: {} } },
    };
    expect(evolve(null, forged as typeof created).answers).toBeNull();
    await world.command(runId, { type: 'start' });
    await world.clock.advance(DAY);
    expect(world.log(runId).filter(({ actor }) => actor.via === 'pack')).toEqual([]);
    expect(world.statusOf(runId, 'confirm')).toBe('ready');
  });
});

it('what steps gave is known without looking at every step, through a crash as well', async () => {
  const disk = newDisk();
  const steps = deployStep('    outputs: { build: { regex: "id=(\\\\w+)" } }\n');
  const world = openWorld(runbookOf(steps), disk);
  await world.core.drive('all');
  const runId = await world.create({ mode: 'rehearsal', speed: 600 });
  await world.command(runId, { type: 'start' });
  await world.clock.advance(MINUTE);
  expect(world.state(runId).giving).toEqual([0]);
  expect(valuesOf(world.state(runId), {}).outputs).toEqual({ deploy: { build: 'simulated-build' } });
  expect(openWorld(runbookOf(steps), disk).state(runId)).toEqual(world.state(runId));
});

describe('a preflight', () => {
  const green = (endedAt: number): Preflight => ({ verdict: 'green', startedAt: endedAt, endedAt, checks: [] });

  it('does not become young because the clock was set back', async () => {
    const world = openWorld(oneStep);
    await world.core.drive('all');
    const runId = await world.create();
    await world.core.record(runId, { type: 'preflight.finished', data: green(world.clock.now()) }, anna);
    await world.clock.advance(50 * MINUTE);
    world.clock.jumpWall(-45 * MINUTE);
    await world.clock.advance(10_000);
    const lacks = runHeader(world.state(runId), world.clock.now(), true).preflight.lacks;
    expect(lacks.join(' ')).toContain('50 m 10 s old');
    expect((await world.command(runId, { type: 'start' })).ok).toBe(false);
  });

  it('is not started in spite of for a reason of blanks', async () => {
    const world = openWorld(oneStep);
    const runId = await world.create();
    await world.core.record(runId, { type: 'preflight.finished', data: { ...green(0), verdict: 'red' } }, anna);
    expect((await world.command(runId, { type: 'start', acceptPreflight: '  ' })).ok).toBe(false);
    expect((await world.command(runId, { type: 'start', acceptPreflight: 'Known' })).ok).toBe(true);
  });
});
