import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../db/backup.ts';
import { manifestSchema } from '../../db/backup-manifest.ts';
import { rebuildFromRecorder } from '../../db/rebuild.ts';
import { rebuildRecorder } from '../../db/rebuild-recorder.ts';
import { restore } from '../../db/restore.ts';
import { verifyWorkspace } from '../../db/verify.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import { appendNotes, note, openOrFail, RUN, rules, sealed, temporaryFolder } from './workspace-fixture.ts';

const order = (folder: string, out: string) => ({ folder, out, rules, now: 1_795_254_780_000, version: '0.1.0' });

/** A workspace with something of everything, left open. */
async function furnished(folder: string) {
  const workspace = openOrFail(folder);
  const text = 'kind: Runbook\n';
  workspace.documents.keepText(text, sha256(text));
  workspace.attachments.append('up', 0, Buffer.from('a picture'));
  const attached = workspace.attachments.commit('up');
  const writer = workspace.output.open({ runId: RUN, stepId: 'drain', target: 'web-01', attempt: 1 });
  const bytes = Buffer.from('hello\n');
  writer.write({ stream: 'stdout', rawOffset: 0, rawBytes: bytes.length, bytes, redactions: 0, at: 1 });
  await writer.sync();
  workspace.events.append(
    sealed(workspace.events, note('first'), {
      type: 'attachment.stored',
      data: { sha256: attached.sha256, bytes: attached.bytes, name: 'picture.png', mediaType: 'image/png' },
    }),
  );
  writeFileSync(join(folder, 'known_hosts'), 'web-01 ssh-ed25519 AAAA\n');
  writeFileSync(join(folder, 'core.log'), 'not for the backup\n');
  return workspace;
}

describe('a backup', () => {
  it('holds everything a workspace is, with its digests, and restores to the same', async () => {
    const folder = temporaryFolder();
    const out = join(temporaryFolder(), 'backup');
    const workspace = await furnished(folder);
    const made = await backUp(order(folder, out));
    expect(made).toMatchObject({ kind: 'backed-up', manifest: { seq: 2 } });
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
    const tops = new Set(manifest.files.map(({ path }) => path.split('/')[0]));
    expect([...tops].sort()).toEqual([
      'attachments',
      'documents',
      'flight-recorder.ndjson',
      'holdpoint.sqlite3',
      'known_hosts',
      'output',
    ]);
    for (const file of manifest.files) expect(sha256(readFileSync(join(out, file.path)))).toBe(file.sha256);

    const target = join(temporaryFolder(), 'restored');
    expect(await restore(out, target, rules)).toMatchObject({ kind: 'restored' });
    const restored = openOrFail(target);
    expect(restored.events.readJournal(RUN)).toEqual(workspace.events.readJournal(RUN));
    expect(restored.conditions()).toEqual([]);
    await Promise.all([workspace.close(), restored.close()]);
    expect(readFileSync(join(target, 'known_hosts'), 'utf8')).toContain('web-01');
    expect(await verifyWorkspace(target, rules)).toMatchObject({ events: 2, findings: [] });
  });

  it('is whole while a core goes on writing, and does not loosen its lock', async () => {
    const folder = temporaryFolder();
    const place = temporaryFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'append-until-killed.ts'), folder]);
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve));
      for (let round = 1; round <= 4; round += 1) {
        const made = await backUp(order(folder, join(place, `${round}`)));
        expect(made).toMatchObject({ kind: 'backed-up' });
        const target = join(place, `restored-${round}`);
        expect(await restore(join(place, `${round}`), target, rules)).toMatchObject({ kind: 'restored' });
      }
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('overwrites nothing, lies not in the workspace, and hides no contradiction', async () => {
    const folder = temporaryFolder();
    await (await furnished(folder)).close();
    const taken = temporaryFolder();
    expect(await backUp(order(folder, taken))).toMatchObject({ kind: 'refused', code: 'unusable' });
    expect(await backUp(order(folder, join(folder, 'backup')))).toMatchObject({ kind: 'refused', code: 'unusable' });
    const recorder = join(folder, 'flight-recorder.ndjson');
    writeFileSync(recorder, readFileSync(recorder, 'utf8').replace('first', 'fIrst'));
    const out = join(taken, 'backup');
    expect(await backUp(order(folder, out))).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 1 });
    expect(readdirSync(taken)).toEqual([]);
  });
});

describe('a restore', () => {
  async function backup(): Promise<string> {
    const folder = temporaryFolder();
    await (await furnished(folder)).close();
    const out = join(temporaryFolder(), 'backup');
    await backUp(order(folder, out));
    return out;
  }

  it('never overwrites a workspace', async () => {
    const target = temporaryFolder();
    const workspace = openOrFail(target);
    appendNotes(workspace, 1);
    await workspace.close();
    expect(await restore(await backup(), target, rules)).toMatchObject({ kind: 'refused' });
    expect(await verifyWorkspace(target, rules)).toMatchObject({ events: 1, findings: [] });
  });

  it('refuses a backup with one changed byte in any of its files, and leaves nothing behind', async () => {
    const out = await backup();
    const { files } = manifestSchema.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
    for (const { path } of files) {
      const whole = readFileSync(join(out, path));
      const changed = Buffer.from(whole);
      changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
      writeFileSync(join(out, path), changed);
      const place = temporaryFolder();
      expect(await restore(out, join(place, 'w'), rules)).toMatchObject({ kind: 'refused', code: 'damaged' });
      expect(readdirSync(place)).toEqual([]);
      writeFileSync(join(out, path), whole);
    }
  });

  it.each(['../evil', '/etc/evil', 'output/../../evil', 'owner.lock', 'core.json', 'documents/.hidden'])(
    'creates no file named %s',
    async (path) => {
      const out = await backup();
      const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
      manifest.files.push({ path, bytes: 0, sha256: sha256('') });
      writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest));
      const place = temporaryFolder();
      expect(await restore(out, join(place, 'w'), rules)).toMatchObject({ kind: 'refused' });
      expect(readdirSync(place)).toEqual([]);
    },
  );

  it('refuses what is no backup, and a manifest that lies about the workspace', async () => {
    const place = temporaryFolder();
    mkdirSync(join(place, 'empty'));
    expect(await restore(join(place, 'empty'), join(place, 'w'), rules)).toMatchObject({ code: 'unusable' });
    const out = await backup();
    const path = join(out, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    manifest.files = manifest.files.filter((file: { path: string }) => !file.path.startsWith('attachments/'));
    writeFileSync(path, JSON.stringify(manifest));
    expect(await restore(out, join(place, 'w'), rules)).toMatchObject({ kind: 'refused', code: 'damaged' });
    expect(existsSync(join(place, 'w'))).toBe(false);
  });
});

describe('rebuilding', () => {
  it('refuses when the recorder ends before the damaged database does', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 4);
    await workspace.close();
    const recorder = join(folder, 'flight-recorder.ndjson');
    const lines = readFileSync(recorder, 'utf8').split('\n').slice(0, 3);
    writeFileSync(recorder, `${lines.join('\n')}\n`);
    expect(rebuildFromRecorder(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 4 });
    expect(readdirSync(folder)).not.toContain('damaged-1.sqlite3');
    rmSync(recorder);
    expect(rebuildFromRecorder(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged' });
  });

  it('writes a recorder with a flipped bit anew from the database, and keeps the damaged one', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 4);
    await workspace.close();
    const recorder = join(folder, 'flight-recorder.ndjson');
    const whole = readFileSync(recorder, 'utf8');
    const flipped = whole.replace('note 1', 'note 9');
    writeFileSync(recorder, flipped);
    expect(rebuildFromRecorder(folder, rules)).toMatchObject({ kind: 'refused', damagedAt: 2 });
    expect(rebuildRecorder(folder, rules)).toEqual({ kind: 'put-aside', events: 4, kept: 'damaged-1.ndjson' });
    expect(readFileSync(join(folder, 'damaged-1.ndjson'), 'utf8')).toBe(flipped);
    await openOrFail(folder).close();
    expect(readFileSync(recorder, 'utf8')).toBe(whole);
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ events: 4, findings: [] });

    writeFileSync(recorder, `${flipped}{"one":"more"}\n`);
    expect(rebuildRecorder(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 5 });
  });
});
