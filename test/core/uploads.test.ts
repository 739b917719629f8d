import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import { payloadFiles } from '../../main/adapters/files/payload-files.ts';
import { ArtifactShelf } from '../../main/core/payload/artifact-shelf.ts';
import { PayloadDesk } from '../../main/core/payload/payload-desk.ts';
import type { UploadMessage, UploadRequest } from '../../main/core/ports/uploader.ts';
import { TransferBoard } from '../../main/core/run/transfer-board.ts';
import { fakeShell } from '../support/fake-shell.ts';
import { settled } from '../support/manual-clock.ts';
import { type Disk, newDisk, openWorld } from '../support/run-world.ts';
import { runbookOf } from './runbooks.ts';

const folder = mkdtempSync(join(tmpdir(), 'hp-uploads-'));
const workspaceDir = join(folder, 'workspace');
mkdirSync(workspaceDir);

function runbook(file: string, more = ''): string {
  return runbookOf(
    `
  - id: ship
    kind: upload
    title: Ship
    responsible: Release manager
    start: auto
    targets: name=web-01
    file: ${file}
    to: /opt/orders/\${{ inputs.version }}.bin
    duration: 1m
${more}`,
    "inputs:\n  - { name: version, default: '4.2' }\n",
  );
}

interface Uploading {
  readonly request: UploadRequest;
  say(message: UploadMessage): void;
}

function world(text: string, disk: Disk = newDisk()) {
  const uploads: Uploading[] = [];
  const transfers = new TransferBoard();
  const shell = {
    ...fakeShell(),
    upload: (request: UploadRequest, say: (message: UploadMessage) => void) => {
      uploads.push({ request, say });
      return { cancel: () => say(ended('cancelled')) };
    },
  };
  const payloads = new PayloadDesk({
    files: payloadFiles({ workspaceDir }),
    shelf: new ArtifactShelf(disk.events),
    pathOf: () => null,
    folderOf: () => null,
  });
  return { ...openWorld(text, disk, { shell, payloads, transfers }), uploads, transfers };
}

function ended(outcome: 'succeeded' | 'cancelled' | 'not-started' | 'failed'): UploadMessage {
  return {
    ...{ kind: 'finished', outcome, exitCode: null, signal: null, durationMs: 10 },
    ...{ reason: outcome === 'succeeded' ? null : 'as it was.', outputText: '' },
  };
}

const sent: UploadMessage = { kind: 'sent', targetBootId: null, hostKey: 'SHA256:x' };

function payload(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe('an upload step', () => {
  it('is frozen with digest and size, sends that, and hands both to later steps', async () => {
    const file = payload('orders.bin', 'release 4.2');
    const { core, create, command, uploads, transfers, log, statusOf, state } = world(runbook(file));
    await core.drive('all');
    const runId = await create({ folder });
    const { action } = state(runId).plan.steps[0] ?? {};
    expect(action).toMatchObject({ payload: { sha256: sha256('release 4.2'), bytes: 11, name: 'orders.bin' } });
    await command(runId, { type: 'start' });
    await expect.poll(() => uploads.length).toBe(1);
    expect(uploads[0]?.request).toMatchObject({
      ...{ to: '/opt/orders/4.2.bin', deed: 'send', key: `${runId}-ship` },
      source: { path: join(folder, file), sha256: sha256('release 4.2'), bytes: 11 },
    });
    uploads[0]?.say(sent);
    uploads[0]?.say({ kind: 'progress', doneBytes: 5, bytesPerSecond: 50 });
    expect(transfers.of(runId)).toMatchObject([{ doneBytes: 5, totalBytes: 11, target: 'web-01' }]);
    uploads[0]?.say(ended('succeeded'));
    await expect.poll(() => statusOf(runId, 'ship')).toBe('succeeded');
    const [end] = log(runId, 'attempt.finished');
    expect(end?.data).toMatchObject({ outputs: { sha256: sha256('release 4.2'), bytes: '11' } });
    expect(transfers.of(runId)).toEqual([]);
  });

  it('refuses with both digests a file that is another one when it is sent', async () => {
    const file = payload('changed.bin', 'before');
    const { core, create, command, uploads, statusOf, log } = world(runbook(file));
    await core.drive('all');
    const runId = await create({ folder });
    payload('changed.bin', 'after!');
    await command(runId, { type: 'start' });
    await expect.poll(() => statusOf(runId, 'ship')).toBe('failed');
    expect(uploads).toEqual([]);
    const reason = JSON.stringify(log(runId, 'attempt.finished')[0]?.data);
    expect(reason).toContain(sha256('before'));
    expect(reason).toContain(sha256('after!'));
  });

  it('sets up no live run without its file, and a rehearsal all the same', async () => {
    const { core, create } = world(runbook('missing.bin'));
    await core.drive('all');
    await expect(create({ folder })).rejects.toThrow('What ship is to send cannot be found');
    await expect(create({ folder, mode: 'rehearsal' })).resolves.toMatch(/^run-/);
  });

  it('binds what is sent: other bytes are another binding of the same plan', async () => {
    const { core, create, state } = world(runbook(payload('bound.bin', 'one')));
    await core.drive('all');
    const first = state(await create({ folder })).hashes;
    payload('bound.bin', 'two');
    const second = state(await create({ folder })).hashes;
    expect(second.plan).toBe(first.plan);
    expect(second.binding).not.toBe(first.binding);
  });

  it.each([
    ['succeeded', 'succeeded', 'succeeded'],
    ['not-started', 'failed', 'failed'],
  ] as const)(
    'after a crash asks the target, and what it says (%s) settles it as %s',
    async (told, outcome, status) => {
      const disk = newDisk();
      const text = runbook(payload('crash.bin', 'crash'));
      const before = world(text, disk);
      await before.core.drive('all');
      const runId = await before.create({ folder });
      await before.command(runId, { type: 'start' });
      await expect.poll(() => before.uploads.length).toBe(1);
      before.uploads[0]?.say(sent);
      await settled();
      const after = world(text, disk);
      await after.core.drive('all');
      await expect.poll(() => after.uploads.length).toBe(1);
      expect(after.uploads[0]?.request.deed).toBe('look');
      after.uploads[0]?.say(ended(told));
      await expect.poll(() => after.statusOf(runId, 'ship')).toBe(status);
      expect(after.log(runId, 'attempt.finished')[0]?.data).toMatchObject({ outcome });
      // Never sent again by itself.
      expect(after.uploads).toHaveLength(1);
    },
  );

  it('tries again as its retry says, without being asked whether that is safe', async () => {
    const text = runbook(payload('retry.bin', 'retry'), '    retry: { attempts: 2, delay: 1s }\n');
    const { core, create, command, uploads, statusOf, clock } = world(text);
    await core.drive('all');
    const runId = await create({ folder });
    await command(runId, { type: 'start' });
    await expect.poll(() => uploads.length).toBe(1);
    uploads[0]?.say(sent);
    uploads[0]?.say(ended('failed'));
    await settled();
    await expect.poll(() => clock.advance(1_000).then(() => uploads.length)).toBe(2);
    expect(uploads[1]?.request.key).toBe(uploads[0]?.request.key);
    uploads[1]?.say(sent);
    uploads[1]?.say(ended('succeeded'));
    await expect.poll(() => statusOf(runId, 'ship')).toBe('succeeded');
  });
});

describe('files to send', () => {
  it('are never those of the workspace itself', async () => {
    writeFileSync(join(workspaceDir, 'holdpoint.sqlite3'), 'x');
    const files = payloadFiles({ workspaceDir });
    const found = await files.look(join(workspaceDir, 'holdpoint.sqlite3'));
    expect(found).toMatchObject({ ok: false, problem: { code: 'refused' } });
  });

  it('are looked for beside the runbook, and nowhere where it is bound to no file', () => {
    const files = payloadFiles({ workspaceDir });
    expect(files.place('dist/a', '/srv/pack')).toMatchObject({ ok: true, value: '/srv/pack/dist/a' });
    expect(files.place('dist/a', null)).toMatchObject({ ok: false });
    expect(files.place('//server/share/a', '/srv/pack')).toMatchObject({ ok: false });
  });
});
