import { describe, expect, it } from 'vitest';
import type { RunId } from '../../contract/ids.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import { probesFeed } from '../../main/core/projections/probes-feed.ts';
import { applyProbesMessage } from '../../renderer/state/probe-slice.ts';
import { openWorld, rest, type World } from '../support/run-world.ts';

const sheet = `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Watched
people:
  - { role: Release manager, name: Anna }
inventory:
  - { name: api, kind: http, baseUrl: 'https://api.example.com' }
  - { name: web, kind: http, baseUrl: 'https://web.example.com' }
probes:
  - { name: health, kind: http, targets: 'name in (api, web)', path: /health, every: 1s }
steps:
  - { id: look, kind: manual, title: Look, responsible: Release manager, duration: 5m }
`;

/** A window: what it was told, put together as the desk does. */
function openWindow(world: World, runId: RunId) {
  let readies = 0;
  const parts = { desk: world.core, probes: world.core.probes, samples: world.samples, clock: world.clock };
  const feed = probesFeed(parts)({ runId }, () => {
    readies += 1;
  });
  if (!feed.ok) throw new Error(feed.problem.message);
  const heard: TopicMessage<'probes'>[] = [];
  let mirror: ReturnType<typeof applyProbesMessage> = null;
  const take = () => {
    for (const message of feed.value.take()) {
      heard.push(message);
      mirror = applyProbesMessage(mirror, message);
    }
    return mirror;
  };
  return { take, heard, readies: () => readies, close: () => feed.value.close() };
}

async function started() {
  const world = openWorld(sheet);
  let status = 200;
  world.http.answer = async (_request, receive) => {
    receive(new TextEncoder().encode('x'));
    return { kind: 'response', status, headers: {}, bodyBytes: 1, durationMs: 1 };
  };
  await world.core.drive('all');
  const runId = await world.create();
  const set = (next: number) => {
    status = next;
  };
  return { world, runId, set };
}

describe('the probes of a run, pushed', () => {
  it('are whole at first, then only what was asked since, and every window ends with the same', async () => {
    const { world, runId, set } = await started();
    const first = openWindow(world, runId);
    expect(first.take()).toMatchObject({
      watched: false,
      probes: [{ targets: [{ verdict: null }, { verdict: null }] }],
    });
    await world.command(runId, { type: 'start' });
    await world.clock.advance(5_000);
    const second = openWindow(world, runId);
    expect(first.take()).toMatchObject({ watched: true });
    second.take();
    set(503);
    await world.clock.advance(3_000);
    const view = world.core.probes.view(world.state(runId));
    expect(first.take()?.probes).toEqual(view.probes);
    expect(second.take()?.probes).toEqual(view.probes);
    expect(first.heard.map(({ kind }) => kind)).toEqual(['snapshot', 'snapshot', 'patch']);
    expect(view.probes[0]?.targets[0]).toMatchObject({ verdict: 'failed' });
  });

  it('come twice a second at most, however much is asked', async () => {
    const { world, runId } = await started();
    await world.command(runId, { type: 'start' });
    await world.clock.advance(4_000);
    const window = openWindow(world, runId);
    window.take();
    const before = window.readies();
    await world.clock.advance(10_000);
    expect(window.readies() - before).toBeLessThanOrEqual(21);
    window.close();
  });

  it('say when nobody asks any more', async () => {
    const { world, runId } = await started();
    await world.command(runId, { type: 'start' });
    await world.clock.advance(4_000);
    const window = openWindow(world, runId);
    expect(window.take()).toMatchObject({ watched: true });
    await world.command(runId, { type: 'abort', reason: 'over' });
    await rest();
    await world.clock.advance(1_000);
    expect(window.take()).toMatchObject({ watched: false, probes: [{ targets: [{ verdict: 'successful' }, {}] }] });
  });
});
