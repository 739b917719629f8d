import { expect, test } from 'vitest';
import { failed, ok } from '../../contract/errors.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { Surroundings } from '../../renderer/state/tools.ts';
import { FakeClient } from './fake/fake-client.ts';
import { NOW, nightView, RUN_ID } from './fake/night.ts';

function desk(answers: FakeClient['answers']) {
  let count = 0;
  let hash = '';
  const surroundings: Surroundings = {
    now: () => NOW,
    newId: () => `command-${++count}`,
    memory: { read: () => null, write: () => {} },
    address: {
      read: () => hash,
      write: (next) => {
        hash = next;
      },
    },
    after: () => () => {},
  };
  const client = new FakeClient(answers);
  const calls = (name: string) => client.calls.filter((call) => call.operation === name).map((call) => call.input);
  return { client, calls, store: createDeskStore(client, surroundings), address: () => hash };
}

const order = { key: 'orders', revision: 3, inputs: { version: '4' }, speed: 60, faults: ['drain=drop'] };

test('a rehearsal is created with who answers, started, and shown', async () => {
  const view = nightView();
  const { store, calls, address } = desk({
    'runs.create': () => ok({ runId: RUN_ID }),
    'runs.command': () => ok({ seqs: [1] }),
    'runs.get': () => ok(view),
  });
  await store.getState().startRehearsal({ ...order, answers: { others: 'as-planned' } });
  expect(calls('runs.create')).toMatchObject([
    {
      key: 'orders',
      revision: 3,
      mode: 'rehearsal',
      speed: 60,
      faults: ['drain=drop'],
      answers: { others: 'as-planned' },
    },
  ]);
  expect(calls('runs.command')).toMatchObject([{ runId: RUN_ID, command: { type: 'start' } }]);
  expect(address()).toContain(RUN_ID);
  await store.getState().startRehearsal({ ...order, answers: null });
  expect(calls('runs.create')[1]).not.toHaveProperty('answers');
});

test('a refused rehearsal stays where it is and says why, with the findings of its answers', async () => {
  const findings = [{ rule: 'unknown-step', severity: 'error' as const, line: 2, message: 'There is no step drian.' }];
  const { store, calls, address } = desk({
    'runs.create': () => failed('invalid-document', 'The answers cannot be used.', { findings }),
  });
  await store.getState().startRehearsal({ ...order, answers: { text: 'drian: {}', others: 'ask' } });
  expect(store.getState().rehearsal).toMatchObject({ kind: 'refused', key: 'orders', problem: { findings } });
  expect(calls('runs.command')).toEqual([]);
  expect(address()).toBe('');
});

test('what is brought is saved, read as a sheet, or refused with what to do, by its name', async () => {
  const { store, calls } = desk({ 'documents.save': () => failed('invalid-document', 'It has errors.') });
  await store.getState().bringFile(new File(['kind: Runbook'], 'plan.yaml'));
  expect(calls('documents.save')).toMatchObject([{ text: 'kind: Runbook', fileName: 'plan.yaml' }]);
  await store.getState().bringFile(new File(['x'], 'old.xls'));
  expect(store.getState().notices.at(-1)).toMatchObject({ tone: 'bad', title: 'old.xls was not read' });
  await store.getState().bringFile(new File(['x'.repeat(5 * 1024 * 1024)], 'huge.yaml'));
  expect(store.getState().notices.at(-1)).toMatchObject({ title: 'huge.yaml was not read' });
  await store.getState().bringFile(new File(['ID\tTask'], 'plan.csv'));
  store.getState().bringCells('ID\tTask');
  expect(store.getState().route.screen).toBe('import');
  expect(store.getState().sheet).not.toBeNull();
  expect(calls('documents.save')).toHaveLength(1);
});
