import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findRows } from '../../db/find-rows.ts';
import { openOrFail, RUN, temporaryFolder } from './workspace-fixture.ts';

const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
const plain = { isPattern: false, isCaseSensitive: false };

/** Rows that match, over as many parts as it takes. */
async function found(
  pieces: readonly { stream: 'stdout' | 'stderr'; text: string }[],
  query: Parameters<typeof findRows>[1],
) {
  const { output, close } = openOrFail(temporaryFolder());
  const writer = output.open(ref);
  const at = { stdout: 0, stderr: 0 };
  for (const { stream, text } of pieces) {
    const bytes = Buffer.from(text);
    writer.write({ stream, rawOffset: at[stream], rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
    at[stream] += bytes.length;
    await writer.sync();
  }
  const rows = output.rows(ref);
  const hits: number[] = [];
  for (let from = 0; ; ) {
    const part = rows.part('all', from);
    hits.push(...findRows(part.pieces, query));
    if (part.isLast) break;
    from = part.next;
  }
  const texts = rows.read('all', { from: 0, count: 100_000, limit: Number.POSITIVE_INFINITY });
  await writer.close();
  await close();
  return { hits, texts: texts.map((row) => Buffer.from(row.bytes).toString()) };
}

it('every row is found in which the text begins, over both streams and however they were cut', async () => {
  const word = fc.constantFrom('a needle here', 'nothing', '', 'NEEDLE', 'n', 'eedle');
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          stream: fc.constantFrom('stdout' as const, 'stderr' as const),
          words: fc.array(word, { maxLength: 5 }),
        }),
        {
          maxLength: 12,
        },
      ),
      async (script) => {
        const pieces = script.map(({ stream, words }) => ({
          stream,
          text: words.join('\n') + (words.length > 2 ? '\n' : ''),
        }));
        const { hits, texts } = await found(pieces, { text: 'needle', ...plain });
        expect(hits).toEqual(texts.flatMap((text, at) => (text.toLowerCase().includes('needle') ? [at] : [])));
      },
    ),
    { numRuns: 40 },
  );
});

it('what goes over the border of two rows of a long line, or of two blocks, is found where it begins', async () => {
  const long = `${'x'.repeat(4093)}needle${'y'.repeat(9000)}needle`;
  const whole = await found([{ stream: 'stdout', text: long }], { text: 'needle', ...plain });
  expect(whole.hits).toEqual([0, 3]);
  const cut = await found(
    [
      { stream: 'stdout', text: long.slice(0, 4095) },
      { stream: 'stdout', text: long.slice(4095) },
    ],
    { text: 'needle', ...plain },
  );
  expect(cut.hits).toEqual([0, 3]);
});

it('colours do not hide a word, and a pattern sees lines as they are seen', async () => {
  const pieces = [
    { stream: 'stdout' as const, text: 'plain\n\u001b[31mfai\u001b[1mled\u001b[0m: exit 3\nsch\u00f6n failed\n' },
  ];
  expect((await found(pieces, { text: 'failed', ...plain })).hits).toEqual([1, 2]);
  expect((await found(pieces, { text: '^failed: exit \\d$', isPattern: true, isCaseSensitive: true })).hits).toEqual([
    1,
  ]);
});
