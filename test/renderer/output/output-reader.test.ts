import { expect, test } from 'vitest';
import { failed, ok } from '../../../contract/errors.ts';
import type { OutputStream } from '../../../contract/events.ts';
import { copiedText } from '../../../renderer/features/output/copy-output.ts';
import { openLineSearch } from '../../../renderer/features/output/line-search.ts';
import { nextHit, nothingFound, searchOutput } from '../../../renderer/features/output/search-output.ts';
import { OutputReader, type ReadBytes } from '../../../renderer/state/output-reader.ts';

interface Captured {
  readonly stream: OutputStream;
  readonly text: string;
  readonly at: number;
}

/** A store of captured pieces, as `runs.bytes` answers. */
function store(pieces: readonly Captured[]): { read: ReadBytes; calls: number[] } {
  const calls: number[] = [];
  const encoded = pieces.map((piece) => ({ ...piece, bytes: new TextEncoder().encode(piece.text) }));
  const read: ReadBytes = async ({ stream, offset, limit }) => {
    calls.push(limit);
    const mine = encoded.filter((piece) => piece.stream === stream);
    const whole = Buffer.concat(mine.map((piece) => piece.bytes));
    let next = 0;
    const blocks = mine.map((piece) => {
      const from = next;
      next += piece.bytes.length;
      return { offset: from, bytes: piece.bytes.length, at: piece.at, redactions: 0 };
    });
    const inRange = blocks.filter((block) => block.offset < offset + limit && block.offset + block.bytes > offset);
    return ok({ bytes: whole.subarray(offset, offset + limit), totalBytes: whole.length, blocks: inRange });
  };
  return { read, calls };
}

async function readerOf(pieces: readonly Captured[]) {
  const { read } = store(pieces);
  const reader = new OutputReader(read, () => {});
  await reader.takeStored();
  return reader;
}

function texts(reader: OutputReader): (string | null)[] {
  return Array.from({ length: reader.rows.count }, (_, at) => reader.text(at));
}

test('stored output of both streams stands in the order it was captured', async () => {
  const reader = await readerOf([
    { stream: 'stdout', text: 'one\ntwo\n', at: 10 },
    { stream: 'stderr', text: 'oops\n', at: 20 },
    { stream: 'stdout', text: 'three\n', at: 30 },
  ]);
  expect(texts(reader)).toEqual(['one', 'two', 'oops', 'three']);
  expect(reader.times.at('stdout', 9)).toBe(30);
});

test('what only one stream has left at the end is taken in too, over page after page of the other', async () => {
  const reader = await readerOf([
    { stream: 'stdout', text: 'x'.repeat(600_000), at: 10 },
    { stream: 'stderr', text: 'done\n', at: 20 },
  ]);
  expect(reader.rows.countOf(['stderr'])).toBe(1);
  expect(reader.text(reader.rows.count - 1)).toBe('done');
});

test('what is pushed follows what is stored, and what comes twice is shown once', async () => {
  const reader = await readerOf([{ stream: 'stdout', text: 'one\n', at: 1 }]);
  const chunk = { stream: 'stdout', offset: 0, bytes: 8, text: 'one\ntwo\n', at: 2 } as const;
  await reader.takeChunk(chunk);
  await reader.takeChunk(chunk);
  expect(texts(reader)).toEqual(['one', 'two']);
});

test('a pushed text that cannot be what was stored is read from the store', async () => {
  const bytes = Buffer.from([0x61, 0xff, 0x62, 0x0a]);
  const reader = new OutputReader(
    async ({ stream, offset }) =>
      ok(
        stream === 'stdout'
          ? { bytes: bytes.subarray(offset), totalBytes: 4, blocks: [] }
          : { bytes: new Uint8Array(0), totalBytes: 0, blocks: [] },
      ),
    () => {},
  );
  await reader.takeChunk({ stream: 'stdout', offset: 0, bytes: 4, text: 'a\ufffdb\n', at: 0 });
  expect(reader.rows.end('stdout')).toBe(4);
  expect(texts(reader)).toEqual(['a\ufffdb']);
});

test('twenty megabytes are held as an index and a few pages, and any row is read again when it is looked at', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const reader = await readerOf([{ stream: 'stdout', text: line.repeat(200_000), at: 1 }]);
  expect(reader.rows.count).toBe(200_000);
  expect(reader.text(0)).toBeNull();
  await expect.poll(() => reader.text(0)).toBe('x'.repeat(99));
});

test('a store that cannot be read is told, not shown as empty', async () => {
  const reader = new OutputReader(
    async () => failed('workspace-unusable', 'The segment is damaged.'),
    () => {},
  );
  expect(await reader.takeStored()).toBe(false);
  expect(reader.problem?.message).toBe('The segment is damaged.');
});

async function hitsOf(
  reader: OutputReader,
  query: Parameters<typeof openLineSearch>[0],
  signal = new AbortController().signal,
) {
  const lines = openLineSearch(query);
  const found = await searchOutput({ reader, choice: 'all', lines, signal, tell: () => {} }, nothingFound);
  return found.hits;
}

test('a search runs over everything stored, sees text without its colours, and minds case only when asked', async () => {
  const filler = 'nothing here\n'.repeat(60_000);
  const reader = await readerOf([
    { stream: 'stdout', text: `\u001b[31mERR\u001b[0mOR at once\n${filler}Error again\n`, at: 1 },
  ]);
  expect(await hitsOf(reader, { text: 'error', isPattern: false, isCaseSensitive: false })).toEqual([0, 60_001]);
  expect(await hitsOf(reader, { text: 'ERROR', isPattern: false, isCaseSensitive: true })).toEqual([0]);
});

test('a stopped search says how far it came and finds no more', async () => {
  const reader = await readerOf([{ stream: 'stdout', text: 'hit\n'.repeat(20_000), at: 1 }]);
  const control = new AbortController();
  const lines = openLineSearch({ text: 'hit', isPattern: false, isCaseSensitive: false });
  const found = await searchOutput(
    { reader, choice: 'all', lines, signal: control.signal, tell: () => control.abort() },
    nothingFound,
  );
  expect(found.searchedTo).toBeLessThan(20_000);
  expect(found.hits.length).toBe(found.searchedTo);
});

test('the next hit goes around the end, and back around the beginning', () => {
  expect(nextHit([3, 7, 9], 7, 1)).toBe(2);
  expect(nextHit([3, 7, 9], 9, 1)).toBe(0);
  expect(nextHit([3, 7, 9], 3, -1)).toBe(2);
  expect(nextHit([], 3, 1)).toBe(-1);
});

test('copied lines carry no sequence, and a line of several rows is one line', async () => {
  const long = 'y'.repeat(9000);
  const reader = await readerOf([{ stream: 'stdout', text: `\u001b]0;title\u0007a\n${long}\nz\n`, at: 1 }]);
  expect(await copiedText(reader, 'all', { from: 0, to: reader.rows.count - 1 })).toBe(`a\n${long}\nz`);
});
