import { appendFileSync, existsSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILES } from '../../db/files.ts';
import { OutputSearching, type Search } from '../../db/output-search.ts';
import { openOrFail, temporaryFolder } from './workspace-fixture.ts';

const RUNS = ['run-20261121-1200-aaaa', 'run-20261121-1300-bbbb'] as const;
const refOf = (runId: string, target = 'web-01') => ({ runId, stepId: 'drain', target, attempt: 1 });

interface Printed {
  readonly runId?: string;
  readonly target?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly at?: number;
}

/** Prints into a workspace, in pieces as they come. */
async function print(folder: string, texts: readonly string[], of: Printed = {}): Promise<void> {
  const { output, close } = openOrFail(folder);
  const ref = refOf(of.runId ?? RUNS[0], of.target);
  const writer = output.open(ref);
  const stream = of.stream ?? 'stdout';
  let rawOffset = output.positions(ref)[stream]?.rawBytes ?? 0;
  for (const text of texts) {
    const bytes = Buffer.from(text);
    writer.write({ stream, rawOffset, rawBytes: bytes.length, bytes, redactions: 0, at: of.at ?? 1000 });
    rawOffset += bytes.length;
    await writer.sync();
  }
  await writer.close();
  await close();
}

const later = () => Date.now() + 60_000;
const asked = (text: string, more: Partial<Search> = {}): Search => ({
  text,
  how: 'words',
  filter: {},
  limit: 100,
  ...more,
});

/** A search over all that is stored, indexed before it is asked. */
function indexed(folder: string): OutputSearching {
  const searching = new OutputSearching(folder, later);
  for (let left = 1; left > 0; ) left = searching.step(64 * 1024).pendingBytes;
  return searching;
}

/** All of it, over as many answers as it takes. */
function textsOf(searching: OutputSearching, text: string, more: Partial<Search> = {}): string[] {
  const texts: string[] = [];
  for (let before: string | undefined; ; ) {
    const found = searching.search(asked(text, { ...more, ...(before === undefined ? {} : { before }) }));
    texts.push(...found.hits.map((hit) => hit.text));
    if (found.next === null) return texts;
    before = found.next;
  }
}

describe('a search through the output of all runs', () => {
  it('finds lines by how their words begin, newest first, with where they are', async () => {
    const folder = temporaryFolder();
    await print(folder, ['connection refused by db-01\nall is well\n']);
    await print(folder, ['Connection to db-02 refused\n'], { runId: RUNS[1], target: 'db-02', stream: 'stderr' });
    const searching = indexed(folder);
    expect(textsOf(searching, 'conn refu')).toEqual(['Connection to db-02 refused', 'connection refused by db-01']);
    expect(textsOf(searching, 'onnection')).toEqual([]);
    expect(textsOf(searching, 'onnection to', { how: 'exact' })).toEqual(['Connection to db-02 refused']);
    expect(searching.search(asked('well')).hits[0]).toMatchObject({
      ...{ runId: RUNS[0], stepId: 'drain', target: 'web-01', attempt: 1, stream: 'stdout', offset: 28, at: 1000 },
      ...{ text: 'all is well', marks: [[7, 11]] },
    });
    searching.close();
  });

  it('keeps to a run, a target, a stream and a time', async () => {
    const folder = temporaryFolder();
    await print(folder, ['the same line\n'], { at: 1000 });
    await print(folder, ['the same line\n'], { runId: RUNS[1], target: 'db-01', stream: 'stderr', at: 2000 });
    const searching = indexed(folder);
    const many = (filter: object) => searching.search({ ...asked('same'), filter }).hits.length;
    expect(many({})).toBe(2);
    for (const filter of [{ runId: RUNS[1] }, { target: 'db-01' }, { stream: 'stderr' }, { from: 1500 }, { to: 1500 }])
      expect(many(filter)).toBe(1);
    expect(many({ stepId: 'other' })).toBe(0);
    searching.close();
  });

  it('finds what is not indexed yet as well', async () => {
    const folder = temporaryFolder();
    await print(folder, ['fresh from the host\n']);
    const searching = new OutputSearching(folder, later);
    const found = searching.search(asked('fresh'));
    expect(found).toMatchObject({ isPartial: false, hits: [{ text: 'fresh from the host' }] });
    expect(found.pendingBytes).toBeGreaterThan(0);
    searching.close();
  });

  it('finds a line wherever blocks and pieces cut it, and tells it once', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 24 }), async (before, cut) => {
        rmSync(join(folder, FILES.output), { recursive: true, force: true });
        rmSync(folder, { recursive: true, force: true });
        const line = 'needle in a haystack of lines';
        const text = `${'hay\n'.repeat(before)}${line}\nafter\n`;
        const at = before * 4 + cut;
        await print(folder, [text.slice(0, at), text.slice(at)]);
        const searching = indexed(folder);
        expect(textsOf(searching, 'needle haystack')).toEqual([line]);
        expect(textsOf(searching, 'e in a hay', { how: 'exact' })).toEqual([line]);
        searching.close();
      }),
      { numRuns: 12 },
    );
  });

  it('sees lines as a person does: without sequences, with accents or without', async () => {
    const folder = temporaryFolder();
    await print(folder, [
      '\u001b[31mFehler\u001b[0m: Verbindung verl\u00e4sslich getrennt\n\u001b]0;title\u0007quiet\n',
    ]);
    const searching = indexed(folder);
    expect(textsOf(searching, 'fehler verlasslich')).toEqual(['Fehler: Verbindung verlässlich getrennt']);
    expect(textsOf(searching, 'title')).toEqual([]);
    searching.close();
  });

  it('goes on to older lines from where it ended, and misses none', async () => {
    const folder = temporaryFolder();
    const lines = Array.from({ length: 3000 }, (_, at) => `common line ${at}`);
    await print(folder, [`${lines.join('\n')}\n`]);
    const searching = indexed(folder);
    const seen: string[] = [];
    for (let before: string | undefined; ; ) {
      const found = searching.search(asked('common', { limit: 50, ...(before === undefined ? {} : { before }) }));
      seen.push(...found.hits.map((hit) => hit.text));
      if (found.next === null) break;
      before = found.next;
    }
    expect(seen).toEqual(lines.toReversed());
    searching.close();
  });

  it('is made anew when its file is damaged or gone, and says so once', async () => {
    const folder = temporaryFolder();
    await print(folder, ['what was printed\n']);
    indexed(folder).close();
    const path = join(folder, FILES.outputIndex);
    for (const harm of [
      () => writeFileSync(path, 'no database at all'),
      () => truncateSync(path, Math.floor(statSync(path).size / 2)),
      () => writeFileSync(path, Buffer.alloc(8192, 7)),
    ]) {
      rmSync(`${path}-wal`, { force: true });
      harm();
      const searching = new OutputSearching(folder, later);
      const steps = [searching.step(1_000_000), searching.step(1_000_000)];
      expect(steps.filter((step) => step.rebuiltBecause !== null)).toHaveLength(1);
      expect(textsOf(searching, 'printed')).toEqual(['what was printed']);
      searching.close();
    }
    rmSync(path);
    expect(textsOf(indexed(folder), 'printed')).toEqual(['what was printed']);
    expect(existsSync(path)).toBe(true);
  });

  it('takes nothing behind a torn block, and goes on when the next start has cut it', async () => {
    const folder = temporaryFolder();
    await print(folder, ['whole\n']);
    const segment = join(folder, FILES.output, RUNS[0], '1.seg');
    appendFileSync(segment, 'HPB1 {"stepId":"drain","target":"web-01"');
    const searching = new OutputSearching(folder, later);
    searching.step(1_000_000);
    expect(textsOf(searching, 'whole')).toEqual(['whole']);
    await print(folder, ['and more\n']);
    searching.step(1_000_000);
    expect(textsOf(searching, 'more')).toEqual(['and more']);
    searching.close();
  });
});
