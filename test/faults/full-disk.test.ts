import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { backUp } from '../../db/backup.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { appendNotes, note, openOrFail, RUN, rules, sealed, temporaryFolder } from '../db/workspace-fixture.ts';
import { describeWithMounts } from './linux-only.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const disks: SmallDisk[] = [];
function smallDisk(megabytes: number): SmallDisk {
  const disk = mountSmallDisk(megabytes);
  disks.push(disk);
  return disk;
}
afterEach(() => {
  for (const disk of disks.splice(0)) disk.unmount();
});

describeWithMounts('a disk that is full', () => {
  it('at the start: opens, reads, says so, takes a little on the ballast, exports elsewhere', async () => {
    const disk = smallDisk(32);
    const folder = join(disk.folder, 'w');
    const before = openOrFail(folder);
    appendNotes(before, 3);
    await before.close();
    disk.fill();

    const workspace = openOrFail(folder);
    expect(workspace.events.readJournal(RUN)).toHaveLength(3);
    appendNotes(workspace, 20);
    expect(workspace.conditions()).toMatchObject([{ kind: 'disk-full' }]);
    expect(existsSync(join(folder, 'ballast'))).toBe(false);
    const out = join(temporaryFolder(), 'backup');
    expect(await backUp({ folder, out, rules, now: 1, version: 'test' })).toMatchObject({ manifest: { seq: 23 } });
    await workspace.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: 23, findings: [] });
  });

  it('at the start of a new workspace: refuses and leaves no half of one', () => {
    const disk = smallDisk(8);
    disk.fill();
    expect(openWorkspace(join(disk.folder, 'w'), rules)).toMatchObject({ kind: 'refused', code: 'disk-full' });
    disk.free();
    const workspace = openOrFail(join(disk.folder, 'w'));
    appendNotes(workspace, 1);
    return workspace.close();
  });

  it('in the middle: refuses when even the ballast is used up, loses nothing, and goes on when there is room', async () => {
    const disk = smallDisk(32);
    const folder = join(disk.folder, 'w');
    const workspace = openOrFail(folder);
    appendNotes(workspace, 2);
    disk.fill();
    const long = 'x'.repeat(100_000);
    const appendUntilRefused = (): void => {
      for (;;) workspace.events.append(sealed(workspace.events, note(long)));
    };
    expect(appendUntilRefused).toThrow(expect.objectContaining({ name: 'StorageFailure', fatal: false }));
    const { seq } = workspace.events.head();
    expect(seq).toBeGreaterThan(12);
    expect(workspace.conditions()).toMatchObject([{ kind: 'disk-full' }]);
    const writer = workspace.output.open({ runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 });
    const bytes = Buffer.alloc(300_000, 'y');
    writer.write({ stream: 'stdout', rawOffset: 0, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
    await expect(writer.sync()).rejects.toMatchObject({ name: 'StorageFailure', fatal: false });

    disk.free();
    appendNotes(workspace, 1);
    expect(await writer.sync()).toMatchObject({ stdout: { storedBytes: 300_000 } });
    await vi.waitUntil(() => workspace.conditions().length === 0, { timeout: 10_000, interval: 100 });
    expect(existsSync(join(folder, 'ballast'))).toBe(true);
    await workspace.close();
    const again = openOrFail(folder);
    expect(again.events.head()).toEqual({ seq: seq + 1 });
    await again.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: seq + 1, firstBadSeq: null });
  });
});
