import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrations } from '../../db/migrate.ts';
import { restore } from '../../db/restore.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { appendNotes, openOrFail, RUN, rules, temporaryFolder } from '../db/workspace-fixture.ts';
import { count, forEachOf, spread } from './counts.ts';
import { describeOnLinux } from './linux-only.ts';
import { callsOf, runInjected, type TracedEnd } from './traced.ts';

const calls = ['pwrite64', 'write', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'unlink'] as const;
const SEEDED = 3;

/** A folder that holds a workspace `w` with a little in it, or nothing. */
async function seeded(isEmpty: boolean): Promise<string> {
  const place = temporaryFolder();
  if (isEmpty) return place;
  const workspace = openOrFail(join(place, 'w'));
  appendNotes(workspace, SEEDED);
  workspace.documents.keepText('kind: Runbook', rules.digest('kind: Runbook'));
  await workspace.close();
  return place;
}

function copyOf(place: string): string {
  const copy = temporaryFolder();
  cpSync(place, copy, { recursive: true });
  return copy;
}

/** Kills the workload at each of its calls in turn and looks at what each death left. */
async function sweep(kind: string, judge: (place: string, end: TracedEnd) => Promise<void>): Promise<number> {
  const seed = await seeded(kind === 'create');
  const counted = callsOf(kind, join(copyOf(seed), 'w'), calls);
  let kills = 0;
  const points = [...counted].flatMap(([call, times]) =>
    spread(times, call === 'pwrite64' ? 3 : 1).map((when) => ({ call, when })),
  );
  await forEachOf(points, async ({ call, when }) => {
    const place = copyOf(seed);
    const end = await runInjected(kind, join(place, 'w'), { call, fault: `signal=SIGKILL:when=${when}` });
    if (end.signal === 'SIGKILL' || end.code === 137) kills += 1;
    await judge(place, end);
  });
  return kills;
}

/** Everything acknowledged is there, the chain holds, and work goes on. */
async function expectWhole(place: string, { lines }: TracedEnd): Promise<void> {
  const folder = join(place, 'w');
  const workspace = openOrFail(folder);
  const stored = new Map(workspace.events.readJournal(RUN).map(({ seq, hash }) => [String(seq), hash]));
  for (const line of lines) {
    const [what, seq = '', hash] = line.split(' ');
    if (what === 'event') expect(stored.get(seq)).toBe(hash);
    if (what === 'output') expectOutput(workspace, Number(seq), hash ?? '');
  }
  appendNotes(workspace, 1);
  await workspace.close();
  expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'verified', findings: [] });
}

function expectOutput({ output }: ReturnType<typeof openOrFail>, bytes: number, digest: string): void {
  const ref = { runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 };
  expect(rules.digest(output.read(ref, 'stdout', 0, bytes).bytes)).toBe(digest);
}

describeOnLinux('kill -9 at a system call that writes', 'it takes strace', () => {
  const timeout = count(60_000, 1_800_000);

  it.each(['create', 'append', 'checkpoint'])('loses nothing acknowledged while it %ss', { timeout }, async (kind) => {
    expect(await sweep(kind, expectWhole)).toBeGreaterThanOrEqual(count(3, 20));
  });

  it('leaves the old format or the new one, and every event, while it migrates', { timeout }, async () => {
    const newest = migrations.at(-1)?.version ?? 0;
    const kills = await sweep('migrate', async (place) => {
      const database = new Database(join(place, 'w', 'holdpoint.sqlite3'));
      const version = database.pragma('user_version', { simple: true });
      const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'trial'").pluck().get();
      const events = database.prepare('SELECT count(*) FROM event').pluck().get();
      const integrity = database.pragma('integrity_check', { simple: true });
      database.close();
      expect({ version, tables, events, integrity }).toEqual({
        version: tables === 1 ? newest + 1 : newest,
        tables,
        events: SEEDED,
        integrity: 'ok',
      });
    });
    expect(kills).toBeGreaterThanOrEqual(count(3, 20));
  });

  it('leaves a whole backup or none, and the workspace as it was, while it exports', { timeout }, async () => {
    const kills = await sweep('export', async (place) => {
      const backup = join(place, 'backup');
      if (existsSync(backup)) {
        mkdirSync(join(place, 'restored'));
        expect(await restore(backup, join(place, 'restored'), rules)).toMatchObject({ kind: 'restored' });
      }
      expect(readdirSync(join(place, 'w'))).not.toContain('backup');
      await expectWhole(place, { code: 0, signal: null, lines: [] });
    });
    expect(kills).toBeGreaterThanOrEqual(count(3, 20));
  });
});
