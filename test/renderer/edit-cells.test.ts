import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentTable } from '../../contract/editing.ts';
import { clearing, pasting, readTsv, writeTsv } from '../../renderer/features/edit/cell-block.ts';
import { columnsOf, completionsOf } from '../../renderer/features/edit/columns.ts';
import { findingPlaces, findingsAt } from '../../renderer/features/edit/finding-places.ts';
import { at, moved } from '../../renderer/features/edit/selection.ts';

const columns = columnsOf('Runbook');
const table: DocumentTable = {
  ...{ kind: 'Runbook', key: 'a', fields: {}, roles: ['Release manager'] },
  rows: ['drain', 'deploy', 'open'].map((id) => ({ cells: { id, kind: 'manual', title: `To ${id}` }, locked: [] })),
};

describe('cells from and to a spreadsheet', () => {
  it('come back as they went, whatever is in them', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', ' ', 'ü') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        fc.pre(rows.at(-1)?.[1] !== '');
        expect(readTsv(writeTsv(rows))).toEqual(rows);
      }),
    );
  });

  it('keep a lone quote as the letter it is', () => {
    expect(readTsv('5" disk\t"quoted\nbreak"\r\n"open\tx\n')).toEqual([
      ['5" disk', 'quoted\nbreak'],
      ['"open', 'x'],
    ]);
  });

  it('fill a range, and add rows beyond the end', () => {
    const cells = readTsv('One\tmanual\nTwo\twait');
    expect(pasting(table, columns, { selection: at(2, 0), cells })).toEqual([
      { kind: 'set', row: 2, field: 'title', text: 'One' },
      { kind: 'insert', at: 3, rows: [{ title: 'Two', kind: 'wait' }] },
    ]);
  });

  it('put one value into every selected cell', () => {
    const selection = { row: 0, column: 2, toRow: 2, toColumn: 2 };
    expect(pasting(table, columns, { selection, cells: [['Ops']] })).toHaveLength(3);
  });

  it('are emptied, but for what a row cannot be without', () => {
    const filled = {
      ...table,
      rows: [{ cells: { id: 'a', kind: 'manual', title: 'A', responsible: 'X' }, locked: [] }],
    };
    const all = { top: 0, bottom: 0, left: 0, right: columns.length - 1 };
    expect(clearing(filled, columns, all)).toEqual([{ kind: 'set', row: 0, field: 'responsible', text: '' }]);
  });
});

describe('the selection', () => {
  const extent = { rows: 3, columns: 4 };
  it('moves as in a spreadsheet and stays in the table', () => {
    const press = (key: string, more = {}) => ({ key, ctrl: false, shift: false, ...more });
    expect(moved(at(0, 3), press('Tab'), extent)).toEqual(at(1, 0));
    expect(moved(at(2, 3), press('Tab'), extent)).toBeNull();
    expect(moved(at(0, 0), press('ArrowUp'), extent)).toEqual(at(0, 0));
    expect(moved(at(0, 0), press('ArrowDown', { ctrl: true }), extent)).toEqual(at(2, 0));
    expect(moved(at(1, 1), press('ArrowRight', { shift: true }), extent)).toEqual({
      row: 1,
      column: 1,
      toRow: 1,
      toColumn: 2,
    });
    expect(moved(at(1, 1), press('x'), extent)).toBeNull();
  });
});

describe('completion of what comes before', () => {
  const after = columns.find(({ field }) => field === 'after') ?? { field: 'after', name: 'After', width: '' };
  it('finds steps by number, id and title, and leaves what is named already', () => {
    expect(completionsOf(after, '2', table)[0]).toMatchObject({ text: 'deploy', hint: '2 To deploy' });
    expect(completionsOf(after, 'drain, op', table).map(({ text }) => text)).toEqual(['drain, open']);
    expect(completionsOf(after, 'drain, to dr', table)).toEqual([]);
  });
});

it('a finding stands at its cell, or at its row when the table has no such column', () => {
  const finding = { rule: 'r', severity: 'error' as const, message: 'm' };
  const places = findingPlaces(
    [
      { ...finding, path: 'steps[2].after[0]' },
      { ...finding, path: 'steps[1].run' },
      { ...finding, path: 'people[0].name' },
    ],
    new Set(['after']),
  );
  expect(findingsAt(places, 2, 'after')).toHaveLength(1);
  expect(findingsAt(places, 1, '')).toHaveLength(1);
  expect(places.size).toBe(2);
});
