import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCopy } from '../../db/copied-workspace.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { type Connected, connectOrOwn } from '../../main/hosts/connect-or-own.ts';
import { appendNotes, openOrFail, rules, temporaryFolder } from '../db/workspace-fixture.ts';
import { describeOnLinux, describeWithMounts } from './linux-only.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { run } from './traced.ts';

const disks: SmallDisk[] = [];
const open: Connected[] = [];
afterEach(async () => {
  for (const connected of open.splice(0)) if (connected.kind !== 'refused') await connected.close();
  for (const disk of disks.splice(0)) disk.unmount();
});

const runbook = `apiVersion: holdpoint/v1
kind: Runbook
key: smoke
title: Smoke
timezone: UTC
people:
  - { role: Release manager, name: Robin }
steps:
  - id: look
    kind: manual
    title: Look at the page
    responsible: Release manager
    duration: 1m
`;
const rehearsal = {
  key: 'smoke',
  mode: 'rehearsal',
  attribution: { by: 'Robin', role: 'Release manager' },
} as const;

async function connect(workspaceDir: string, mode: 'record' | 'drive') {
  const connected = await connectOrOwn({ workspaceDir, mode, host: 'test' });
  open.push(connected);
  if (connected.kind === 'refused') throw new Error(connected.problem.message);
  return connected.client;
}

/** A workspace with one rehearsal in it. */
async function withRun(folder: string): Promise<void> {
  const client = await connect(folder, 'drive');
  expect(await client.call('documents.save', { text: runbook, reason: 'first' })).toMatchObject({ ok: true });
  const made = await client.call('runs.create', { ...rehearsal, commandId: 'create-0001' });
  expect(made).toMatchObject({ ok: true });
  for (const connected of open.splice(0)) if (connected.kind !== 'refused') await connected.close();
}

function bytesOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(names.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name)).toString('base64')]));
}

describeWithMounts('a folder on a disk that may only be read', () => {
  it('opens as a private copy, says so, reads everything, and answers read-only to what would write', async () => {
    const disk = mountSmallDisk(32);
    disks.push(disk);
    const folder = join(disk.folder, 'w');
    await withRun(folder);
    disk.readOnly();
    const before = bytesOf(folder);

    const client = await connect(folder, 'drive');
    expect(await client.call('workspace.get', {})).toMatchObject({
      ok: true,
      value: { driving: false, conditions: [{ kind: 'read-only' }] },
    });
    const runs = await client.call('runs.list', {});
    expect(runs).toMatchObject({ ok: true, value: [{ title: 'Smoke' }] });
    expect(await client.call('runs.create', { ...rehearsal, commandId: 'create-0002' })).toMatchObject({
      ok: false,
      problem: { code: 'read-only', message: expect.stringContaining('may not be written') },
    });
    expect(bytesOf(folder)).toEqual(before);
  });

  it('takes the tail from the recorder into the copy', async () => {
    const disk = mountSmallDisk(32);
    disks.push(disk);
    const folder = join(disk.folder, 'w');
    await withRun(folder);
    const ahead = temporaryFolder();
    cpSync(folder, ahead, { recursive: true });
    const workspace = openOrFail(ahead);
    appendNotes(workspace, 2);
    const { seq } = workspace.events.head();
    await workspace.close();
    cpSync(join(ahead, 'flight-recorder.ndjson'), join(folder, 'flight-recorder.ndjson'));
    disk.readOnly();
    const copy = await openCopy(folder, rules, null);
    if (copy.kind === 'refused') throw new Error(copy.message);
    expect(copy.table.heads().seq).toBe(seq);
    expect(copy.damagedAt).toBeNull();
    copy.close();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ findings: [{ severity: 'note', seq: seq - 1 }] });
  });
});

describeOnLinux('a folder that this user may not write', 'other systems tell rights otherwise', () => {
  it('is refused as read-only by the owner’s way in, whether or not the lock file is there', async () => {
    const folder = temporaryFolder();
    await openOrFail(folder).close();
    chmodSync(folder, 0o555);
    for (const name of readdirSync(folder)) chmodSync(join(folder, name), name.includes('.') ? 0o444 : 0o555);
    const script = join(import.meta.dirname, '../db/open-once.ts');
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    expect((await run([...asNobody, process.execPath, script, folder])).lines).toEqual(['read-only']);
    chmodSync(folder, 0o755);
    rmSync(join(folder, 'owner.lock'));
    chmodSync(folder, 0o555);
    expect((await run([...asNobody, process.execPath, script, folder])).lines).toEqual(['read-only']);
  });
});

describe('a workspace whose two copies of the log differ', () => {
  it('opens as a private copy of what comes before, names the event, and changes nothing', async () => {
    const folder = temporaryFolder();
    await withRun(folder);
    const recorder = join(folder, 'flight-recorder.ndjson');
    const lines = readFileSync(recorder, 'utf8').split('\n');
    const bad = lines.length - 1;
    writeFileSync(recorder, lines.with(bad - 1, (lines[bad - 1] ?? '').replace('"via"', '"vja"')).join('\n'));
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: bad });
    const before = bytesOf(folder);

    const client = await connect(folder, 'drive');
    expect(await client.call('workspace.get', {})).toMatchObject({
      ok: true,
      value: {
        driving: false,
        conditions: [{ kind: 'read-only' }, { kind: 'damaged', text: expect.stringContaining(`From event ${bad} on`) }],
      },
    });
    expect(await client.call('runs.create', { ...rehearsal, commandId: 'create-0002' })).toMatchObject({
      ok: false,
      problem: { code: 'read-only' },
    });
    const after = bytesOf(folder);
    for (const [name, bytes] of before) if (name !== 'core.log') expect([name, after.get(name)]).toEqual([name, bytes]);
  });
});
