import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DocumentEdit, DocumentTable } from '../../contract/editing.ts';
import { applySplices } from '../../contract/splices.ts';
import { editTable } from '../../main/domain/edit/edit-table.ts';
import { editDocument, readTable } from '../../main/domain/edit/index.ts';
import { edits, runbooks } from './random-runbooks.ts';

function tableOf(text: string): DocumentTable {
  const reading = readTable(text);
  if (reading.kind !== 'table') throw new Error(`${reading.message}\n${text}`);
  return reading.table;
}

/** Lines of the text that stand in it exactly so, counted. */
function countLines(text: string): Map<string, number> {
  const counted = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) counted.set(line, (counted.get(line) ?? 0) + 1);
  return counted;
}

const runs = { numRuns: Number(process.env.HOLDPOINT_EDIT_RUNS ?? 600) };

test('a random edit of a random runbook makes the table it means, or is refused with a reason of its own', () => {
  fc.assert(
    fc.property(runbooks, edits, (text, made) => {
      const before = tableOf(text);
      const answer = editDocument(text, made);
      if (!answer.ok) {
        expect(answer.problem.message, text).not.toContain('without touching something else');
        return;
      }
      const after = applySplices(text, answer.value.splices);
      const expected = made.reduce((table: DocumentTable, edit: DocumentEdit) => editTable(table, edit), before);
      expect(tableOf(after).rows.map((row) => row.cells)).toEqual(expected.rows.map((row) => row.cells));
      const { from, removed, rows } = answer.value.rows;
      expect(before.rows.toSpliced(from, removed, ...rows)).toEqual(tableOf(after).rows);
    }),
    runs,
  );
});

test('undoing the splices gives back every byte', () => {
  fc.assert(
    fc.property(runbooks, edits, (text, made) => {
      const answer = editDocument(text, made);
      if (!answer.ok) return;
      const after = applySplices(text, answer.value.splices);
      const back = answer.value.splices.map(({ from, to, text: now }) => ({
        from,
        to: from + now.length,
        text: text.slice(from, to),
      }));
      expect(applySplices(after, back)).toBe(text);
    }),
    runs,
  );
});

const oneCell = fc.record({
  row: fc.nat(6),
  field: fc.constantFrom(
    'title' as const,
    'responsible' as const,
    'stream' as const,
    'duration' as const,
    'after' as const,
  ),
  text: fc.constantFrom('s0', '7m', 'Something: else', "it's # 1"),
});

test('one cell is one line: every other line stays as it is, byte for byte', () => {
  fc.assert(
    fc.property(runbooks, oneCell, (text, cell) => {
      const answer = editDocument(text, [{ kind: 'set', ...cell }]);
      if (!answer.ok) return;
      const after = applySplices(text, answer.value.splices);
      const [was, is] = [countLines(text), countLines(after)];
      const lost = [...was].reduce((sum, [line, count]) => sum + Math.max(0, count - (is.get(line) ?? 0)), 0);
      const won = [...is].reduce((sum, [line, count]) => sum + Math.max(0, count - (was.get(line) ?? 0)), 0);
      // A value written over several lines (a list, three durations) becomes one.
      const isMultiLine = cell.field === 'after' || cell.field === 'duration';
      expect(won, after).toBeLessThanOrEqual(1);
      if (!isMultiLine) expect(lost).toBeLessThanOrEqual(1);
    }),
    runs,
  );
});

test('rows no edit speaks of keep their text', () => {
  fc.assert(
    fc.property(runbooks, fc.nat(6), fc.nat(6), (text, row, to) => {
      const answer = editDocument(text, [{ kind: 'move', row, count: 1, to }]);
      if (!answer.ok) return;
      const after = applySplices(text, answer.value.splices);
      const sorted = (whole: string) => whole.split(/\r?\n/).toSorted();
      expect(sorted(after)).toEqual(sorted(text));
      expect(after.length).toBe(text.length);
    }),
    runs,
  );
});
