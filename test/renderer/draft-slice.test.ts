import { expect, test, vi } from 'vitest';
import { failed, ok } from '../../contract/errors.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { Surroundings } from '../../renderer/state/tools.ts';
import { FakeClient } from './fake/fake-client.ts';
import { NOW, nightView, RUN_ID } from './fake/night.ts';
import { detailOf } from './fake/night-detail.ts';

const view = nightView();
const [first] = view.steps;
if (first === undefined) throw new Error('the night has steps');

function machine() {
  const kept = new Map<string, string>();
  let count = 0;
  return (client: FakeClient) => {
    const world: Surroundings & { time: number } = {
      time: NOW,
      now: () => world.time,
      newId: () => `command-${++count}`,
      memory: { read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) },
      address: { read: () => `#/runs/${RUN_ID}`, write: () => undefined },
      after: () => () => undefined,
    };
    return { world, store: createDeskStore(client, world) };
  };
}

function core(answers: FakeClient['answers'] = {}) {
  return new FakeClient(
    { 'runs.get': () => ok(view), 'runs.step': () => ok(detailOf(first as never)), ...answers },
    { run: () => [{ kind: 'snapshot', view }] },
  );
}

async function desk(client: FakeClient, open = machine()) {
  const made = open(client);
  await settled();
  return made;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function sent(client: FakeClient) {
  return client.calls.filter((call) => call.operation === 'runs.command').map((call) => call.input);
}

test('a note carries the time of its first key, not that of Enter', async () => {
  const client = core({ 'runs.command': () => ok({ seqs: [413] }) });
  const { store, world } = await desk(client);
  store.getState().writeDraft('note', { text: 'c' });
  world.time = NOW + 90_000;
  store.getState().writeDraft('note', { text: 'called the DBA' });
  expect(await store.getState().recordDraft('note', { type: 'note', text: 'called the DBA' }, 'Write a note')).toBe(
    true,
  );
  expect(sent(client)).toEqual([
    expect.objectContaining({ attribution: expect.objectContaining({ at: NOW, via: 'desk' }) }),
  ]);
  expect(sent(client)[0]).not.toHaveProperty('basedOn');
  expect(store.getState().drafts).toEqual({});
});

test('an act counts from when it is recorded, however long its words lay about', async () => {
  const { store } = await desk(core());
  store.getState().writeDraft('ssh-45 skip', { text: 'not needed' });
  store.getState().writeDraft('rebase', { t0: '+18m' });
  expect(Object.values(store.getState().drafts).map((draft) => draft.at)).toEqual([null, null]);
});

test('what was wiped out again was never begun; opening a form begins nothing', async () => {
  const { store } = await desk(core());
  store.getState().sayDraft('note', { said: store.getState().attribution() });
  expect(store.getState().drafts).toEqual({});
  store.getState().writeDraft('note', { text: 'x' });
  expect(store.getState().drafts.note?.at).toBe(NOW);
  store.getState().writeDraft('note', { text: '' });
  expect(store.getState().drafts).toEqual({});
});

test('what came by phone goes out as said by them, at their time, by that way', async () => {
  const client = core({ 'runs.command': () => ok({ seqs: [413] }) });
  const { store } = await desk(client);
  store.getState().writeDraft('note', { text: 'pool is empty' });
  store.getState().sayDraft('note', { said: { by: 'Tomasz', via: 'phone', enteredBy: 'Ana' }, at: NOW - 60_000 });
  await store.getState().recordDraft('note', { type: 'note', text: 'pool is empty' }, 'Write a note');
  expect(sent(client)).toEqual([
    expect.objectContaining({ attribution: { by: 'Tomasz', via: 'phone', enteredBy: 'Ana', at: NOW - 60_000 } }),
  ]);
});

test('a draft and its open panel survive a reload, and only of the run they were written for', async () => {
  const open = machine();
  const { store } = await desk(core(), open);
  store.getState().writeDraft('decision', { what: 'Go on' });
  store.getState().openPanel('decision');
  const again = (await desk(core(), open)).store;
  expect(again.getState().drafts.decision?.fields).toEqual({ what: 'Go on' });
  expect(again.getState().panel).toBe('decision');
  again.getState().navigate({ screen: 'home' });
  expect(again.getState().drafts).toEqual({});
  expect(again.getState().panel).toBeNull();
});

test('a panel that asks for a dangerous act never opens by itself', async () => {
  const open = machine();
  (await desk(core(), open)).store.getState().openPanel('abort');
  expect((await desk(core(), open)).store.getState().panel).toBeNull();
});

test('two windows write about the same run without taking each other’s words away', async () => {
  const open = machine();
  const one = (await desk(core(), open)).store;
  const other = (await desk(core(), open)).store;
  one.getState().writeDraft('note', { text: 'from one' });
  other.getState().writeDraft('issue', { text: 'from the other' });
  const third = (await desk(core(), open)).store;
  expect(Object.keys(third.getState().drafts).sort()).toEqual(['issue', 'note']);
});

test('when the connection breaks nothing is lost, and the same words again count once', async () => {
  const answers = vi
    .fn()
    .mockReturnValueOnce(failed('disconnected', 'down'))
    .mockReturnValue(ok({ seqs: [300] }));
  const client = core({ 'runs.command': answers });
  const { store } = await desk(client);
  const note = { type: 'note' as const, text: 'web-07 is back' };
  store.getState().writeDraft('note', { text: note.text });
  expect(await store.getState().recordDraft('note', note, 'Write a note')).toBe(false);
  expect(store.getState().drafts.note?.fields.text).toBe(note.text);
  expect(store.getState().asks['pen note']?.phase).toBe('unknown');
  expect(await store.getState().recordDraft('note', note, 'Write a note')).toBe(true);
  const [before, after] = sent(client);
  expect(after).toEqual(before);
  expect(store.getState().drafts).toEqual({});
});

test('other words after a broken connection are another command', async () => {
  const client = core({ 'runs.command': () => failed('disconnected', 'down') });
  const { store } = await desk(client);
  store.getState().writeDraft('note', { text: 'a' });
  await store.getState().recordDraft('note', { type: 'note', text: 'a' }, 'Write a note');
  await store.getState().recordDraft('note', { type: 'note', text: 'a and b' }, 'Write a note');
  const ids = sent(client).map((input) => (input as { commandId: string }).commandId);
  expect(new Set(ids).size).toBe(2);
});

test('a refused draft stays to be mended, and the refusal is told', async () => {
  const { store } = await desk(core({ 'runs.command': () => failed('refused', 'The run is over.') }));
  store.getState().writeDraft('issue', { text: 'late' });
  const command = { type: 'raise-issue' as const, text: 'late', severity: 'low' as const };
  expect(await store.getState().recordDraft('issue', command, 'Raise issue')).toBe(false);
  expect(store.getState().drafts.issue?.fields.text).toBe('late');
  expect(store.getState().notices.at(-1)?.text).toBe('The run is over.');
});

test('damaged memory is no draft, and no reason to fall', async () => {
  const client = core();
  const writes: string[] = [];
  const world: Surroundings = {
    now: () => NOW,
    newId: () => 'id-1',
    memory: { read: () => '{"note":7', write: (_key, value) => void writes.push(value) },
    address: { read: () => `#/runs/${RUN_ID}`, write: () => undefined },
    after: () => () => undefined,
  };
  const store = createDeskStore(client, world);
  expect(store.getState().drafts).toEqual({});
  store.getState().writeDraft('note', { text: 'x' });
  expect(writes.join()).toContain('"text":"x"');
});

const update = { rag: 'amber' as const, because: 'one failed', text: 'Orders: AMBER', nextDueAt: NOW + 1_800_000 };

test('an update is worded by the core; words changed by hand are kept until it is worded anew', async () => {
  const { store } = await desk(core({ 'runs.update': () => ok(update) }));
  await store.getState().askUpdate(false);
  expect(store.getState().drafts.update?.fields).toMatchObject({ text: update.text, rag: 'amber' });
  store.getState().writeDraft('update', { text: 'my words' });
  await store.getState().askUpdate(false);
  expect(store.getState().drafts.update?.fields.text).toBe('my words');
  await store.getState().askUpdate(true);
  expect(store.getState().drafts.update?.fields.text).toBe(update.text);
});

test('an estimate tells, once recorded, what it does to the end of the run', async () => {
  const header = { ...view.header, projectedEnd: (view.header.projectedEnd ?? 0) + 1_320_000, slackMs: 1_020_000 };
  const client = core({ 'runs.command': () => ok({ seqs: [300] }), 'runs.get': () => ok({ ...view, header }) });
  const { store } = await desk(client);
  expect(await store.getState().giveEta(first.id, NOW + 600_000, 'slow disk')).toBe(true);
  expect(sent(client)[0]).toMatchObject({ command: { type: 'eta', endAt: NOW + 600_000, reason: 'slow disk' } });
  expect(store.getState().notices.at(-1)?.text).toMatch(/22 m later, 17 m slack/);
});

test('moving T0 is based on what was looked at; writing down is not', async () => {
  const client = core({ 'runs.command': () => ok({ seqs: [300] }) });
  const { store } = await desk(client);
  await store.getState().recordDraft('rebase', { type: 'rebase', t0: NOW, reason: 'late' }, 'Move T0');
  await store
    .getState()
    .recordDraft('decision', { type: 'decide', what: 'go on', options: [], decidedBy: [] }, 'Record decision');
  expect(sent(client).map((input) => (input as { basedOn?: number }).basedOn)).toEqual([
    view.header.lifecycleSeq,
    undefined,
  ]);
});

test('which sounds, and whether any, is remembered on this machine', async () => {
  const open = machine();
  (await desk(core(), open)).store.getState().chooseSound({ isMuted: true, off: ['ended'] });
  expect((await desk(core(), open)).store.getState().sound).toEqual({
    isMuted: true,
    inRehearsal: false,
    off: ['ended'],
  });
});
