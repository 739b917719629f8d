import { appendFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import type { OutputStore } from '../../main/core/ports/output-store.ts';
import { openOrFail, RUN, temporaryFolder } from './workspace-fixture.ts';

const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };

function piece(rawOffset: number, bytes: Buffer, stream: 'stdout' | 'stderr' = 'stdout') {
  return { stream, rawOffset, rawBytes: bytes.length, bytes, redactions: 0, at: 1000 + rawOffset };
}

/** A stream of recognisable bytes. */
function pattern(length: number, seed = 0): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + seed + (index >> 8)) & 255));
}

async function keep(output: OutputStore, bytes: Buffer, step: number): Promise<void> {
  const writer = output.open(ref);
  const start = output.positions(ref).stdout?.rawBytes ?? 0;
  for (let at = start; at < bytes.length; at += step) writer.write(piece(at, bytes.subarray(at, at + step)));
  await writer.close();
}

function blockCount(folder: string): unknown {
  const database = new Database(join(folder, 'holdpoint.sqlite3'));
  try {
    return database.prepare('SELECT count(*) FROM output_block').pluck().get();
  } finally {
    database.close();
  }
}

describe('output', () => {
  it('keeps streams apart and says what is durable', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    writer.write(piece(0, Buffer.from('out')));
    writer.write(piece(0, Buffer.from('error'), 'stderr'));
    expect(output.positions(ref)).toEqual({});
    expect(await writer.sync()).toEqual({
      stdout: { rawBytes: 3, storedBytes: 3, storedDigest: sha256('out'), redactions: 0 },
      stderr: { rawBytes: 5, storedBytes: 5, storedDigest: sha256('error'), redactions: 0 },
    });
    expect(output.read(ref, 'stderr', 1, 3)).toEqual({ bytes: Buffer.from('rro'), totalBytes: 5, at: 1000 });
    expect(output.read(ref, 'body', 0, 10)).toEqual({ bytes: Buffer.alloc(0), totalBytes: 0, at: 0 });
    expect(output.read({ ...ref, attempt: 2 }, 'stdout', 0, 10).totalBytes).toBe(0);
    await writer.close();
    await close();
  });

  it('counts raw and stored bytes apart where something was redacted', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    writer.write({ stream: 'stdout', rawOffset: 0, rawBytes: 30, bytes: Buffer.from('***'), redactions: 1, at: 1 });
    writer.write({ stream: 'stdout', rawOffset: 30, rawBytes: 5, bytes: Buffer.alloc(0), redactions: 1, at: 2 });
    await writer.sync();
    writer.write({ stream: 'stdout', rawOffset: 35, rawBytes: 5, bytes: Buffer.alloc(0), redactions: 1, at: 2 });
    await writer.sync();
    writer.write({ stream: 'stdout', rawOffset: 40, rawBytes: 2, bytes: Buffer.from('ok'), redactions: 0, at: 3 });
    const positions = await writer.sync();
    expect(positions.stdout).toEqual({ rawBytes: 42, storedBytes: 5, storedDigest: sha256('***ok'), redactions: 3 });
    expect(output.read(ref, 'stdout', 2, 10).bytes.toString()).toBe('*ok');
    expect(output.positions(ref)).toEqual(positions);
    await close();
  });

  it('reads any range whatever the pieces were', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const bytes = pattern(300_000);
    await keep(output, bytes, 7919);
    fc.assert(
      fc.property(fc.nat(300_100), fc.nat(200_000), (offset, limit) => {
        const found = output.read(ref, 'stdout', offset, limit);
        expect(bytes.subarray(offset, offset + limit).equals(found.bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
    await close();
  });

  it('says in which pieces a range was captured, when, and what was masked in each', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const bytes = pattern(200_000);
    await keep(output, bytes, 50_000);
    const all = output.blocks(ref, 'stdout', { from: 0, to: bytes.length });
    expect(all.reduce((sum, block) => sum + block.bytes, 0)).toBe(bytes.length);
    expect(all.map((block) => block.offset)).toEqual([...all.map((block) => block.offset)].sort((a, b) => a - b));
    const [first] = all;
    expect(first).toMatchObject({ offset: 0, redactions: 0, at: 1000 });
    const inside = output.blocks(ref, 'stdout', { from: 60_000, to: 60_001 });
    expect(inside).toHaveLength(1);
    expect(output.blocks(ref, 'stderr', { from: 0, to: 10 })).toEqual([]);
    await close();
  });

  it('does not fill the index with a row for every small piece', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    await keep(workspace.output, pattern(100_000), 10);
    await workspace.close();
    expect(blockCount(folder)).toBe(2);
  });

  it('throws on a gap and on an overlap: either would be output nobody can trust', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const writer = output.open(ref);
    writer.write(piece(0, Buffer.from('abc')));
    expect(() => writer.write(piece(4, Buffer.from('e')))).toThrow('expected 3');
    expect(() => writer.write(piece(2, Buffer.from('c')))).toThrow('expected 3');
    await writer.close();
    await close();
  });

  it('goes on after reopening with the right offset and digest', async () => {
    const folder = temporaryFolder();
    const bytes = pattern(150_000);
    const first = openOrFail(folder);
    await keep(first.output, bytes.subarray(0, 70_001), 1000);
    await first.close();
    const second = openOrFail(folder);
    expect(second.output.positions(ref).stdout?.storedDigest).toBe(sha256(bytes.subarray(0, 70_001)));
    await keep(second.output, bytes, 1000);
    expect(second.output.positions(ref).stdout).toMatchObject({ storedBytes: 150_000, storedDigest: sha256(bytes) });
    expect(bytes.equals(second.output.read(ref, 'stdout', 0, 200_000).bytes)).toBe(true);
    await second.close();
    expect(readdirSync(join(folder, 'output', RUN))).toEqual(['1.seg']);
  });

  it('drops a torn block behind the index, and takes in a whole one the index lost', async () => {
    const folder = temporaryFolder();
    const bytes = pattern(200_000);
    const first = openOrFail(folder);
    await keep(first.output, bytes.subarray(0, 150_000), 1000);
    await first.close();
    const segment = join(folder, 'output', RUN, '1.seg');
    const size = statSync(segment).size;
    appendFileSync(segment, 'HPB1 {"stepId":"drain","target":"web-01"');
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    database.exec('DELETE FROM output_block WHERE ordinal > 0');
    database.close();

    const second = openOrFail(folder);
    expect(second.output.positions(ref).stdout).toMatchObject({
      storedBytes: 150_000,
      storedDigest: sha256(bytes.subarray(0, 150_000)),
    });
    expect(statSync(segment).size).toBe(size);
    await keep(second.output, bytes, 1000);
    expect(bytes.equals(second.output.read(ref, 'stdout', 0, 200_000).bytes)).toBe(true);
    await second.close();
  });

  it('reports a segment that lost its end, and never appends to it', async () => {
    const folder = temporaryFolder();
    const first = openOrFail(folder);
    await keep(first.output, pattern(70_000), 1000);
    await first.close();
    truncateSync(join(folder, 'output', RUN, '1.seg'), 1000);
    const second = openOrFail(folder);
    expect(() => second.output.read(ref, 'stdout', 0, 70_000)).toThrow('shorter than its index');
    expect(second.conditions()).toMatchObject([{ kind: 'output-damaged' }]);
    const writer = second.output.open({ ...ref, attempt: 2 });
    writer.write(piece(0, Buffer.from('new')));
    await writer.close();
    expect(second.output.read({ ...ref, attempt: 2 }, 'stdout', 0, 10).bytes.toString()).toBe('new');
    expect(readdirSync(join(folder, 'output', RUN)).sort()).toEqual(['1.seg', '2.seg']);
    await second.close();
  });

  it('lets many attempts of a run write at once', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    const attempts = Array.from({ length: 40 }, (_, index) => ({ ...ref, target: `web-${index}` }));
    await Promise.all(
      attempts.map(async (attempt, index) => {
        const writer = output.open(attempt);
        const bytes = pattern(30_000, index);
        for (let at = 0; at < bytes.length; at += 5000) {
          writer.write(piece(at, bytes.subarray(at, at + 5000)));
          await writer.sync();
        }
        await writer.close();
      }),
    );
    for (const [index, attempt] of attempts.entries()) {
      expect(output.positions(attempt).stdout?.storedDigest).toBe(sha256(pattern(30_000, index)));
    }
    await close();
  });

  it('keeps what could not be written for the next sync', async () => {
    const folder = temporaryFolder();
    const { output, close } = openOrFail(folder);
    const writer = output.open(ref);
    const obstacle = join(folder, 'output', RUN);
    writeFileSync(obstacle, 'a file where the folder should be');
    writer.write(piece(0, Buffer.from('one ')));
    await expect(writer.sync()).rejects.toMatchObject({ name: 'StorageFailure', fatal: false });
    writer.write(piece(4, Buffer.from('two')));
    await expect(writer.sync()).rejects.toMatchObject({ fatal: false });
    expect(output.positions(ref)).toEqual({});
    rmSync(obstacle);
    expect((await writer.sync()).stdout).toMatchObject({ storedBytes: 7, storedDigest: sha256('one two') });
    expect(output.read(ref, 'stdout', 0, 10).bytes.toString()).toBe('one two');
    await close();
  });

  it('begins again from what is durable when a writer had to be closed on a full disk', async () => {
    const folder = temporaryFolder();
    const { output, close } = openOrFail(folder);
    const obstacle = join(folder, 'output', RUN);
    writeFileSync(obstacle, 'a file where the folder should be');
    const writer = output.open(ref);
    writer.write(piece(0, pattern(200_000)));
    await expect(writer.close()).rejects.toMatchObject({ fatal: false });
    rmSync(obstacle);
    expect(output.positions(ref)).toEqual({});
    await keep(output, pattern(200_000), 1000);
    expect(output.positions(ref).stdout?.storedDigest).toBe(sha256(pattern(200_000)));
    await close();
  });

  it('refuses a run id that is no file name', async () => {
    const { output, close } = openOrFail(temporaryFolder());
    expect(() => output.open({ ...ref, runId: '../outside' })).toThrow('no file name');
    await close();
  });
});
