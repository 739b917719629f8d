import { describe, expect, it } from 'vitest';
import type { PassItem, PassView } from '../../contract/checklists.ts';
import { failed, ok } from '../../contract/errors.ts';
import { passIdSchema, stepIdSchema } from '../../contract/ids.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { readChecklist } from '../../main/domain/checklist/index.ts';
import { itemGroups } from '../../renderer/features/checklist/pass-groups.ts';
import { dueWords, passLook, progressWords } from '../../renderer/features/checklist/pass-words.ts';
import { starters, starterText } from '../../renderer/features/checklist/starters.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import { FakeClient } from './fake/fake-client.ts';

const passId = passIdSchema.parse('pass-20261121-0900-abcd');
const HOUR = 3_600_000;

function item(id: string, more: Partial<PassItem> = {}): PassItem {
  return {
    ...{ id: stepIdSchema.parse(id), text: `Item ${id}`, responsible: null, due: null, evidence: [], fourEyes: false },
    ...{ dueAt: null, state: 'open', needed: 1, ticks: [], skips: [], missing: [], given: [], notes: [] },
    ...{ allowedActions: [], changedSeq: 4 },
    ...more,
  };
}

function view(items: readonly PassItem[], seq: number): PassView {
  const said = { by: 'Anna', role: null, onBehalfOf: null, enteredBy: null, at: 0, recordedAt: 0 };
  const openDueAt = items.flatMap(({ dueAt, state }) => (dueAt === null || state === 'ticked' ? [] : [dueAt]));
  return {
    summary: {
      ...{
        passId,
        key: 'ready',
        title: 'Ready',
        subject: null,
        t0: null,
        timezone: 'UTC',
        openedAt: 0,
        closedAt: null,
      },
      ...{ total: items.length, ticked: items.filter(({ state }) => state === 'ticked').length, skipped: 0 },
      ...{ openDueAt, nextDueAt: openDueAt[0] ?? null },
    },
    document: { key: 'ready', revision: 1, sha256: 'a'.repeat(64) },
    ...{ newestRevision: 1, runbook: null, closed: null, items: [...items], notes: [], historyTotal: 1, changedSeq: 1 },
    openedBy: { ...said, via: 'desk', assurance: 'stated', note: null },
    history: [
      {
        ...{ seq, journalSeq: 1, type: 'checklist.opened', occurredAt: 0, recordedAt: 0, person: 'Anna', role: null },
        ...{
          via: 'desk',
          assurance: 'stated',
          enteredBy: null,
          stepId: null,
          target: null,
          sentence: 'x',
          tone: 'person',
          hash: 'h',
        },
      },
    ],
  };
}

function desk(answers: FakeClient['answers'] = {}) {
  const client = new FakeClient(answers, { checklist: () => [view([item('a')], 5)] });
  let count = 0;
  const store = createDeskStore(client, {
    now: () => 0,
    newId: () => `command-${++count}`,
    memory: { read: () => null, write: () => {} },
    address: { read: () => `#/checklists/ready/${passId}`, write: () => {} },
    after: () => () => {},
  });
  return { client, store };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const tick = { action: 'tick', itemId: stepIdSchema.parse('a') } as const;

describe('a tick', () => {
  it('is shown as asked until the pass shows it, never before', async () => {
    const { client, store } = desk({ 'checklists.act': () => ok({ seqs: [6] }) });
    await settled();
    expect(await store.getState().actOnPass(tick, 'Tick')).toBe(true);
    expect(store.getState()).toMatchObject({
      passAsks: { a: { phase: 'recorded' } },
      pass: { items: [{ state: 'open' }] },
    });
    client.push('checklist', view([item('a', { state: 'ticked' })], 6));
    expect(store.getState()).toMatchObject({ passAsks: {}, pass: { items: [{ state: 'ticked' }] } });
  });

  it('says what it is based on, and is not sent twice while it is asked', async () => {
    const { client, store } = desk({ 'checklists.act': () => new Promise(() => {}) });
    await settled();
    void store.getState().actOnPass(tick, 'Tick');
    expect(await store.getState().actOnPass(tick, 'Tick')).toBe(false);
    const sent = client.calls.filter(({ operation }) => operation === 'checklists.act');
    expect(sent).toMatchObject([{ input: { passId, basedOn: 4, act: tick } }]);
  });

  it('whose answer was lost is sent again under its old id', async () => {
    const { client, store } = desk({ 'checklists.act': () => failed('disconnected', 'gone') });
    await settled();
    await store.getState().actOnPass(tick, 'Tick');
    expect(store.getState().passAsks).toMatchObject({ a: { phase: 'unknown' } });
    client.answers['checklists.act'] = () => ok({ seqs: [5] });
    expect(await store.getState().askPassAgain('a')).toBe(true);
    const ids = client.calls.flatMap(({ operation, input }) => (operation === 'checklists.act' ? [input] : []));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toEqual(ids[1]);
  });

  it('that is refused is told in words and leaves nothing behind', async () => {
    const { store } = desk({ 'checklists.act': () => failed('refused', 'It takes two people.') });
    await settled();
    expect(await store.getState().actOnPass(tick, 'Tick “Item a”')).toBe(false);
    expect(store.getState().passAsks).toEqual({});
    expect(store.getState().notices).toMatchObject([{ title: 'Refused: Tick “Item a”', text: 'It takes two people.' }]);
  });
});

it('an address that is no pass says so', async () => {
  const { store } = desk();
  store.getState().navigate({ screen: 'checklist', key: 'ready', passId: 'nonsense' });
  expect(store.getState().passProblem?.message).toBe('“nonsense” is not the id of a pass.');
});

describe('words', () => {
  const late = item('a', { dueAt: 10 * HOUR, due: { text: 'T-5d', offsetMs: 0, at: null } });
  const soon = item('b', { dueAt: 20 * HOUR, due: { text: 'T-1d', offsetMs: 0, at: null }, responsible: 'Ben' });

  it('say overdue in words, only of what is open', () => {
    expect(dueWords(late, 12 * HOUR, false)).toEqual({ text: 'overdue by 2 h 00 m', tone: 'overdue' });
    expect(dueWords({ ...late, state: 'ticked' }, 12 * HOUR, false)).toBeNull();
    expect(dueWords(late, 12 * HOUR, true)).toBeNull();
    expect(passLook(view([late, soon], 1).summary, 12 * HOUR).word).toBe('1 overdue');
    expect(progressWords(view([late, soon], 1).summary, 12 * HOUR)).toBe('0 of 2 ticked, 2 open, 1 overdue');
  });

  it('group items by when they are due or who answers for them, in an order no tick changes', () => {
    expect(itemGroups([soon, late], 'due', 'UTC').map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['a'],
      ['b'],
    ]);
    const ticked = [soon, { ...late, state: 'ticked' as const }];
    expect(itemGroups(ticked, 'due', 'UTC').map(({ items }) => items.map(({ id }) => id))).toEqual([['a'], ['b']]);
    expect(itemGroups([soon, late], 'responsible', 'UTC').map(({ name }) => name)).toEqual(['Ben', 'Nobody named']);
  });
});

it.each(starters)('the starter $title has no finding, and finds a free key', (starter) => {
  const text = starterText(starter, [starter.key]);
  expect(text).toContain(`key: ${starter.key}-2`);
  expect(readChecklist(text, resolveWallTime).findings).toEqual([]);
});
