import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { compose } from '../../main/hosts/compose.ts';
import { medianFdatasync } from './disk.ts';
import { type Figure, median, ms, quantile, ratio, timed } from './measure.ts';
import { chainOfSteps } from './step-overhead.ts';

/** Notes to a run through the whole core, `width` under way at once: what a person's act costs until it is durable. */
async function acknowledged(width: number, total: number): Promise<{ perSecond: number; waits: number[] }> {
  const workspaceDir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-events-'));
  const core = await compose({ workspaceDir, mode: 'drive', host: 'test' });
  if (core.kind !== 'core') throw new Error(core.message);
  try {
    const client = core.connect({ via: 'api' });
    await client.call('documents.save', { text: chainOfSteps(1) });
    const created = await client.call('runs.create', {
      key: 'bench-chain',
      mode: 'rehearsal',
      commandId: 'bench-create',
    });
    if (!created.ok) throw new Error(created.problem.message);
    const { runId } = created.value;
    const waits: number[] = [];
    let next = 0;
    const lane = async () => {
      for (let index = next++; index < total; index = next++) {
        const note = { type: 'note' as const, text: `note ${index}` };
        waits.push(
          await timed(() => client.call('runs.command', { runId, command: note, commandId: `bench-note-${index}` })),
        );
      }
    };
    const all = await timed(() => Promise.all(Array.from({ length: width }, lane)));
    return { perSecond: (total / all) * 1000, waits };
  } finally {
    await core.close(0);
    rmSync(workspaceDir, { recursive: true, force: true });
  }
}

/** The yardstick: bare SQLite, one small row a commit, WAL and FULL. */
function bareSqlite(total: number): number {
  const dir = mkdtempSync(path.join(tmpdir(), 'holdpoint-bench-sqlite-'));
  const database = new Database(path.join(dir, 'bare.sqlite3'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO event (body) VALUES (?)');
  const body = 'x'.repeat(400);
  const started = process.hrtime.bigint();
  for (let index = 0; index < total; index += 1) insert.run(body);
  const perSecond = total / (Number(process.hrtime.bigint() - started) / 1e9);
  database.close();
  rmSync(dir, { recursive: true, force: true });
  return perSecond;
}

export async function benchDurableEvents(): Promise<Figure[]> {
  const disk = medianFdatasync();
  const bare = bareSqlite(2000);
  const single = await acknowledged(1, 2000);
  const grouped = await acknowledged(64, 10_000);
  const describe = (name: string, measured: { perSecond: number; waits: number[] }): Figure => ({
    name,
    value: `${Math.round(measured.perSecond)} events/s, acknowledged ${ms(median(measured.waits))} median, ${ms(quantile(measured.waits, 0.99))} p99`,
    beside: `bare SQLite, one row a commit: ${Math.round(bare)} rows/s: ${ratio(measured.perSecond, bare)}; median fdatasync ${ms(disk)}`,
  });
  return [
    describe('durable events, one command at a time', single),
    describe('durable events, 64 commands at once', grouped),
  ];
}
