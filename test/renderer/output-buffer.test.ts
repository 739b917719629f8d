import { expect, test } from 'vitest';
import type { OutputChunk } from '../../contract/workspace-views.ts';
import { appendChunks, emptyOutput, LINE_CAP, LINE_LENGTH_CAP } from '../../renderer/state/output-buffer.ts';

function chunk(offset: number, text: string, stream: OutputChunk['stream'] = 'stdout'): OutputChunk {
  return { stream, offset, bytes: new TextEncoder().encode(text).length, text, at: 0 };
}

function texts(...batches: OutputChunk[][]): string[] {
  const buffer = batches.reduce((grown, chunks) => appendChunks(grown, chunks, false), emptyOutput);
  return buffer.lines.map((line) => line.text);
}

test('a line cut by chunks is one line, also when the other stream writes between', () => {
  expect(texts([chunk(0, 'dra')], [chunk(0, 'warning\n', 'stderr')], [chunk(3, 'ining\nok\n')])).toEqual([
    'draining',
    'warning',
    'ok',
  ]);
});

test('chunks that come again after a reconnect are not shown twice', () => {
  expect(texts([chunk(0, 'one\ntwo\n')], [chunk(0, 'one\ntwo\n')])).toEqual(['one', 'two']);
});

test('of a chunk that overlaps what is shown only the new bytes count, also beside multi-byte characters', () => {
  expect(texts([chunk(0, 'schön\n')], [chunk(0, 'schön\nneu\n')])).toEqual(['schön', 'neu']);
});

test('bytes that are missing in this view are named, never hidden', () => {
  const buffer = appendChunks(emptyOutput, [chunk(0, 'one\n'), chunk(104, 'two\n')], true);
  expect(buffer.lines.map((line) => line.gap)).toEqual([0, 100]);
  expect(buffer.complete).toBe(true);
});

test('a view that begins in the middle says how much came before', () => {
  const buffer = appendChunks(emptyOutput, [chunk(4096, 'late\n')], false);
  expect(buffer.lines[0]?.gap).toBe(4096);
});

test('the buffer is bounded in lines and in the length of a line, and says what fell out', () => {
  const many = Array.from({ length: LINE_CAP + 10 }, (_, at) => `line ${at}\n`).join('');
  const buffer = appendChunks(emptyOutput, [chunk(0, many)], false);
  expect(buffer.lines).toHaveLength(LINE_CAP);
  expect(buffer.dropped).toBe(10);
  expect(buffer.lines[0]?.text).toBe('line 10');
  const endless = appendChunks(emptyOutput, [chunk(0, 'x'.repeat(100_000))], false);
  expect(endless.lines[0]?.text.length).toBeLessThan(LINE_LENGTH_CAP + 10);
});

test('an earlier buffer is never changed by what comes later', () => {
  const before = appendChunks(emptyOutput, [chunk(0, 'par')], false);
  appendChunks(before, [chunk(3, 'tial\n')], false);
  expect(before.lines[0]?.text).toBe('par');
});
