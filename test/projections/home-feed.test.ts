import { expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { PassDesk } from '../../main/core/checklist/pass-desk.ts';
import { Library } from '../../main/core/handlers/library.ts';
import { type HomeParts, homeFeed } from '../../main/core/projections/home-feed.ts';
import { documentReading, readerHere } from '../../main/core/reading/document-reading.ts';
import { oneStep } from '../core/runbooks.ts';
import { anna, openWorld, rest } from '../support/run-world.ts';

const seat = {
  ...{ path: '/w', version: '0', coreId: 'core-1', pid: 1, host: 'test' as const },
  ...{ osUser: 'anna', machine: 'bench', driving: true },
};

function home() {
  const world = openWorld(oneStep);
  const conditions: { kind: string; text: string; cure: string }[] = [];
  const documents = { keepText: () => {}, textOf: () => oneStep };
  const documentIndex = { latest: () => [], revisions: () => [], find: () => null };
  const reader = readerHere(documentReading({ resolveWallTime, digest: sha256 }));
  const { core, clock, events } = world;
  const { journal } = core;
  const library = new Library({ documents, documentIndex, journal, digest: sha256, reader });
  const parts: HomeParts = {
    ...{ desk: core, journal, clock, seat, library },
    checklists: new PassDesk({
      ...{ events, journal, library, clock, resolveWallTime, attachments: { read: () => null }, token: () => 'abcd' },
    }),
    conditions: () => [...conditions],
    range: { isOpen: false, open: () => Promise.reject(new Error('no range here')), close: async () => {} },
  };
  let readies = 0;
  const opened = homeFeed(parts)({}, () => {
    readies += 1;
  });
  if (!opened.ok) throw new Error(opened.problem.message);
  return { world, feed: opened.value, conditions, readies: () => readies };
}

it('shows runs as they come, at most a few times a second', async () => {
  const { world, feed, readies } = home();
  expect(feed.take()).toMatchObject([{ runs: [], documents: [] }]);
  expect(feed.take()).toEqual([]);
  const runId = await world.create({ mode: 'rehearsal' });
  await world.command(runId, { type: 'start' });
  for (let index = 0; index < 20; index++) await world.command(runId, { type: 'note', text: `note ${index}` });
  await rest();
  expect(readies()).toBe(1);
  expect(feed.take()).toMatchObject([{ runs: [{ runId, life: 'running', total: 1 }] }]);
  await world.command(runId, { type: 'abort', reason: 'enough' });
  await world.clock.advance(300);
  expect(readies()).toBe(2);
  expect(feed.take()).toMatchObject([{ runs: [{ life: 'aborted' }] }]);
  feed.close();
});

it('tells when something is recorded that belongs to no run, and when the workspace’s condition changes', async () => {
  const { world, feed, conditions, readies } = home();
  feed.take();
  const data = { sha256: 'a'.repeat(64), bytes: 1, name: 'a', mediaType: 'b' };
  await world.core.journal.append([{ type: 'attachment.stored', data }], { actor: anna });
  expect(readies()).toBe(1);
  feed.take();
  await world.clock.advance(10_000);
  expect(readies()).toBe(1);
  conditions.push({ kind: 'disk-full', text: 'The disk is full.', cure: 'Free space.' });
  await world.clock.advance(3000);
  expect(readies()).toBe(2);
  expect(feed.take()).toMatchObject([{ workspace: { conditions: [{ kind: 'disk-full' }] } }]);
  feed.close();
});
