import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyWorkspace } from '../../db/verify.ts';
import { appendNotes, openOrFail, RUN, rules, temporaryFolder } from '../db/workspace-fixture.ts';
import { count, forEachOf, spread } from './counts.ts';
import { describeOnLinux } from './linux-only.ts';
import { type Injection, runInjected, type TracedEnd } from './traced.ts';

const SEEDED = 2;

async function seeded(): Promise<string> {
  const folder = temporaryFolder();
  const workspace = openOrFail(folder);
  appendNotes(workspace, SEEDED);
  await workspace.close();
  return folder;
}

function said({ lines }: TracedEnd, kind: string): readonly string[] {
  return lines.filter((line) => line.startsWith(kind));
}

/** What was acknowledged is there, and of what was refused nothing came back. */
async function expectExactly(folder: string, end: TracedEnd): Promise<void> {
  const workspace = openOrFail(folder);
  const stored = workspace.events.readJournal(RUN).map(({ seq, hash }) => `event ${seq} ${hash}`);
  const refused = said(end, 'failed refused').map((line) => Number(line.split(' ')[2]));
  expect(stored).toEqual(expect.arrayContaining([...said(end, 'event')]));
  const acknowledged = SEEDED + said(end, 'event').length;
  // A write that nobody can speak for may be adopted, one at most; a refused one may not.
  const fatal = said(end, 'failed fatal').length > 0 ? 1 : 0;
  expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
  expect(stored.length).toBeLessThanOrEqual(acknowledged + fatal);
  if (fatal === 0 && refused.length > 0) expect(stored.length).toBe(acknowledged);
  await workspace.close();
  expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'verified', findings: [] });
}

describeOnLinux('a system call that fails while events are appended', 'it takes strace', () => {
  const timeout = count(60_000, 900_000);

  it('COMMIT without room after the recorder took the group: refused, taken back, and the next one goes through', {
    timeout,
  }, async () => {
    let refusals = 0;
    await forEachOf(spread(12, 3), async (when) => {
      const folder = await seeded();
      const path = join(folder, 'holdpoint.sqlite3-wal');
      // Twice: after the first time the ballast is freed and the group tried again.
      const end = await runInjected('insist', folder, {
        call: 'pwrite64',
        fault: `error=ENOSPC:when=${when}..${when + 1}`,
        path,
      });
      expect(said(end, 'failed fatal')).toEqual([]);
      expect(said(end, 'event').length + said(end, 'failed refused').length).toBe(5);
      const lines = readFileSync(join(folder, 'flight-recorder.ndjson'), 'utf8').split('\n');
      expect(lines).toHaveLength(SEEDED + said(end, 'event').length + 1);
      refusals += said(end, 'failed refused').length;
      await expectExactly(folder, end);
    });
    expect(refusals).toBeGreaterThanOrEqual(2);
  });

  it('a sync of the recorder that fails: fatal, and nothing is written any more', { timeout }, async () => {
    await forEachOf(spread(5, 2), async (when) => {
      const folder = await seeded();
      const end = await runInjected('insist', folder, { call: 'fdatasync', fault: `error=EIO:when=${when}` });
      expect(said(end, 'event')).toHaveLength(when - 1);
      expect(said(end, 'failed fatal')).toHaveLength(5 - (when - 1));
      await expectExactly(folder, end);
    });
  });

  it('a sync of the database that fails: fatal, and nothing is written any more', { timeout }, async () => {
    await forEachOf(spread(5, 2), async (when) => {
      const folder = await seeded();
      const path = join(folder, 'holdpoint.sqlite3-wal');
      const end = await runInjected('insist', folder, { call: 'fsync', fault: `error=EIO:when=${when}`, path });
      expect(said(end, 'failed fatal').length).toBeGreaterThan(0);
      expect(said(end, 'failed refused')).toEqual([]);
      expect(end.lines.findLastIndex((line) => line.startsWith('event'))).toBeLessThan(
        end.lines.findIndex((line) => line.startsWith('failed')),
      );
      await expectExactly(folder, end);
    });
  });

  it('a recorder that can neither be written nor taken back: fatal', { timeout }, async () => {
    const folder = await seeded();
    const path = join(folder, 'flight-recorder.ndjson');
    const injection: Injection = { call: 'ftruncate,pwrite64', fault: 'error=EIO:when=2+', path };
    const end = await runInjected('insist', folder, injection);
    expect(said(end, 'event')).toHaveLength(1);
    // The first failing write is still taken back: strace counts each call apart.
    expect(said(end, 'failed refused')).toHaveLength(1);
    expect(said(end, 'failed fatal')).toHaveLength(3);
    await expectExactly(folder, end);
  });
});
