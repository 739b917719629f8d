import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commaSeparated, safeCell, tabSeparated } from '../../../renderer/features/runsheet/table/cells-text.ts';
import { columnKeys, sortedSteps, stepColumns } from '../../../renderer/features/runsheet/table/step-columns.ts';
import { nightView, T0 } from '../fake/night.ts';

const { steps } = nightView();
const writing = { zone: 'UTC', today: T0, numbers: new Map(steps.map((step) => [step.id as string, step.index])) };

test('a cell that a spreadsheet would run is made text; numbers stay numbers', () => {
  expect(safeCell('=HYPERLINK("http://x")')).toBe(`'=HYPERLINK("http://x")`);
  expect(safeCell(' +1+1')).toBe(`' +1+1`);
  expect(safeCell('@SUM(A1)')).toBe(`'@SUM(A1)`);
  expect(safeCell('-12')).toBe('-12');
  expect(safeCell('a=b')).toBe('a=b');
});

test('no text begins a formula, and none leaves its cell', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      (rows) => {
        const lines = tabSeparated(rows).split('\n');
        expect(lines).toHaveLength(rows.length);
        for (const [at, line] of lines.entries()) {
          const cells = line.split('\t');
          expect(cells).toHaveLength(rows[at]?.length ?? 0);
          for (const cell of cells) expect(cell).not.toMatch(/^\s*[=@]/);
        }
      },
    ),
  );
});

test('a file for Excel has its mark, and quotes what would break a row', () => {
  expect(
    commaSeparated([
      ['a', 'b,c'],
      ['say "x"', 'two\nlines'],
    ]),
  ).toBe('\ufeffa,"b,c"\r\n"say ""x""","two\nlines"\r\n');
});

test('every column has words for every step', () => {
  expect(stepColumns.map((column) => column.key)).toEqual(columnKeys);
  for (const column of stepColumns) for (const step of steps) expect(typeof column.text(step, writing)).toBe('string');
});

test('sorting keeps every step, puts what is missing last either way, and ties in the order of the plan', () => {
  for (const key of columnKeys) {
    for (const isDown of [false, true]) {
      const sorted = sortedSteps(steps, { key, isDown });
      expect(new Set(sorted)).toEqual(new Set(steps));
    }
  }
  const byTargets = sortedSteps(steps, { key: 'targets', isDown: true });
  expect(byTargets[0]?.targets.failed).toBeGreaterThan(0);
  expect(byTargets.at(-1)?.targets.total).toBe(0);
  const byStream = sortedSteps(steps, { key: 'stream', isDown: false }).filter((step) => step.stream === 'platform');
  expect(byStream.map((step) => step.index)).toEqual([...byStream.map((step) => step.index)].sort((a, b) => a - b));
});
