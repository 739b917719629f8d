import { describe, expect, it } from 'vitest';
import type { RunId } from '../../contract/ids.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import type { StepView } from '../../contract/views.ts';
import { eventsFeed } from '../../main/core/projections/events-feed.ts';
import type { TopicFeed } from '../../main/core/projections/feed.ts';
import { runFeed, runView } from '../../main/core/projections/run-feed.ts';
import { newestLog } from '../../main/core/projections/run-log.ts';
import { openWorld, rest, type World } from '../support/run-world.ts';

/** `count` manual steps without order: each can be started and done at once. */
function sheet(count: number): string {
  const steps = Array.from(
    { length: count },
    (_, index) =>
      `  - { id: step-${index}, kind: manual, title: Step ${index}, responsible: Release manager, instructions: Look., duration: 5m }`,
  );
  return `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Sheet
timezone: UTC
people:
  - { role: Release manager, name: Anna }
steps:
${steps.join('\n')}
`;
}

async function startedSheet(count: number) {
  const world = openWorld(sheet(count));
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await rest();
  return { world, runId };
}

function open(world: World, runId: RunId) {
  let readies = 0;
  const parts = { desk: world.core, events: world.events, clock: world.clock };
  const opened = runFeed(parts)({ runId }, () => {
    readies += 1;
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  return { feed: opened.value, readies: () => readies, parts };
}

function drained(feed: TopicFeed<TopicMessage<'run'>>): TopicMessage<'run'>[] {
  const all: TopicMessage<'run'>[] = [];
  for (let next = feed.take(); next.length > 0; next = feed.take()) all.push(...next);
  return all;
}

/** What a reader ends up with who lays each patch over the snapshot. */
function laidOver(messages: readonly TopicMessage<'run'>[]) {
  const steps = new Map<string, StepView>();
  const log: number[] = [];
  for (const message of messages) {
    const news = message.kind === 'snapshot' ? message.view : message;
    for (const step of news.steps) steps.set(step.id, step);
    log.push(...news.log.map((entry) => entry.seq));
  }
  const last = messages.at(-1);
  return { header: last?.kind === 'snapshot' ? last.view.header : last?.header, steps: [...steps.values()], log };
}

/** Without the forecast, which is only looked at every few seconds. */
function settled(step: StepView) {
  return { ...step, projectedStart: null, projectedEnd: null };
}

describe('the run topic', () => {
  it('begins with a snapshot and is then quiet until something happens', async () => {
    const { world, runId } = await startedSheet(3);
    const { feed } = open(world, runId);
    expect(feed.take()).toMatchObject([{ kind: 'snapshot', view: { steps: [{}, {}, {}] } }]);
    expect(feed.take()).toEqual([]);
    feed.close();
  });

  it('sends the changed step alone, the header and the new lines of the log', async () => {
    const { world, runId } = await startedSheet(3);
    const { feed } = open(world, runId);
    feed.take();
    await world.act(runId, 'step-1', { action: 'start' });
    expect(feed.take()).toMatchObject([
      {
        kind: 'patch',
        header: { counts: { running: 1 } },
        steps: [{ id: 'step-1', state: 'running' }],
        log: [{ type: 'step.started', stepId: 'step-1' }],
      },
    ]);
    feed.close();
  });

  it('gives a slow reader fewer patches and the same truth, with no gap in the log', async () => {
    const { world, runId } = await startedSheet(40);
    const [quick, slow] = [open(world, runId), open(world, runId)];
    const [quickly, slowly] = [drained(quick.feed), drained(slow.feed)];
    for (let index = 0; index < 40; index++) {
      for (const action of ['start', 'done'] as const) {
        await world.act(runId, `step-${index}`, { action });
        quickly.push(...drained(quick.feed));
      }
      if (index === 20) await world.command(runId, { type: 'hold', reason: 'to see' });
      if (index === 20) await world.command(runId, { type: 'resume' });
    }
    await world.command(runId, { type: 'close' });
    quickly.push(...drained(quick.feed));
    slowly.push(...drained(slow.feed));
    const now = runView(quick.parts, world.state(runId), 500);
    const seqs = world.log(runId).map((event) => event.seq);
    for (const messages of [quickly, slowly]) {
      const seen = laidOver(messages);
      expect(seen.header).toEqual(now.header);
      expect(seen.steps.map(settled)).toEqual(now.steps.map(settled));
      expect(seen.log).toEqual(seqs);
    }
    expect(slowly.length).toBeLessThan(quickly.length / 10);
    quick.feed.close();
    slow.feed.close();
  });

  it('tells of many changes within 30 ms once, and of the last one always', async () => {
    const { world, runId } = await startedSheet(30);
    const { feed, readies } = open(world, runId);
    feed.take();
    for (let index = 0; index < 30; index++) await world.act(runId, `step-${index}`, { action: 'start' });
    expect(readies()).toBe(1);
    feed.take();
    await world.act(runId, 'step-0', { action: 'done' });
    await world.clock.advance(31);
    expect(readies()).toBe(2);
    expect(feed.take()).toMatchObject([{ steps: [{ id: 'step-0', state: 'succeeded' }] }]);
    feed.close();
    expect(readies()).toBe(2);
  });

  it('costs little per patch on 2,000 steps, beside what a new window costs', async () => {
    const { world, runId } = await startedSheet(2000);
    const { feed } = open(world, runId);
    feed.take();
    const patches: number[] = [];
    const wholes: number[] = [];
    let bytes = 0;
    for (let index = 0; index < 40; index++) {
      await world.act(runId, `step-${index}`, { action: 'start' });
      const begun = performance.now();
      const messages = feed.take();
      const taken = performance.now();
      const other = open(world, runId).feed;
      const opened = performance.now();
      other.take();
      patches.push(taken - begun);
      wholes.push(performance.now() - opened);
      other.close();
      bytes = Math.max(bytes, JSON.stringify(messages).length);
    }
    expect(bytes).toBeLessThan(10_000);
    expect(middle(patches)).toBeLessThan(middle(wholes));
    feed.close();
  });
});

describe('the events topic', () => {
  it('gives the stored lines from a sequence on, then each new one once', async () => {
    const { world, runId } = await startedSheet(2);
    const stored = world.log(runId).map((event) => event.seq);
    const opened = eventsFeed({ desk: world.core, events: world.events })(
      { runId, afterSeq: stored[0] ?? 0 },
      () => {},
    );
    if (!opened.ok) throw new Error(opened.problem.message);
    const seqs = () => opened.value.take().flatMap(({ lines }) => lines.map((line) => JSON.parse(line).seq));
    expect(seqs()).toEqual(stored.slice(1));
    await world.act(runId, 'step-0', { action: 'start' });
    expect(seqs()).toEqual([(stored.at(-1) ?? 0) + 1]);
    expect(seqs()).toEqual([]);
    opened.value.close();
  });
});

describe('the newest log entries', () => {
  it('are found across the gaps another journal leaves', async () => {
    const { world, runId } = await startedSheet(5);
    const actor = { person: 'Anna', role: null, via: 'desk', assurance: 'stated', osUser: 'a', machine: 'm' } as const;
    const text = {
      type: 'attachment.stored',
      data: { sha256: 'a'.repeat(64), bytes: 1, name: 'a', mediaType: 'b' },
    } as const;
    for (let index = 0; index < 20; index++) await world.core.journal.append([text], { actor });
    await world.act(runId, 'step-0', { action: 'start' });
    const { plan, lastSeq } = world.state(runId);
    const entries = newestLog(world.events, { runId, plan, lastSeq, limit: 4 });
    expect(entries.map((entry) => entry.seq)).toEqual(
      world
        .log(runId)
        .map((event) => event.seq)
        .slice(-4),
    );
  });
});

function middle(costs: readonly number[]): number {
  return costs.toSorted((one, other) => one - other)[Math.floor(costs.length / 2)] ?? 0;
}
