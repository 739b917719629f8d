import { expect, test } from 'vitest';
import type { BoundFile } from '../../contract/editing.ts';
import { failed, ok } from '../../contract/errors.ts';
import type { DocumentSummary } from '../../contract/workspace-views.ts';
import { compareTexts, editDocument, mergeTexts, readTable } from '../../main/domain/edit/index.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import type { Surroundings } from '../../renderer/state/tools.ts';
import { FakeClient } from './fake/fake-client.ts';

const book = `kind: Runbook\nkey: book\ntitle: Book\nsteps:\n  - id: a\n    kind: manual\n    title: First\n  - id: b\n    kind: manual\n    title: Second\n`;

/** A store of revisions, with the real rules of editing behind it. */
function library(first = book) {
  const revisions = [first];
  const summary = (revision: number): DocumentSummary => ({
    ...{ kind: 'Runbook', key: 'book', title: 'Book', revision, sha256: `sha of ${revisions[revision - 1]}` },
    ...{ savedAt: 0, savedBy: 'Kim', reason: null, errors: 0, warnings: 0, notExecutable: 0, steps: 2 },
    ...{ timezone: null, window: null, environment: null, targets: [] },
  });
  const file: { now: BoundFile | null } = { now: null };
  const answers: FakeClient['answers'] = {
    'documents.get': ({ revision = revisions.length }) =>
      ok({ document: summary(revision), text: revisions[revision - 1] ?? '' }),
    'documents.table': ({ text }) => ok(readTable(text)),
    'documents.edit': ({ text, edits }) => editDocument(text, edits),
    'documents.lint': () => ok({ kind: 'Runbook', findings: [] }),
    'documents.file': () => ok(file.now),
    'documents.merge': ({ basedOnRevision, text }) => {
      const newestText = revisions.at(-1) ?? '';
      const { text: both, conflicts } = mergeTexts(revisions[basedOnRevision - 1] ?? '', newestText, text);
      return ok({ newest: revisions.length, newestText, text: both, conflicts: [...conflicts] });
    },
    'documents.compare': ({ from, to }) =>
      ok(compareTexts(revisions[from - 1] ?? '', typeof to === 'number' ? (revisions[to - 1] ?? '') : to.text)),
    'documents.save': ({ text, basedOnRevision }) => {
      if (basedOnRevision !== revisions.length) return failed('conflict', 'Kim saved meanwhile.');
      revisions.push(text);
      return ok({ document: summary(revisions.length), findings: [], file: null });
    },
  };
  return { client: new FakeClient(answers), revisions };
}

function surroundings(
  kept = new Map<string, string>(),
): Surroundings & { kept: Map<string, string>; rest(): Promise<void> } {
  let due: (() => void)[] = [];
  return {
    kept,
    now: () => 1000,
    newId: () => 'id',
    memory: { read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) },
    address: { read: () => '#/', write: () => undefined },
    after: (_ms, act) => {
      due.push(act);
      return () => {
        due = due.filter((one) => one !== act);
      };
    },
    async rest() {
      for (const act of due.splice(0)) act();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

async function editing(from = library(), world = surroundings()) {
  const store = createDeskStore(from.client, world);
  await store.getState().openEdit('book');
  const now = () => {
    const session = store.getState().editing;
    if (session === null) throw new Error('nothing is being edited');
    return session;
  };
  return { ...from, world, store, now, desk: store.getState() };
}

test('a cell is shown as asked until the core has put it into the text', async () => {
  const { desk, now } = await editing();
  const asking = desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Begin: now' }]);
  expect(now().pending).toEqual({ '0 title': 'Begin: now' });
  expect(now().text).toBe(book);
  expect(await asking).toBe(true);
  expect(now().text).toBe(book.replace('First', "'Begin: now'"));
  expect(now().table?.rows[0]?.cells.title).toBe('Begin: now');
  expect(now().pending).toEqual({});
});

test('undo and redo lead through every change, table and text together', async () => {
  const { desk, now } = await editing();
  await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'One' }]);
  await desk.editRows([{ kind: 'insert', at: 1, rows: [{ title: 'Between' }] }]);
  const both = now().text;
  desk.undoEdit();
  desk.undoEdit();
  expect(now().text).toBe(book);
  expect(now().table?.rows.map(({ cells }) => cells.title)).toEqual(['First', 'Second']);
  desk.redoEdit();
  desk.redoEdit();
  expect(now().text).toBe(both);
  expect(now().table?.rows).toHaveLength(3);
});

test('what is typed while the core works goes with the next question, and a refused cell takes no other with it', async () => {
  const { desk, now, client } = await editing();
  const all = await Promise.all([
    desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'One' }]),
    desk.editRows([{ kind: 'set', row: 1, field: 'id', text: 'NOT AN ID' }]),
    desk.editRows([{ kind: 'set', row: 1, field: 'title', text: 'Two' }]),
  ]);
  expect(all).toEqual([true, false, true]);
  expect(now().table?.rows.map(({ cells }) => cells.title)).toEqual(['One', 'Two']);
  expect(now().refusal).toContain('is no id');
  expect(client.calls.filter(({ operation }) => operation === 'documents.edit').length).toBeGreaterThan(1);
});

test('a text that does not parse leaves the table at its last good state and lets nobody change it', async () => {
  const { desk, now, world } = await editing();
  desk.typeText(book.replace('steps:', 'steps: ['));
  await world.rest();
  expect(now().unreadable).toMatchObject({ kind: 'unreadable' });
  expect(now().table?.rows).toHaveLength(2);
  expect(await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'X' }])).toBe(false);
  expect(now().refusal).toContain('does not parse');
  desk.typeText(book);
  await world.rest();
  expect(now().unreadable).toBeNull();
});

test('a draft survives the window, and is gone once it is saved', async () => {
  const shared = library();
  const world = surroundings();
  const one = await editing(shared, world);
  await one.desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Kept' }]);
  one.desk.leaveEdit();
  const again = await editing(shared, surroundings(world.kept));
  expect(again.now().text).toContain('Kept');
  expect(again.now().restoredAt).toBe(1000);
  expect(await again.desk.saveEdit('because')).toBe(true);
  expect(shared.revisions).toHaveLength(2);
  expect((await editing(shared, surroundings(world.kept))).now().restoredAt).toBeNull();
});

test('a browser that keeps nothing says so', async () => {
  const world = surroundings();
  const forgetful = { ...world, memory: { read: () => null, write: () => undefined } };
  const { desk, now, world: same } = await editing(library(), forgetful);
  await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Lost?' }]);
  await same.rest();
  expect(now().isKept).toBe(false);
});

test('a newer revision is taken over where nothing was written, and offered where something was', async () => {
  const { desk, now, revisions } = await editing();
  revisions.push(book.replace('Second', 'Theirs'));
  desk.meetRevision(2);
  await expect.poll(() => now().base.revision).toBe(2);
  await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Mine' }]);
  revisions.push(book.replace('Second', 'Theirs again'));
  expect(await desk.saveEdit('')).toBe(false);
  expect(now().newer).toBe(3);
  await desk.settleNewest('both');
  expect(now().text).toContain('Mine');
  expect(now().text).toContain('Theirs again');
  expect(await desk.saveEdit('')).toBe(true);
});

test('the same lines in two windows: either side may stand, and neither is lost', async () => {
  const { desk, now, revisions } = await editing();
  await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Mine' }]);
  revisions.push(book.replace('First', 'Theirs'));
  desk.meetRevision(2);
  await expect.poll(() => now().merge).toMatchObject({ text: null });
  await desk.settleNewest('newest');
  expect(now().text).toContain('Theirs');
  desk.undoEdit();
  expect(now().text).toContain('Mine');
  expect(await desk.saveEdit('mine stands')).toBe(true);
  expect(revisions).toHaveLength(3);
});

test('an older revision becomes the newest one', async () => {
  const { desk, now, revisions } = await editing();
  await desk.editRows([{ kind: 'set', row: 0, field: 'title', text: 'Later' }]);
  await desk.saveEdit('');
  await desk.restoreRevision(1);
  expect(revisions).toEqual([book, book.replace('First', 'Later'), book]);
  expect(now().base.revision).toBe(3);
});
