import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTexts, mergeTexts } from '../../main/domain/edit/index.ts';
import { hunksBetween, linesOf } from '../../main/domain/edit/line-diff.ts';
import { yardsticksOf } from '../support/yardstick.ts';

const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '\n');
const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.join(''));
const runs = { numRuns: 4000 };

test('putting the hunks in place of what they replace gives the other text', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [a, b] = [linesOf(before), linesOf(after)];
      let at = 0;
      const parts: string[] = [];
      for (const hunk of hunksBetween(a, b)) {
        parts.push(...a.slice(at, hunk.beforeFrom), ...b.slice(hunk.afterFrom, hunk.afterTo));
        at = hunk.beforeTo;
      }
      expect([...parts, ...a.slice(at)].join('')).toBe(after);
    }),
    runs,
  );
});

test('a comparison counts what it shows', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { lines, added, removed } = compareTexts(before, after);
      expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(added);
      expect(lines.filter(({ kind }) => kind === 'removed')).toHaveLength(removed);
      expect(added - removed).toBe(linesOf(after).length - linesOf(before).length);
    }),
    runs,
  );
});

test('what only one side changed is that side; the same change twice is one', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(mergeTexts(base, other, base).text).toBe(other);
      expect(mergeTexts(base, base, other).text).toBe(other);
      expect(mergeTexts(base, other, other).text).toBe(other);
    }),
    runs,
  );
});

const numbered = fc
  .integer({ min: 6, max: 30 })
  .map((count) => Array.from({ length: count }, (_, at) => `line ${at}\n`));
const change = fc.record({ at: fc.nat(29), kind: fc.constantFrom('replace', 'delete', 'insert') });

function made(lines: readonly string[], { at, kind }: { at: number; kind: string }, by: string): string[] {
  const place = at % lines.length;
  if (kind === 'insert') return lines.toSpliced(place, 0, `${by} new\n`);
  return lines.toSpliced(place, 1, ...(kind === 'delete' ? [] : [`${by} changed\n`]));
}

test('changes that do not touch are both in the merge, and it does not matter who was first', () => {
  fc.assert(
    fc.property(numbered, change, change, (lines, theirs, mine) => {
      const [one, other] = [theirs.at % lines.length, mine.at % lines.length];
      fc.pre(Math.abs(one - other) > 1);
      const base = lines.join('');
      const newest = made(lines, theirs, 'their').join('');
      const draft = made(lines, mine, 'my').join('');
      const merged = mergeTexts(base, newest, draft);
      const [first, second] =
        one > other
          ? [
              { ...theirs, by: 'their' },
              { ...mine, by: 'my' },
            ]
          : [
              { ...mine, by: 'my' },
              { ...theirs, by: 'their' },
            ];
      const both = made(
        made(lines, { ...first, at: first.at % lines.length }, first.by),
        { ...second, at: second.at % lines.length },
        second.by,
      );
      expect(merged.text).toBe(both.join(''));
      expect(mergeTexts(base, draft, newest).text).toBe(merged.text);
    }),
    runs,
  );
});

test('the same line changed by both is a conflict that holds both sides', () => {
  fc.assert(
    fc.property(numbered, fc.nat(29), (lines, at) => {
      const place = at % lines.length;
      const newest = lines.with(place, 'theirs\n').join('');
      const mine = lines.with(place, 'mine\n').join('');
      const { text: both, conflicts } = mergeTexts(lines.join(''), newest, mine);
      expect(both).toBeNull();
      expect(conflicts).toEqual([{ line: place + 1, base: [lines[place]], newest: ['theirs\n'], mine: ['mine\n'] }]);
    }),
    { numRuns: 500 },
  );
});

test('two long texts that have nothing in common are compared in bounded time', async () => {
  const one = Array.from({ length: 20_000 }, (_, at) => `one ${at}\n`).join('');
  const other = Array.from({ length: 20_000 }, (_, at) => `other ${at}\n`).join('');
  const comparing = await yardsticksOf(() =>
    expect(compareTexts(one, other)).toMatchObject({ added: 20_000, removed: 20_000 }),
  );
  expect(comparing).toBeLessThan(60);
});
