import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { passIdSchema } from '../../contract/ids.ts';
import { backUp } from '../../db/backup.ts';
import { rebuildFromRecorder } from '../../db/rebuild.ts';
import { restore } from '../../db/restore.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import type { Workspace } from '../../db/workspace.ts';
import { PassBook } from '../../main/core/checklist/pass-book.ts';
import { openOrFail, rules, sealed, temporaryFolder } from './workspace-fixture.ts';

const passId = passIdSchema.parse('pass-20261121-0953-k3f9');

/** A pass of one item, ticked, with a picture for it. */
function ticked(workspace: Workspace): void {
  workspace.attachments.append('up', 0, Buffer.from('a picture'));
  const { sha256, bytes } = workspace.attachments.commit('up');
  const demand = { id: 'picture', text: 'A picture', type: 'file', required: true };
  const item = { id: 'look', text: 'Look', responsible: null, due: null, evidence: [demand], fourEyes: false };
  const document = { key: 'before', revision: 1, sha256 };
  const opened = { passId, document, title: 'Before', subject: null, t0: null, timezone: 'UTC', items: [item] };
  const file = { type: 'file', sha256, name: 'picture.png', bytes, mediaType: 'image/png' };
  const attached = { itemId: 'look', evidenceId: 'picture', value: file, note: null };
  const stored = { sha256, bytes, name: 'picture.png', mediaType: 'image/png' };
  const said = [
    { type: 'attachment.stored', data: stored, journalId: 'workspace' },
    { type: 'checklist.opened', data: opened, journalId: passId },
    { type: 'checklist.evidence-attached', data: attached, journalId: passId },
    { type: 'checklist.item-ticked', data: { itemId: 'look', note: null }, journalId: passId },
  ];
  workspace.events.append(sealed(workspace.events, ...said));
}

it('a pass is verified, comes back from a backup, and from the recorder alone', async () => {
  const folder = temporaryFolder();
  const workspace = openOrFail(folder);
  ticked(workspace);
  const pass = new PassBook(workspace.events).pass(passId);
  expect(pass?.items[0]?.ticks).toHaveLength(1);
  const out = join(temporaryFolder(), 'backup');
  const order = { folder, out, rules, now: 1_795_254_780_000, version: '0.1.0' };
  expect(await backUp(order)).toMatchObject({ kind: 'backed-up' });
  await workspace.close();

  const target = join(temporaryFolder(), 'restored');
  expect(await restore(out, target, rules)).toMatchObject({ kind: 'restored' });
  const restored = openOrFail(target);
  expect(new PassBook(restored.events).pass(passId)).toEqual(pass);
  expect(restored.attachments.read(pass?.document.sha256 ?? '', 0, 100)).not.toBeNull();
  await restored.close();
  expect(await verifyWorkspace(target, rules)).toMatchObject({ events: 4, findings: [] });

  for (const name of ['holdpoint.sqlite3', 'holdpoint.sqlite3-wal', 'holdpoint.sqlite3-shm'])
    rmSync(join(target, name), { force: true });
  await rebuildFromRecorder(target, rules);
  const rebuilt = openOrFail(target);
  expect(new PassBook(rebuilt.events).pass(passId)).toEqual(pass);
  await rebuilt.close();
});

it('a picture of a pass that is gone from the disk is a finding', async () => {
  const folder = temporaryFolder();
  const workspace = openOrFail(folder);
  ticked(workspace);
  await workspace.close();
  rmSync(join(folder, 'attachments'), { recursive: true });
  expect(await verifyWorkspace(folder, rules)).toMatchObject({ findings: [expect.anything()] });
});
