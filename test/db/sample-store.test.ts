import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../contract/samples.ts';
import { backUp } from '../../db/backup.ts';
import { rebuildFromRecorder } from '../../db/rebuild.ts';
import { restore } from '../../db/restore.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { appendNotes, openOrFail, rules, sealed, temporaryFolder } from './workspace-fixture.ts';

const key = { subject: 'run:run-20261121-0953-k3f9/probe:orders-health', target: 'orders-api' };
const T0 = 1_795_254_780_000;

function sample(at: number, more: Partial<Sample> = {}): Sample {
  return { at, verdict: 'successful', value: 200, detail: 'status 200', durationMs: 12, ...more };
}

describe('the sample store', () => {
  it('shows what was added at once, numbers it, and holds it after a restart', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    expect(workspace.samples.add(key, sample(T0))).toBe(1);
    expect(workspace.samples.add(key, sample(T0 + 10_000, { verdict: 'failed', value: 503, detail: '503' }))).toBe(2);
    expect(workspace.samples.newest(key, 5).map(({ ordinal }) => ordinal)).toEqual([2, 1]);
    await workspace.close();
    const again = openOrFail(folder);
    expect(again.samples.newest(key, 1)).toEqual([
      { ordinal: 2, at: T0 + 10_000, verdict: 'failed', value: 503, detail: '503', durationMs: 12 },
    ]);
    expect(again.samples.add(key, sample(T0 + 20_000))).toBe(3);
    expect(again.samples.series('run:')).toEqual([
      expect.objectContaining({ ...key, samples: 3, successful: 2, failed: 1, inconclusive: 0 }),
    ]);
    expect(again.samples.series('environment:')).toEqual([]);
    await again.close();
  });

  it('refuses to change or delete a sample, whoever asks the database', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    workspace.samples.add(key, sample(T0));
    await workspace.close();
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    expect(() => database.exec('UPDATE sample SET verdict = 1')).toThrow('never changed');
    expect(() => database.exec('DELETE FROM sample')).toThrow('never deleted');
    database.close();
  });

  it('keeps the order of asking when the clock steps back', async () => {
    const workspace = openOrFail(temporaryFolder());
    for (const at of [T0, T0 + 1000, T0 - 3_600_000]) workspace.samples.add(key, sample(at));
    expect(workspace.samples.newest(key, 1)[0]).toMatchObject({ ordinal: 3, at: T0 - 3_600_000 });
    await workspace.close();
  });

  it('reads a range in pages without a gap', async () => {
    const workspace = openOrFail(temporaryFolder());
    for (let index = 0; index < 25; index += 1) workspace.samples.add(key, sample(T0 + index * 1000));
    const range = { from: T0 + 5000, to: T0 + 20_000, limit: 10 };
    const first = workspace.samples.range(key, range);
    const second = workspace.samples.range(key, { ...range, after: first.at(-1)?.ordinal ?? 0 });
    expect([...first, ...second].map(({ at }) => (at - T0) / 1000)).toEqual([
      5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]);
    await workspace.close();
  });

  it('draws the same counts from samples and from minutes', async () => {
    const workspace = openOrFail(temporaryFolder());
    const start = Math.floor(T0 / 3_600_000) * 3_600_000;
    for (let index = 0; index < 3600; index += 1) {
      const verdict = index % 600 < 60 ? 'failed' : 'successful';
      workspace.samples.add(key, sample(start + index * 1000, { verdict, value: index }));
    }
    const to = start + 3_600_000;
    const fine = workspace.samples.draw(key, { from: start, to, buckets: 60 });
    const coarse = workspace.samples.draw(key, { from: start, to, buckets: 6 });
    expect(fine).toHaveLength(60);
    expect(fine[0]).toEqual({
      ...{ from: start, successful: 0, failed: 60, inconclusive: 0 },
      ...{ low: 0, high: 59, mean: 29.5 },
    });
    expect(coarse).toHaveLength(6);
    expect(coarse[1]).toEqual({
      ...{ from: start + 600_000, successful: 540, failed: 60, inconclusive: 0 },
      ...{ low: 600, high: 1199, mean: 899.5 },
    });
    await workspace.close();
  });

  it('keeps a detail to two kibibytes, and no number that is none', async () => {
    const workspace = openOrFail(temporaryFolder());
    workspace.samples.add(key, sample(T0, { detail: 'ä'.repeat(4000), value: Number.NaN }));
    const [kept] = workspace.samples.newest(key, 1);
    expect(Buffer.byteLength(kept?.detail ?? '')).toBeLessThanOrEqual(2048);
    expect(kept?.detail.endsWith('ä…')).toBe(true);
    expect(kept?.value).toBeNull();
    await workspace.close();
  });

  it('loses at most the last second to kill -9', async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'sample-until-killed.ts'), folder]);
    let said = '';
    const enough = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        if (said.split('\n').length > 150) resolve();
      });
      child.stderr.on('data', (bytes: Buffer) => reject(new Error(bytes.toString())));
    });
    await enough;
    const killedAt = Date.now();
    const gone = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await gone;
    const added = said.trim().split('\n').slice(0, -1).map(Number);
    const workspace = openOrFail(folder);
    const kept = workspace.samples.range(key, { from: 0, to: killedAt + 1, limit: 100_000 });
    expect(kept.map(({ ordinal }) => ordinal)).toEqual(kept.map((_, index) => index + 1));
    // The commit itself, on a busy machine, is given a second of its own.
    const oldEnough = added.filter((at) => at < killedAt - 2_000);
    expect(oldEnough.length).toBeGreaterThan(10);
    expect(kept.length).toBeGreaterThanOrEqual(oldEnough.length);
    await workspace.close();
  });

  it('travels with a backup', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 1);
    workspace.samples.add(key, sample(T0));
    workspace.samples.flush();
    const out = join(temporaryFolder(), 'backup');
    const made = await backUp({ folder, out, rules, now: T0, version: '1' });
    expect(made.kind).toBe('backed-up');
    await workspace.close();
    const restored = join(temporaryFolder(), 'again');
    expect(await restore(out, restored, rules)).toMatchObject({ kind: 'restored' });
    const again = openOrFail(restored);
    expect(again.samples.newest(key, 1)).toMatchObject([{ at: T0, verdict: 'successful' }]);
    await again.close();
  });

  it('is taken over when the database is built anew from the recorder', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 3);
    for (let index = 0; index < 20; index += 1) workspace.samples.add(key, sample(T0 + index));
    await workspace.close();
    expect(rebuildFromRecorder(folder, rules)).toMatchObject({ kind: 'rebuilt', events: 3 });
    const again = openOrFail(folder);
    expect(again.samples.series('')).toMatchObject([{ samples: 20 }]);
    expect(again.conditions().map(({ kind }) => kind)).not.toContain('samples-lost');
    await again.close();
  });

  it('says so when a damaged database gives its samples back no more', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 1);
    workspace.samples.add(key, sample(T0));
    await workspace.close();
    writeFileSync(join(folder, 'holdpoint.sqlite3'), Buffer.alloc(8192, 'no database at all '));
    const again = openOrFail(folder);
    expect(again.conditions()).toMatchObject([
      { kind: 'database-rebuilt', text: expect.stringContaining('Samples of') },
    ]);
    await again.close();
  });

  it('is held against the log by verify', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    const run = 'run-20261121-0953-k3f9';
    const changed = (ordinal: number) => ({
      type: 'probe.changed',
      journalId: run,
      data: {
        ...{ probe: 'orders-health', target: 'orders-api', verdict: 'failed', was: 'successful', since: T0 },
        ...{ reason: '503', sample: { ordinal, value: null, durationMs: 1 } },
      },
    });
    workspace.samples.add(key, sample(T0, { verdict: 'failed' }));
    workspace.samples.flush();
    workspace.events.append(sealed(workspace.events, changed(1)));
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ findings: [] });
    workspace.events.append(sealed(workspace.events, changed(7)));
    expect(await verifyWorkspace(folder, rules)).toMatchObject({
      findings: [{ severity: 'fault', seq: 2, message: expect.stringContaining('sample 7') }],
    });
    await workspace.close();
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    database.exec('UPDATE sample_minute SET failed = 5');
    database.close();
    const { findings } = verified(await verifyWorkspace(folder, rules));
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringContaining('as their minutes say'));
  });
});

function verified(answer: Awaited<ReturnType<typeof verifyWorkspace>>) {
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer;
}
