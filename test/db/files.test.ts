import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../main/adapters/digest.ts';
import { openOrFail, sealed, temporaryFolder } from './workspace-fixture.ts';

function saved(key: string, revision: number, text: string) {
  const data = { kind: 'Runbook', key, title: key, revision, sha256: sha256(text), bytes: text.length, reason: null };
  return { type: 'document.saved', data, journalId: 'workspace' };
}

describe('documents', () => {
  it('keeps a text under its digest and gives it back byte for byte', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    const text = 'title: Größe\n';
    workspace.documents.keepText(text, sha256(text));
    workspace.documents.keepText(text, sha256(text));
    expect(readdirSync(join(folder, 'documents'))).toEqual([sha256(text)]);
    expect(workspace.documents.textOf(sha256(text))).toBe(text);
    expect(workspace.documents.textOf(sha256('other'))).toBeNull();
    expect(workspace.documents.textOf('../flight-recorder.ndjson')).toBeNull();
    expect(() => workspace.documents.keepText(text, sha256('other'))).toThrow('does not have the digest');
    await workspace.close();
  });

  it('never gives out a text that changed on the disk, and heals it when it is kept again', async () => {
    const folder = temporaryFolder();
    const { documents, close } = openOrFail(folder);
    documents.keepText('one', sha256('one'));
    writeFileSync(join(folder, 'documents', sha256('one')), 'two');
    expect(documents.textOf(sha256('one'))).toBeNull();
    documents.keepText('one', sha256('one'));
    expect(documents.textOf(sha256('one'))).toBe('one');
    await close();
  });

  it('lists the latest revision of every document and finds older ones', async () => {
    const { events, documentIndex, close } = openOrFail(temporaryFolder());
    events.append(sealed(events, saved('a', 1, 'a1'), saved('b', 1, 'b1'), saved('a', 2, 'a2')));
    expect(documentIndex.latest().map(({ key, revision, seq }) => [key, revision, seq])).toEqual([
      ['a', 2, 3],
      ['b', 1, 2],
    ]);
    expect(documentIndex.find('a', 1)).toMatchObject({ sha256: sha256('a1'), savedBy: 'Ann Ö.' });
    expect(documentIndex.find('a')).toMatchObject({ revision: 2 });
    expect(documentIndex.find('a', 3)).toBeNull();
    expect(documentIndex.find('c')).toBeNull();
    await close();
  });

  it('rebuilds the list from the events when it is lost', async () => {
    const folder = temporaryFolder();
    const first = openOrFail(folder);
    first.events.append(sealed(first.events, saved('a', 1, 'a1'), saved('a', 2, 'a2')));
    const before = first.documentIndex.revisions('a');
    await first.close();
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    database.exec('DELETE FROM document_revision WHERE revision = 1');
    database.close();
    const second = openOrFail(folder);
    expect(second.documentIndex.revisions('a')).toEqual(before);
    expect(before).toHaveLength(2);
    await second.close();
  });
});

describe('attachments', () => {
  it('puts pieces together under their digest', async () => {
    const folder = temporaryFolder();
    const { attachments, close } = openOrFail(folder);
    expect(attachments.append('up-1', 0, Buffer.from('hello '))).toBe(6);
    expect(attachments.append('up-1', 1, Buffer.from('world'))).toBe(11);
    expect(attachments.commit('up-1')).toEqual({ sha256: sha256('hello world'), bytes: 11 });
    expect(readFileSync(join(folder, 'attachments', sha256('hello world')), 'utf8')).toBe('hello world');
    const part = attachments.read(sha256('hello world'), 6, 3);
    expect(part).toEqual({ bytes: Buffer.from('wor'), totalBytes: 11 });
    expect(attachments.read(sha256('hello world'), 20, 3)?.bytes).toHaveLength(0);
    expect(attachments.read(sha256('none'), 0, 3)).toBeNull();
    expect(attachments.read('../owner.lock', 0, 3)).toBeNull();
    await close();
  });

  it('throws on a gap, on an unknown upload, and starts anew at piece 0', async () => {
    const { attachments, close } = openOrFail(temporaryFolder());
    attachments.append('up', 0, Buffer.from('a'));
    expect(() => attachments.append('up', 2, Buffer.from('c'))).toThrow('piece 1');
    expect(() => attachments.append('other', 1, Buffer.from('c'))).toThrow('no such upload');
    expect(() => attachments.commit('other')).toThrow('no such upload');
    attachments.append('up', 0, Buffer.from('b'));
    expect(attachments.commit('up')).toEqual({ sha256: sha256('b'), bytes: 1 });
    await close();
  });

  it('removes what an upload left behind when its core died', async () => {
    const folder = temporaryFolder();
    const first = openOrFail(folder);
    writeFileSync(join(folder, 'attachments', '.upload-7'), 'half');
    await first.close();
    await openOrFail(folder).close();
    expect(readdirSync(join(folder, 'attachments'))).toEqual([]);
  });
});
