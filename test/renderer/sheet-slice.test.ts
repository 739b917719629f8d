import { expect, test } from 'vitest';
import { ok } from '../../contract/errors.ts';
import { operations } from '../../contract/operations.ts';
import { sheetReading } from '../../main/adapters/sheet/sheet-reading.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { sheetHandlers } from '../../main/core/handlers/sheets.ts';
import { createDeskStore } from '../../renderer/state/desk-store.ts';
import { FakeClient } from './fake/fake-client.ts';

const caller = { via: 'desk' } as const;
const sheet = sheetReading(resolveWallTime);
const text = 'ID;Aufgabe;Zuständig;Notiz\n1;Prüfen;Bär;x\n2;Melden;Bär;y\n';

/** A desk over the real operations of sheets; what is saved is kept in a list. */
function desk() {
  const saved: string[] = [];
  const fresh = () =>
    sheetHandlers({
      clock: { after: () => () => {} },
      sheetReader: { read: sheet.read, convert: async (...asked) => ok(await sheet.convert(...asked)) },
      reader: { look: async () => ({ ...nothing, findings: [] }) },
    });
  let core = fresh();
  let count = 0;
  const client = new FakeClient({
    'sheets.read': (input) => core['sheets.read'](operations['sheets.read'].input.parse(input), caller),
    'sheets.look': (input) => core['sheets.look'](operations['sheets.look'].input.parse(input), caller),
    'sheets.rows': (input) => core['sheets.rows'](operations['sheets.rows'].input.parse(input), caller),
    'sheets.convert': (input) => core['sheets.convert'](operations['sheets.convert'].input.parse(input), caller),
    'documents.save': (input) => {
      saved.push(input.text);
      const summary = {
        kind: 'Runbook',
        key: 'plan',
        title: 'Plan',
        revision: 1,
        sha256: '0'.repeat(64),
        savedAt: 1,
        savedBy: 'Ana',
      };
      const facts = { reason: null, errors: 0, warnings: 0, notExecutable: 0, steps: 2 };
      const where = { timezone: null, window: null, environment: null, targets: [] };
      return ok({ document: { ...summary, ...facts, ...where } as never, findings: [], file: null });
    },
  });
  const store = createDeskStore(client, {
    now: () => 1,
    newId: () => `upload-${++count}`,
    memory: { read: () => null, write: () => {} },
    address: { read: () => '', write: () => {} },
    after: (_ms, act) => {
      queueMicrotask(act);
      return () => {};
    },
  });
  return { store, saved, restart: () => (core = fresh()) };
}
const nothing = {
  kind: 'Runbook',
  key: null,
  title: null,
  steps: 0,
  timezone: null,
  window: null,
  environment: null,
  targets: [],
  print: null,
  checklists: [],
};

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5000; !holds(); ) {
    if (Date.now() > deadline) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a sheet is read, corrected, pointed into, imported once, and its runbook opened', async () => {
  const { store, saved } = desk();
  store.getState().openSheet(new File([text], 'plan.csv'));
  expect(store.getState().route.screen).toBe('import');
  await until(() => store.getState().sheet?.pages[0] !== undefined);
  expect(store.getState().sheet?.view?.summary.steps).toBe(2);
  store.getState().mapColumn(3, null);
  expect(store.getState().sheet?.isAsking).toBe(true);
  await until(() => store.getState().sheet?.isAsking === false);
  expect(store.getState().sheet?.view?.columns[3]).toMatchObject({ field: null, confidence: 'person' });
  await store.getState().pointToRow(3);
  expect(store.getState().sheet?.focus).toMatchObject({ index: 2, number: 3 });
  await Promise.all([store.getState().importSheet(), store.getState().importSheet()]);
  expect(saved).toHaveLength(1);
  expect(saved[0]).toContain('Notiz: x');
  expect(store.getState().sheet).toBeNull();
  expect(store.getState().route).toMatchObject({ screen: 'runbook', key: 'plan' });
});

test('a core that was restarted gets the sheet again, with what was chosen', async () => {
  const { store, restart } = desk();
  store.getState().openSheet(text);
  await until(() => store.getState().sheet?.view !== null);
  restart();
  store.getState().correctSheet({ title: 'Winter' });
  await until(() => store.getState().sheet?.view?.title === 'Winter');
  expect(store.getState().sheet?.problem).toBeNull();
});

test('a sheet with an error stays on the desk and nothing is saved', async () => {
  const { store, saved } = desk();
  store.getState().openSheet(text.replace('2;Melden', '1;Melden'));
  await until(() => store.getState().sheet?.view !== null);
  await store.getState().importSheet();
  expect(saved).toEqual([]);
  expect(store.getState().sheet?.problem?.code).toBe('invalid-document');
});
