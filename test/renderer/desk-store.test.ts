import { expect, test, vi } from 'vitest';
import { failed, ok } from '../../contract/errors.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { Surroundings } from '../../renderer/state/tools.ts';
import { FakeClient } from './fake/fake-client.ts';
import { NOW, nightView, RUN_ID } from './fake/night.ts';
import { detailOf, rowsOf, totalsOf } from './fake/night-detail.ts';

const view = nightView();
const failedStep = view.steps[44];
if (failedStep === undefined) throw new Error('the night has a failed step');

function surroundings(hash = ''): Surroundings & { hash: string; later: (() => void)[] } {
  const kept = new Map<string, string>();
  let count = 0;
  const world = {
    hash,
    later: [] as (() => void)[],
    now: () => NOW,
    newId: () => `command-${++count}`,
    memory: {
      read: (key: string) => kept.get(key) ?? null,
      write: (key: string, value: string) => void kept.set(key, value),
    },
    address: {
      read: () => world.hash,
      write: (next: string) => {
        world.hash = next;
      },
    },
    after: (_ms: number, act: () => void) => {
      world.later.push(act);
      return () => undefined;
    },
  };
  return world;
}

function desk(answers: FakeClient['answers'] = {}, hash = `#/runs/${RUN_ID}?step=${failedStep?.id}`) {
  const client = new FakeClient(
    {
      'runs.get': () => ok(view),
      'runs.step': ({ stepId }) =>
        ok(detailOf(view.steps.find((one) => one.id === stepId) ?? failedStep ?? (view.steps[0] as never))),
      ...answers,
    },
    {
      run: () => [{ kind: 'snapshot', view }],
      rows: ({ target }) => [{ totals: totalsOf(rowsOf(target)), last: rowsOf(target), complete: false }],
    },
  );
  const world = surroundings(hash);
  return { client, world, store: createDeskStore(client, world) };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function sent(client: FakeClient) {
  return client.calls.filter((call) => call.operation === 'runs.command').map((call) => call.input);
}

test('an address with a run and a step brings both back, with the output of the target in trouble', async () => {
  const { store } = desk();
  await settled();
  await settled();
  const state = store.getState();
  expect(state.run?.header.runId).toBe(RUN_ID);
  expect(state.detail?.step.id).toBe(failedStep.id);
  expect(state.outputOf).toMatchObject({ target: 'web-07', attempt: 1 });
  expect(state.output.window.totals.rows).toBeGreaterThan(10);
});

test('an act carries what the person looked at, who they are, and an id of its own', async () => {
  const { store, client } = desk({ 'runs.command': () => ok({ seqs: [413] }) });
  await settled();
  store.getState().setIdentity({ name: 'Ana Ruiz', role: 'Release manager' });
  await store.getState().act(failedStep.id, { action: 'retry-failed' }, { label: 'Retry 1 failed target' });
  expect(sent(client)).toEqual([
    {
      runId: RUN_ID,
      command: { type: 'act', stepId: failedStep.id, act: { action: 'retry-failed' } },
      basedOn: failedStep.changedSeq,
      commandId: expect.stringMatching(/^command-\d+$/),
      attribution: { by: 'Ana Ruiz', role: 'Release manager', via: 'desk' },
    },
  ]);
});

test('an act is shown as asked until its record is in the view, never as done before', async () => {
  const answer = Promise.withResolvers<ReturnType<typeof ok<{ seqs: number[] }>>>();
  const { store, client } = desk({ 'runs.command': () => answer.promise });
  await settled();
  const asking = store.getState().act(failedStep.id, { action: 'retry-failed' }, { label: 'Retry' });
  expect(store.getState().asks[failedStep.id]?.phase).toBe('asked');
  answer.resolve(ok({ seqs: [413, 414] }));
  await asking;
  expect(store.getState().asks[failedStep.id]?.phase).toBe('recorded');
  expect(store.getState().run?.steps[44]?.state).toBe('failed');
  const turn = store.getState().focusTurn;
  client.push('run', { kind: 'patch', header: { ...view.header, lastSeq: 414 }, steps: [], log: [] });
  expect(store.getState().asks).toEqual({});
  expect(store.getState().focusTurn).toBe(turn + 1);
});

test('a record that no patch shows is fetched, so that nothing waits for ever', async () => {
  const newer = { ...view, header: { ...view.header, lastSeq: 413 } };
  const { store, world } = desk({ 'runs.command': () => ok({ seqs: [413] }), 'runs.get': () => ok(newer) });
  await settled();
  await store.getState().commandRun({ type: 'hold' }, 'Hold the run');
  expect(store.getState().asks.run?.phase).toBe('recorded');
  for (const act of world.later) act();
  await settled();
  expect(store.getState().asks).toEqual({});
});

test('a second press while the first is on its way sends nothing', async () => {
  const { store, client } = desk({ 'runs.command': () => new Promise(() => undefined) });
  await settled();
  void store.getState().commandRun({ type: 'hold' }, 'Hold the run');
  expect(await store.getState().commandRun({ type: 'hold' }, 'Hold the run')).toBe(false);
  expect(sent(client)).toHaveLength(1);
});

test('a stale refusal is told, and the whole view is fetched again', async () => {
  const { store, client } = desk({ 'runs.command': () => failed('stale', 'The step changed at 413. Look again.') });
  await settled();
  const before = client.calls.filter((call) => call.operation === 'runs.get').length;
  await store.getState().act(failedStep.id, { action: 'skip', reason: 'not needed' }, { label: 'Skip' });
  await settled();
  expect(store.getState().asks).toEqual({});
  expect(store.getState().notices.at(-1)).toMatchObject({ tone: 'bad', text: 'The step changed at 413. Look again.' });
  expect(client.calls.filter((call) => call.operation === 'runs.get').length).toBe(before + 1);
});

test('when the connection breaks in between, the act is of unknown fate and is sent again under the same id', async () => {
  const answers = vi
    .fn()
    .mockReturnValueOnce(failed('disconnected', 'down'))
    .mockReturnValue(ok({ seqs: [300] }));
  const { store, client } = desk({ 'runs.command': answers });
  await settled();
  await store.getState().commandRun({ type: 'hold' }, 'Hold the run');
  expect(store.getState().asks.run?.phase).toBe('unknown');
  await store.getState().askAgain('run');
  const [first, second] = sent(client);
  expect(second).toEqual(first);
  expect(store.getState().asks).toEqual({});
});

test('a note is never stale: it says nothing about the life cycle', async () => {
  const { store, client } = desk({ 'runs.command': () => ok({ seqs: [413] }) });
  await settled();
  await store.getState().commandRun({ type: 'note', text: 'called the DBA' }, 'Write a note');
  expect(sent(client)[0]).not.toHaveProperty('basedOn');
});

test('while the connection is down the age of the truth is kept, through every attempt, until it is back', async () => {
  const { store, client, world } = desk();
  await settled();
  client.become('disconnected');
  world.now = () => NOW + 30_000;
  client.become('connecting');
  client.become('disconnected');
  expect(store.getState().lostAt).toBe(NOW);
  expect(store.getState().run).not.toBeNull();
  const before = client.calls.filter((call) => call.operation === 'runs.step').length;
  client.become('connected');
  expect(store.getState().lostAt).toBeNull();
  expect(client.calls.filter((call) => call.operation === 'runs.step').length).toBe(before + 1);
});

test('changes of the selected step ask for its detail again, those of strangers do not', async () => {
  const { store, client } = desk();
  await settled();
  await settled();
  const asked = () => client.calls.filter((call) => call.operation === 'runs.step').length;
  const before = asked();
  const stranger = view.steps[199];
  if (stranger === undefined) throw new Error('200 steps');
  client.push('run', { kind: 'patch', header: view.header, steps: [stranger], log: [] });
  expect(asked()).toBe(before);
  for (let burst = 0; burst < 20; burst += 1) {
    client.push('run', { kind: 'patch', header: view.header, steps: [failedStep], log: [] });
  }
  await settled();
  await settled();
  expect(asked()).toBe(before + 2);
  expect(store.getState().detail?.step.id).toBe(failedStep.id);
});

test('leaving a run ends its subscriptions', async () => {
  const { store, client } = desk();
  await settled();
  await settled();
  expect([...client.open].map((one) => one.topic).sort()).toEqual(expect.arrayContaining(['home', 'probes', 'run']));
  store.getState().navigate({ screen: 'home' });
  expect([...client.open].map((one) => one.topic).sort()).toEqual(['home', 'questions']);
  expect(store.getState().run).toBeNull();
});

test('who chooses a step among the issues is shown it; the other views stay', async () => {
  const { store } = desk();
  await settled();
  store.getState().selectInRun({ view: 'issues' });
  store.getState().selectInRun({ stepId: failedStep.id, target: null });
  expect(store.getState().route).toMatchObject({ view: 'gantt', stepId: failedStep.id });
  store.getState().selectInRun({ view: 'now' });
  store.getState().selectInRun({ stepId: failedStep.id, target: null });
  expect(store.getState().route).toMatchObject({ view: 'now' });
});

test('choosing a target follows its output and survives a reload', async () => {
  const { store, world } = desk();
  await settled();
  store.getState().selectInRun({ target: 'web-12' });
  await settled();
  expect(store.getState().outputOf?.target).toBe('web-12');
  expect(world.hash).toContain('target=web-12');
});

test('a refused file shows every finding and leaves nothing behind', async () => {
  const finding = { rule: 'cycle', severity: 'error' as const, line: 9, message: 'a waits for b, b waits for a.' };
  const { store } = desk(
    { 'documents.save': () => failed('invalid-document', 'Not stored.', { findings: [finding] }) },
    '#/',
  );
  await store.getState().saveFile('bad.yaml', 'x');
  expect(store.getState().dropped).toMatchObject({ name: 'bad.yaml', key: null, findings: [finding] });
  expect(store.getState().route).toEqual({ screen: 'home' });
});

test('who sits here is remembered on this machine', () => {
  const world = surroundings();
  createDeskStore(new FakeClient(), world).getState().setIdentity({ name: 'Ana', role: '' });
  expect(createDeskStore(new FakeClient(), world).getState().attribution()).toEqual({ by: 'Ana', via: 'desk' });
});

test('a core that lost its secrets is asked for their names, gets the values, and nothing keeps them', async () => {
  const missing = vi
    .fn()
    .mockReturnValueOnce(ok({ missing: ['db_password'] }))
    .mockReturnValue(ok({ missing: [] }));
  const { store } = desk({ 'runs.secrets': missing });
  await settled();
  await settled();
  expect(store.getState().missingSecrets).toEqual(['db_password']);
  await store.getState().giveSecrets(RUN_ID, { db_password: 'tiger' });
  expect(missing).toHaveBeenLastCalledWith({ runId: RUN_ID, secrets: { db_password: 'tiger' } });
  expect(store.getState().missingSecrets).toEqual([]);
  expect(JSON.stringify(store.getState())).not.toContain('tiger');
});
