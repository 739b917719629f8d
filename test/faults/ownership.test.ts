import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyWorkspace } from '../../db/verify.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { appendNotes, openOrFail, rules, temporaryFolder } from '../db/workspace-fixture.ts';
import { count } from './counts.ts';
import { run } from './traced.ts';

const script = join(import.meta.dirname, 'workload.ts');

describe('who owns a workspace', () => {
  it('two writers that start together: one writes, the other is told, again and again', {
    timeout: 300_000,
  }, async () => {
    const folder = temporaryFolder();
    await openOrFail(folder).close();
    let acknowledged = 0;
    for (let round = 0; round < count(3, 50); round += 1) {
      const ends = await Promise.all([1, 2, 3].map(() => run([process.execPath, script, 'checkpoint', folder])));
      for (const { lines } of ends) {
        const events = lines.filter((line) => line.startsWith('event')).length;
        acknowledged += events;
        if (events === 0) expect(lines[0]).toContain('refused owned');
        else expect(lines).toContain('closed');
      }
    }
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: acknowledged, findings: [] });
  });

  it('a lock file that is deleted under its owner lets nobody else in: the database is held as well', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 2);
    rmSync(join(folder, 'owner.lock'));
    const { lines } = await run([process.execPath, script, 'checkpoint', folder]);
    expect(lines).toEqual([expect.stringContaining('refused owned')]);
    appendNotes(workspace, 1);
    await workspace.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: 3, findings: [] });
  });
});

describe('a workspace from the future', () => {
  it('is refused and byte-identical after, also its write-ahead log', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 3);
    await workspace.close();
    const newer = new Database(join(folder, 'holdpoint.sqlite3'));
    newer.pragma('user_version = 999');
    const crashed = temporaryFolder();
    const names = ['holdpoint.sqlite3', 'holdpoint.sqlite3-wal', 'flight-recorder.ndjson'];
    for (const name of names) cpSync(join(folder, name), join(crashed, name));
    newer.close();
    const before = names.map((name) => readFileSync(join(crashed, name)));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(openWorkspace(crashed, rules)).toMatchObject({ kind: 'refused', code: 'newer' });
    }
    const { lines } = await run([
      'sh',
      '-c',
      'ulimit -f 0; exec "$0" "$@"',
      process.execPath,
      script,
      'insist',
      crashed,
    ]);
    expect(lines).toEqual([expect.stringContaining('refused')]);
    expect(
      names.map((name) => readFileSync(join(crashed, name)).equals(before[names.indexOf(name)] ?? Buffer.of())),
    ).toEqual([true, true, true]);
  });
});
