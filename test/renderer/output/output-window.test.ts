import { expect, test } from 'vitest';
import { ok } from '../../../contract/errors.ts';
import type { OutputRow, RowTotals } from '../../../contract/output-views.ts';
import { findInOutput, nothingFound } from '../../../renderer/features/output/find-in-output.ts';
import { jumpTarget } from '../../../renderer/features/output/jump-target.ts';
import { markedParts, nextHit } from '../../../renderer/features/output/output-query.ts';
import { OutputWindow } from '../../../renderer/state/output-window.ts';

const rowAt = (at: number, text = `line ${at + 1}`): OutputRow => ({
  ...{ at, line: at + 1, stream: 'stdout', offset: at * 10, bytes: 9, text, time: 1 },
});
const totalsOf = (rows: number, settled = rows): RowTotals => ({
  ...{ rows, settled, lines: rows, bytes: rows * 10, escapes: 0, redactions: 0, isCounted: true },
});

/** A core with so many rows, of which a page may hold fewer than asked for. */
function core(count: number, most = 500) {
  const asked: { from: number; count: number }[] = [];
  let text = (at: number) => `line ${at + 1}`;
  const window = new OutputWindow(
    async ({ from, count: wanted }) => {
      asked.push({ from, count: wanted });
      const length = Math.max(0, Math.min(wanted, most, count - from));
      return ok({
        rows: Array.from({ length }, (_, step) => rowAt(from + step, text(from + step))),
        totals: totalsOf(count, 1000),
      });
    },
    () => {},
  );
  return { window, asked, say: (next: typeof text) => (text = next) };
}

const rest = () => new Promise((resolve) => setTimeout(resolve, 0));

test('a billion rows are opened at their end without asking for any of them', () => {
  const { window, asked } = core(1_000_000_000);
  window.take({ totals: totalsOf(1_000_000_000), last: [rowAt(999_999_998), rowAt(999_999_999)] });
  expect(window.row(999_999_999)?.text).toBe('line 1000000000');
  expect(asked).toEqual([]);
});

test('a row out of sight is read with those around it, once', async () => {
  const { window, asked } = core(100_000);
  window.take({ totals: totalsOf(100_000), last: [rowAt(99_999)] });
  expect(window.row(500)).toBeNull();
  window.row(501);
  await rest();
  expect(window.row(500)?.text).toBe('line 501');
  expect(asked).toEqual([{ from: 384, count: 128 }]);
});

test('rows too long for one answer are asked for again from where it ended', async () => {
  const { window, asked } = core(100_000, 50);
  window.take({ totals: totalsOf(100_000), last: [rowAt(99_999)] });
  for (let round = 0; round < 3; round += 1) {
    window.row(500);
    await rest();
  }
  expect(window.row(500)?.text).toBe('line 501');
  expect(asked.map(({ from }) => from)).toEqual([384, 434, 484]);
});

test('a row that may still grow is read again when more came, and shown as it was meanwhile', async () => {
  const { window, say } = core(2_000);
  window.take({ totals: totalsOf(2_000, 1_000), last: [rowAt(1_999)] });
  window.row(1_500);
  await rest();
  say((at) => `longer ${at}`);
  window.take({ totals: { ...totalsOf(2_000, 1_000), bytes: 30_000 }, last: [rowAt(1_999)] });
  expect(window.row(1_500)?.text).toBe('line 1501');
  await rest();
  expect(window.row(1_500)?.text).toBe('longer 1500');
});

test('a search goes on part by part, counts every row, and keeps them rising', async () => {
  const parts = [
    { rows: [3, 9], next: 1, reached: 1, searchedBytes: 10, totalBytes: 20 },
    { rows: [8, 12], next: null, reached: 2, searchedBytes: 20, totalBytes: 20 },
  ];
  let found = nothingFound;
  const query = { text: 'a', isPattern: false, isCaseSensitive: false };
  const { signal } = new AbortController();
  const find = async ({ from = 0 }) =>
    ok(parts[from] ?? { rows: [], next: null, reached: from, searchedBytes: 0, totalBytes: 0 });
  await findInOutput({ query, find, signal, tell: (next) => (found = next) }, nothingFound);
  expect(found).toMatchObject({ hits: [3, 8, 9, 12], count: 4, reached: 2 });
});

test('the next hit and the one before go around the end', () => {
  expect(nextHit([5, 9], 9, 1)).toBe(0);
  expect(nextHit([5, 9], 5, -1)).toBe(1);
  expect(nextHit([], 5, 1)).toBe(-1);
});

test('what was looked for is marked without regard to case, and a pattern only by its row', () => {
  const query = { text: 'err', isPattern: false, isCaseSensitive: false };
  expect(markedParts('an Error, an ERR', query)).toEqual([
    { text: 'an ', isMarked: false },
    { text: 'Err', isMarked: true },
    { text: 'or, an ', isMarked: false },
    { text: 'ERR', isMarked: true },
  ]);
  expect(markedParts('an Error', { ...query, isPattern: true })).toEqual([{ text: 'an Error', isMarked: false }]);
});

test('a line by its number, a time by the clock at the site, over midnight too', () => {
  const startedAt = Date.UTC(2026, 10, 28, 22, 50);
  const at = { zone: 'Europe/Berlin', startedAt };
  expect(jumpTarget('1200', at)).toEqual({ line: 1200 });
  expect(jumpTarget('23:55', at)).toEqual({ time: Date.UTC(2026, 10, 28, 22, 55) });
  expect(jumpTarget('00:10:05', at)).toEqual({ time: Date.UTC(2026, 10, 28, 23, 10, 5) });
  expect(jumpTarget('soon', at)).toBeNull();
  expect(jumpTarget('25:00', at)).toBeNull();
});
