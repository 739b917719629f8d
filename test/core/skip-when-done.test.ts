import { describe, expect, it } from 'vitest';
import { openWorld, rest, type World } from '../support/run-world.ts';

const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: test
title: Skip when done
timezone: UTC
people: [ { role: Lead, name: Anna } ]
inventory: [ { name: web-01, kind: ssh, host: 10.0.0.1 } ]
steps:
  - { id: deploy, kind: ssh, title: D, responsible: Lead, start: auto, targets: name=web-01, duration: 1m, run: deploy, check: is-done, skipWhenDone: true, idempotent: true }
`;

/** The check answers with this exit code; everything else succeeds. */
async function ranWith(checkExit: number): Promise<{ world: World; runId: Awaited<ReturnType<World['create']>> }> {
  const world = openWorld(runbook);
  world.shell.behave((task) => {
    task.sent();
    task.finish(task.request.script === 'is-done' ? { exitCode: checkExit } : {});
  });
  await world.core.drive('all');
  const runId = await world.create();
  await world.command(runId, { type: 'start' });
  await world.clock.advance(10_000);
  await rest();
  return { world, runId };
}

describe('a step with skipWhenDone', () => {
  it('is run, once, where its check says it is not done yet', async () => {
    const { world, runId } = await ranWith(1);
    expect(world.statusOf(runId, 'deploy')).toBe('succeeded');
    expect(world.shell.tasks.map(({ request }) => request.script)).toEqual(['is-done', 'deploy']);
    expect(world.problems).toEqual([]);
  });

  it('is not run where its check says it is done', async () => {
    const { world } = await ranWith(0);
    expect(world.shell.tasks.map(({ request }) => request.script)).toEqual(['is-done']);
  });
});
