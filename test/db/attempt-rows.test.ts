import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROW_BYTES } from '../../db/count-rows.ts';
import { openOrFail, RUN, temporaryFolder } from './workspace-fixture.ts';

const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
const all = { from: 0, count: 100_000, limit: Number.POSITIVE_INFINITY };

/** The same rows by the plain way: a line, cut every so many bytes. */
function rowsOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.flatMap((line) =>
    line === ''
      ? ['']
      : Array.from({ length: Math.ceil(line.length / ROW_BYTES) }, (_, at) =>
          line.slice(at * ROW_BYTES, (at + 1) * ROW_BYTES),
        ),
  );
}

const line = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 60 }).map((length) => 'l'.repeat(length)),
  fc.integer({ min: ROW_BYTES - 2, max: 3 * ROW_BYTES + 2 }).map((length) => 'x'.repeat(length)),
);

describe('rows of an attempt', () => {
  it('are the lines of what was printed, wherever blocks were cut and whether they are stored yet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ line, ends: fc.boolean(), sync: fc.boolean() }), { maxLength: 40 }),
        async (script) => {
          const { output, close } = openOrFail(temporaryFolder());
          const writer = output.open(ref);
          let printed = '';
          for (const { line: text, ends, sync } of script) {
            const bytes = Buffer.from(ends ? `${text}\n` : text);
            writer.write({
              stream: 'stdout',
              rawOffset: printed.length,
              rawBytes: bytes.length,
              bytes,
              redactions: 0,
              at: 1,
            });
            printed += bytes.toString();
            if (sync) await writer.sync();
          }
          const rows = output.rows(ref);
          const wanted = rowsOf(printed);
          const read = rows.read('all', all);
          expect(read.map((row) => Buffer.from(row.bytes).toString())).toEqual(wanted);
          expect(read.map((row) => row.at)).toEqual(wanted.map((_, at) => at));
          expect(rows.totals('stdout')).toMatchObject({ rows: wanted.length, bytes: printed.length });
          // Any window says the same, and a byte is found in its row.
          const from = Math.floor(wanted.length / 2);
          expect(rows.read('stdout', { ...all, from, count: 3 })).toEqual(read.slice(from, from + 3));
          for (const row of read.slice(0, 5)) {
            expect(rows.rowOfOffset('all', 'stdout', row.offset)).toBe(row.at);
            expect(rows.rowOfLine('all', row.line)).toBe(read.find((one) => one.line === row.line)?.at);
          }
          await writer.close();
          await close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('stay in the order of arrival over both streams, and each stream has its own count', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    // biome-ignore lint/complexity/useMaxParams: four facts of a piece, on one line each
    const put = (stream: 'stdout' | 'stderr', rawOffset: number, text: string, at: number) =>
      writer.write({ stream, rawOffset, rawBytes: text.length, bytes: Buffer.from(text), redactions: 0, at });
    put('stderr', 0, 'warning\n', 1);
    put('stdout', 0, 'begin\nhalf of ', 2);
    await writer.sync();
    put('stderr', 8, 'between\n', 3);
    await writer.sync();
    put('stdout', 14, 'a line\nend\n', 4);
    const rows = output.rows(ref);
    const texts = (choice: 'all' | 'stdout' | 'stderr') =>
      rows.read(choice, all).map((row) => `${row.line} ${Buffer.from(row.bytes)}`);
    expect(texts('all')).toEqual(['1 warning', '2 begin', '3 half of a line', '4 between', '5 end']);
    expect(texts('stdout')).toEqual(['1 begin', '2 half of a line', '3 end']);
    expect(rows.rowOfTime('all', 3)).toBe(3);
    expect(rows.totals('all').settled).toBe(4);
    await writer.close();
    await close();
  });

  it('begin in the colours that were left on, however far above', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    const text = `\u001b[1;31mfailing\n${'still red\n'.repeat(20_000)}\u001b[0mplain\n`;
    for (let at = 0; at < text.length; at += 9_999) {
      const bytes = Buffer.from(text.slice(at, at + 9_999));
      writer.write({ stream: 'stdout', rawOffset: at, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
    }
    await writer.sync();
    const rows = output.rows(ref);
    expect(rows.read('all', { ...all, from: 15_000, count: 1 })[0]?.pen).toBe('1;31');
    expect(rows.read('all', { ...all, from: 20_001, count: 1 })[0]?.pen).toBe('1;31');
    await writer.close();
    await close();
  });

  it('are counted when they are first looked at, where an earlier build stored them', async () => {
    const folder = temporaryFolder();
    const first = openOrFail(folder);
    const writer = first.output.open(ref);
    const bytes = Buffer.from('one line\n'.repeat(30_000));
    writer.write({ stream: 'stdout', rawOffset: 0, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
    await writer.close();
    await first.close();
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(`${folder}/holdpoint.sqlite3`);
    database.exec('UPDATE output_block SET line_rows = NULL, lines = NULL, open_bytes = NULL');
    database.close();
    const again = openOrFail(folder);
    expect(again.output.rows(ref).totals('all')).toMatchObject({ rows: 30_000, lines: 30_000, isCounted: true });
    await again.close();
  });

  it('count what a terminal would have obeyed, also where a block cuts it in two', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    let offset = 0;
    for (const text of ['a\u001b]0;title\u0007b \u001b[2', 'J \u001b[32mgreen\u001b[0m \u001b[K\n']) {
      const bytes = Buffer.from(text);
      writer.write({ stream: 'stdout', rawOffset: offset, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
      offset += bytes.length;
      await writer.sync();
    }
    expect(output.rows(ref).totals('all').escapes).toBe(2);
    await writer.close();
    await close();
  });
});
