import { expect, test } from 'vitest';
import { meaningOf } from '../../renderer/keyboard/keyboard.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { Surroundings } from '../../renderer/state/tools.ts';
import type { FakeClient } from './fake/fake-client.ts';
import { NOW } from './fake/night.ts';
import { nightClient } from './fake/night-client.ts';

const press = { key: 'n', ctrl: false, alt: false, shift: false, isTyping: false, isOnControl: false, isInGrid: false };

function desk(hash: string, open: number) {
  const kept = new Map<string, string>();
  const world: Surroundings & { hash: string } = {
    hash,
    now: () => NOW,
    newId: () => 'command-1',
    memory: { read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) },
    address: {
      read: () => world.hash,
      write: (next) => {
        world.hash = next;
      },
    },
    after: () => () => undefined,
  };
  const client: FakeClient = nightClient({ mode: 'live', steps: 20, isEmpty: false });
  const store = createDeskStore(client, world);
  return { store, world, settle: () => settled(store, open) };
}

/** The core has spoken, and so many runs are open. */
async function settled(store: ReturnType<typeof createDeskStore>, open: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { home } = store.getState();
  if (home === null) throw new Error('the core said nothing');
  const [run] = home.runs;
  if (run === undefined) throw new Error('the night has a run');
  const runs = home.runs.map((one, index) => ({
    ...one,
    runId: `run-20261128-2058-k3f${index}` as typeof one.runId,
    life: index < open ? ('running' as const) : ('completed' as const),
  }));
  store.setState({ home: { ...home, runs } });
}

test('the pens have their keys in every room', () => {
  for (const isInRun of [true, false]) {
    expect(meaningOf({ awaitsGo: false }, { ...press, isInRun }).command).toBe('note');
    expect(meaningOf({ awaitsGo: false }, { ...press, shift: true, isInRun }).command).toBe('decision');
    expect(meaningOf({ awaitsGo: false }, { ...press, key: 'i', isInRun }).command).toBe('issue');
  }
});

test('with one run open the pen goes to it', async () => {
  const { store, world, settle } = desk('#/', 1);
  await settle();
  expect(store.getState().takePen('note')).toBe(true);
  expect(world.hash).toBe('#/runs/run-20261128-2058-k3f0');
  expect(store.getState().panel).toBe('note');
});

test('with several it has to be said which, and nothing moves before', async () => {
  const { store, world, settle } = desk('#/', 2);
  await settle();
  expect(store.getState().takePen('decision')).toBe(false);
  expect(world.hash).toBe('#/');
  store.getState().writeAbout('run-20261128-2058-k3f1', 'decision');
  expect(world.hash).toBe('#/runs/run-20261128-2058-k3f1');
  expect(store.getState().panel).toBe('decision');
});

test('with none open it says so', async () => {
  const { store, world, settle } = desk('#/', 0);
  await settle();
  expect(store.getState().takePen('issue')).toBe(true);
  expect(world.hash).toBe('#/');
  expect(store.getState().notices.at(-1)?.title).toBe('Nothing to write about');
});
