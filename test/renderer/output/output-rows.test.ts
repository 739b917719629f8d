import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputRows, ROW_BYTES } from '../../../renderer/state/output-rows.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function all(rows: OutputRows) {
  return Array.from({ length: rows.count }, (_, at) => rows.row(at)).flatMap((row) => (row === null ? [] : [row]));
}

test('a line cut by pieces is one row, also when the other stream writes between', () => {
  const rows = new OutputRows();
  rows.add('stdout', bytes('dra'));
  rows.add('stderr', bytes('warning\n'));
  rows.add('stdout', bytes('ining\nok\n'));
  expect(all(rows).map(({ stream, offset, bytes: length, line }) => [stream, offset, length, line])).toEqual([
    ['stdout', 0, 8, 1],
    ['stderr', 0, 7, 2],
    ['stdout', 9, 2, 3],
  ]);
});

test('an empty line is a row; what comes after the last newline is none', () => {
  const rows = new OutputRows();
  rows.add('stdout', bytes('a\n\nb\n'));
  expect(all(rows).map((row) => row.bytes)).toEqual([1, 0, 1]);
});

test('a line without an end is open until its newline comes', () => {
  const rows = new OutputRows();
  rows.add('stdout', bytes('half'));
  expect(rows.row(0)?.isOpen).toBe(true);
  rows.add('stdout', bytes('\n'));
  expect(rows.row(0)?.isOpen).toBe(false);
});

test('ten megabytes without a newline are rows of one line, cut between characters', () => {
  const rows = new OutputRows();
  const text = bytes('ä'.repeat(5 * 1024 * 1024));
  for (let at = 0; at < text.length; at += 65_537) rows.add('stdout', text.subarray(at, at + 65_537));
  const found = all(rows);
  expect(new Set(found.map((row) => row.line))).toEqual(new Set([1]));
  expect(found.every((row) => row.bytes <= ROW_BYTES && row.offset % 2 === 0)).toBe(true);
  expect(found.reduce((sum, row) => sum + row.bytes, 0)).toBe(text.length);
});

test('one stream alone has its own rows', () => {
  const rows = new OutputRows();
  rows.add('stdout', bytes('1\n2\n'));
  rows.add('stderr', bytes('e\n'));
  rows.add('stdout', bytes('3\n'));
  expect(rows.countOf(['stderr'])).toBe(1);
  expect(rows.placeOf(['stderr'], 0)).toBe(2);
  expect([0, 1, 2].map((at) => rows.placeOf(['stdout', 'body'], at))).toEqual([0, 1, 3]);
});

test('however the bytes are cut, the rows of a stream are its lines', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (lines, size) => {
        const clean = lines.map((line) => line.replaceAll('\n', ''));
        const whole = bytes(clean.map((line) => `${line}\n`).join(''));
        const rows = new OutputRows();
        for (let at = 0; at < whole.length; at += size) rows.add('stdout', whole.subarray(at, at + size));
        const texts = all(rows).map((row) =>
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole.subarray(row.offset, row.offset + row.bytes)),
        );
        expect(texts).toEqual(clean);
      },
    ),
  );
});
