import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { operations } from '../../contract/operations.ts';
import { resolveWallTime } from '../../main/adapters/zones.ts';
import { sheetHandlers } from '../../main/core/handlers/sheets.ts';
import { judgeDocument } from '../../main/domain/plan/index.ts';
import { threadedSheetReader } from '../../main/hosts/threaded-sheet-reader.ts';
import { heldUp } from '../support/held-up.ts';
import { manualClock } from '../support/manual-clock.ts';

const caller = { via: 'desk' } as const;
const file = readFileSync(path.join(import.meta.dirname, 'corpus', 'orders-cutover-en.xlsx'));
const nothingElse = { timezone: null, window: null, environment: null, targets: [], print: null, checklists: [] };

const clock = manualClock();

function handlers() {
  return sheetHandlers({
    clock,
    sheetReader: threadedSheetReader(null),
    reader: { look: async (text) => ({ ...nothingElse, ...judgeDocument(text, resolveWallTime) }) },
  });
}

const piece = (index: number, bytes: Uint8Array, last: boolean) => ({
  ...{ uploadId: 'upload-1', index, dataBase64: Buffer.from(bytes).toString('base64'), last },
  ...{ name: 'orders-cutover-en.xlsx', zoneHere: 'Europe/Berlin' },
});

async function opened() {
  const desk = handlers();
  const half = Math.floor(file.length / 2);
  await desk['sheets.read'](piece(0, file.subarray(0, half), false), caller);
  const read = await desk['sheets.read'](piece(1, file.subarray(half), true), caller);
  if (!read.ok || read.value.sheet === null) throw new Error('not read');
  return { desk, sheet: read.value.sheet };
}

it('reads a sheet sent in pieces, and answers what its row of the table allows', async () => {
  const { sheet } = await opened();
  expect(operations['sheets.look'].output.safeParse(sheet).success).toBe(true);
  expect(sheet).toMatchObject({ sheetId: 'upload-1', timezone: 'Europe/Berlin', summary: { steps: 9 } });
});

it('refuses a piece out of order and what is not base64', async () => {
  const desk = handlers();
  expect(await desk['sheets.read'](piece(1, file, true), caller)).toMatchObject({
    ok: false,
    problem: { code: 'invalid-input' },
  });
  expect(await desk['sheets.read']({ ...piece(0, file, true), dataBase64: '!!' }, caller)).toMatchObject({ ok: false });
});

it('looks again with corrections, shows rows by place and by number, and converts to a text without errors', async () => {
  const { desk } = await opened();
  const asked = { sheetId: 'upload-1', choices: { mapping: { 15: null }, key: 'orders' } };
  const look = await desk['sheets.look'](asked, caller);
  expect(look.ok && look.value.counts).toEqual({ error: 0, warning: 0, note: 0 });
  const rows = await desk['sheets.rows']({ ...asked, from: 0, atRow: 7, count: 1 }, caller);
  expect(rows).toMatchObject({
    ok: true,
    value: { from: 6, total: 10, rows: [{ number: 7, kind: 'step', stepId: 'step-6' }] },
  });
  const made = await desk['sheets.convert'](asked, caller);
  if (!made.ok) throw new Error(made.problem.message);
  expect(made.value.key).toBe('orders');
  expect(made.value.lint.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(made.value.text).toContain('Comments: point of no return');
});

it('converts nothing while an error stands, and says which', async () => {
  const { desk } = await opened();
  const made = await desk['sheets.convert']({ sheetId: 'upload-1', choices: { timezone: 'Mars/Olympus' } }, caller);
  expect(made).toMatchObject({
    ok: false,
    problem: { code: 'invalid-document', details: [expect.stringContaining('Mars')] },
  });
});

it('forgets the sheet looked at longest ago, and says so', async () => {
  const { desk } = await opened();
  for (const uploadId of ['upload-2', 'upload-3', 'upload-4']) {
    await desk['sheets.read'](
      { ...piece(0, Buffer.from('Task;Owner\nLook;Ann\n'), true), uploadId, name: 'a.csv' },
      caller,
    );
  }
  expect(await desk['sheets.look']({ sheetId: 'upload-1', choices: {} }, caller)).toMatchObject({
    ok: false,
    problem: { code: 'not-found' },
  });
});

it('what was begun and never finished is let go', async () => {
  const before = clock.timers;
  const desk = handlers();
  const first = { ...piece(0, file, false), uploadId: 'upload-left' };
  expect(await desk['sheets.read'](first, caller)).toMatchObject({ ok: true });
  await clock.advance(6 * 60_000);
  expect(await desk['sheets.read']({ ...first, index: 1, last: true }, caller)).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('from its first piece') },
  });
  expect(clock.timers).toBe(before);
});

it('no more files wait to be read than a few', async () => {
  const desk = handlers();
  const sent = Array.from({ length: 8 }, (_, at) =>
    desk['sheets.read']({ ...piece(0, file, true), uploadId: `upload-${at}-at-once` }, caller),
  );
  const answers = await Promise.all(sent);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(4);
  expect(answers.at(-1)).toMatchObject({ ok: false, problem: { code: 'refused' } });
});

it('thousands of rows are read and converted while the core answers others', async () => {
  const desk = handlers();
  const rows = Array.from({ length: 5000 }, (_, at) => `${at + 1},Task ${at},Ann Lee,5 min,${at || ''},a,b,c,d,e`);
  const bytes = new TextEncoder().encode(`ID,Task,Owner,Duration,Predecessors,v,w,x,y,z\n${rows.join('\n')}`);
  await desk['sheets.read']({ ...piece(0, file, true), uploadId: 'upload-warm' }, caller);
  const { longest, took } = await heldUp(async () => {
    const whole = { ...piece(0, bytes, true), uploadId: 'upload-large', name: 'large.csv' };
    expect(await desk['sheets.read'](whole, caller)).toMatchObject({ ok: true });
    const look = { sheetId: 'upload-large', choices: { key: 'large' } };
    expect(await desk['sheets.look'](look, caller)).toMatchObject({ ok: true });
  });
  // What is left to do here is the copy between threads.
  expect(longest).toBeLessThan(took / 2);
}, 60_000);
