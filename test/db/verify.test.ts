import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCopy } from '../../db/copied-workspace.ts';
import { rebuildFromRecorder } from '../../db/rebuild.ts';
import { type Verification, verifyWorkspace } from '../../db/verify.ts';
import { sha256 } from '../../main/adapters/digest.ts';
import type { AttachmentStore } from '../../main/core/ports/attachment-store.ts';
import type { DocumentStore } from '../../main/core/ports/document-store.ts';
import type { EventStore } from '../../main/core/ports/event-store.ts';
import type { OutputStore } from '../../main/core/ports/output-store.ts';
import { eventText } from '../../main/domain/audit/chain.ts';
import { appendNotes, note, openOrFail, RUN, rules, sealed, temporaryFolder } from './workspace-fixture.ts';

const attempt = { stepId: 'drain', target: 'web-01', attempt: 1 };
const second = { stepId: 'drain', target: 'web-02', attempt: 1 };
const document = 'apiVersion: holdpoint/v1\nkind: Runbook\n';
/** Sequence numbers in `fill`. */
const SEQ = { document: 1, attachment: 2, finished: 5, finishedSecond: 8 };

/** A workspace with some of everything. */
async function fill(folder: string): Promise<void> {
  const { events, documents, attachments, output, close } = openOrFail(folder);
  documents.keepText(document, sha256(document));
  attachments.append('up', 0, Buffer.from('evidence of what happened'));
  const { sha256: attached, bytes } = attachments.commit('up');
  const revision = { kind: 'Runbook', key: 'a', title: 'A', revision: 1, reason: null };
  events.append(
    sealed(
      events,
      { type: 'document.saved', data: { ...revision, sha256: sha256(document), bytes: document.length } },
      { type: 'attachment.stored', data: { sha256: attached, bytes, name: 'a.txt', mediaType: 'text/plain' } },
      note('größer'),
    ),
  );
  for (const each of [attempt, second]) {
    const start = { ...each, commandHash: sha256('x'), coreId: 'core', key: 'key' };
    events.append(sealed(events, { type: 'attempt.started', data: start, commandId: 'command-1' }));
    const writer = output.open({ runId: RUN, ...each });
    let rawOffset = 0;
    for (const text of ['first piece\n', 'second piece\n', `last of ${each.target}\n`]) {
      const piece = { stream: 'stdout' as const, rawOffset, rawBytes: text.length, bytes: Buffer.from(text) };
      writer.write({ ...piece, redactions: 0, at: 5 });
      rawOffset += text.length;
      await writer.sync();
    }
    const streams = await writer.sync();
    await writer.close();
    const end = { outcome: 'succeeded', exitCode: 0, signal: null, durationMs: 5, reason: null, outputs: {}, streams };
    events.append(sealed(events, { type: 'attempt.finished', data: { ...each, ...end } }));
    events.append(sealed(events, note(`after ${each.target}`)));
  }
  await close();
}

beforeAll(async () => {
  const original = temporaryFolder();
  await fill(original);
  keepForAll(original);
});

/** afterEach removes temporary folders; this one is copied into memory as files of its own. */
const files = new Map<string, Buffer>();
function keepForAll(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== 'ballast') files.set(path.slice(folder.length + 1), readFileSync(path));
  }
}

function freshCopy(): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}

async function verified(folder: string): Promise<Verification> {
  const result = await verifyWorkspace(folder, rules);
  if (result.kind === 'refused') throw new Error(result.message);
  return result;
}

function changeByte(path: string, place: number, by: number): void {
  const bytes = readFileSync(path);
  const at = place % bytes.length;
  bytes[at] = ((bytes[at] ?? 0) + by) % 256;
  writeFileSync(path, bytes);
}

/** Changes one byte of one column of an event, as somebody with a database tool would. */
function changeRow(folder: string, seq: number, change: (json: Buffer) => Buffer): void {
  const database = new Database(join(folder, 'holdpoint.sqlite3'));
  database.exec('DROP TRIGGER event_unchanged');
  const json = database
    .prepare<[number], Buffer>('SELECT CAST(json AS BLOB) FROM event WHERE seq = ?')
    .pluck()
    .get(seq);
  database.prepare('UPDATE event SET json = CAST(? AS TEXT) WHERE seq = ?').run(change(json ?? Buffer.alloc(0)), seq);
  database.close();
}

const anyByte = { place: fc.nat(), by: fc.integer({ min: 1, max: 255 }) };

describe('verify', () => {
  it('accepts an untouched workspace and knows the heads of its journals', async () => {
    const result = await verified(freshCopy());
    expect(result).toMatchObject({ events: 9, findings: [], firstBadSeq: null });
    expect(result.journals.get(RUN)?.journalSeq).toBe(9);
  });

  it('changes nothing in the workspace', async () => {
    const folder = freshCopy();
    await verified(folder);
    for (const [name, bytes] of files) expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(
      [...new Set([...files.keys()].map((name) => name.split('/')[0]))].sort(),
    );
  });

  it('names the event when one byte of its row is changed', { timeout: 60_000 }, async () => {
    const folder = freshCopy();
    const path = join(folder, 'holdpoint.sqlite3');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.record(anyByte), async (seq, { place, by }) => {
        writeFileSync(path, files.get('holdpoint.sqlite3') ?? '');
        changeRow(folder, seq, (json) => {
          json[place % json.length] = ((json[place % json.length] ?? 0) + by) % 256;
          return json;
        });
        expect((await verified(folder)).firstBadSeq).toBe(seq);
      }),
      { numRuns: 15 },
    );
  });

  it.each(['journal_id', 'type', 'command_id', 'hash'])(
    'names the event when its column %s is changed',
    async (column) => {
      const folder = freshCopy();
      const database = new Database(join(folder, 'holdpoint.sqlite3'));
      database.exec(`DROP TRIGGER event_unchanged; UPDATE event SET ${column} = 'x' || ${column} WHERE seq = 4`);
      database.close();
      expect((await verified(folder)).firstBadSeq).toBe(4);
    },
  );

  it('names the event when one byte of it is changed in the raw file', async () => {
    const folder = freshCopy();
    const path = join(folder, 'holdpoint.sqlite3');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('after web-01');
    bytes[at] = 0x62;
    writeFileSync(path, bytes);
    const result = await verified(folder);
    expect(result.firstBadSeq).toBe(6);
    expect(result.findings[0]).toMatchObject({ where: 'database', journalId: RUN });
  });

  it('names the event when one byte of a recorder line is changed', { timeout: 60_000 }, async () => {
    const folder = freshCopy();
    const path = join(folder, 'flight-recorder.ndjson');
    const whole = files.get('flight-recorder.ndjson') ?? Buffer.alloc(0);
    await fc.assert(
      fc.asyncProperty(fc.record(anyByte), async ({ place, by }) => {
        writeFileSync(path, whole);
        changeByte(path, place, by);
        const line = whole
          .subarray(0, place % whole.length)
          .toString('latin1')
          .split('\n').length;
        const result = await verified(folder);
        expect(result.firstBadSeq).toBe(line);
        expect(result.findings.every(({ where }) => where === 'recorder')).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('names the attempt whose output was changed by one byte anywhere in a segment', { timeout: 60_000 }, async () => {
    const folder = freshCopy();
    const path = join(folder, 'output', RUN, '1.seg');
    const whole = files.get(`output/${RUN}/1.seg`) ?? Buffer.alloc(0);
    const border = whole.indexOf('HPB1 {"stepId":"drain","target":"web-02"');
    await fc.assert(
      fc.asyncProperty(fc.record(anyByte), async ({ place, by }) => {
        writeFileSync(path, whole);
        changeByte(path, place, by);
        const { firstBadSeq } = await verified(folder);
        expect(firstBadSeq).toBe(place % whole.length < border ? SEQ.finished : SEQ.finishedSecond);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['attachments', SEQ.attachment],
    ['documents', SEQ.document],
  ])('names the event when one byte of a file in %s is changed', { timeout: 60_000 }, async (place, seq) => {
    const folder = freshCopy();
    const [name = ''] = readdirSync(join(folder, place));
    const path = join(folder, place, name);
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.record(anyByte), async (at) => {
        writeFileSync(path, whole);
        changeByte(path, at.place, at.by);
        expect((await verified(folder)).firstBadSeq).toBe(seq);
      }),
      { numRuns: 8 },
    );
    rmSync(path);
    expect((await verified(folder)).firstBadSeq).toBe(seq);
  });

  it('finds output whose index was bent to hide what is missing', async () => {
    const folder = freshCopy();
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    database.exec('DELETE FROM output_block WHERE ordinal = 2 AND stream_id = 1');
    database.close();
    expect((await verified(folder)).firstBadSeq).toBe(SEQ.finished);
  });

  it('finds a lost segment, a lost recorder and a recorder that ends early', async () => {
    const folder = freshCopy();
    truncateSync(join(folder, 'flight-recorder.ndjson'), 3000);
    expect((await verified(folder)).findings).toMatchObject([{ where: 'recorder', severity: 'fault' }]);
    rmSync(join(folder, 'flight-recorder.ndjson'));
    expect((await verified(folder)).firstBadSeq).toBe(1);
    rmSync(join(folder, 'output'), { recursive: true });
    expect((await verified(folder)).findings.map(({ where, seq }) => [where, seq])).toEqual([
      ['recorder', 1],
      ['output', SEQ.finished],
      ['output', SEQ.finishedSecond],
    ]);
  });

  it('notes a recorder that is ahead, which is what a crash leaves, without calling it a fault', async () => {
    const folder = freshCopy();
    const workspace = openOrFail(folder);
    const ahead = sealed(workspace.events, note('ahead'));
    await workspace.close();
    appendFileSync(join(folder, 'flight-recorder.ndjson'), `${ahead.map(eventText).join('')}\n{"torn`);
    const result = await verified(folder);
    expect(result.firstBadSeq).toBeNull();
    expect(result.findings.map(({ severity }) => severity)).toEqual(['note', 'note']);
  });

  it('works while a core owns the workspace and goes on writing, and does not loosen its lock', async () => {
    const folder = temporaryFolder();
    const owner = openOrFail(folder);
    appendNotes(owner, 20);
    const verification = verified(folder);
    let written = 0;
    const timer = setInterval(() => {
      appendNotes(owner, 3);
      written += 3;
    }, 1);
    const result = await verification;
    clearInterval(timer);
    expect(result.firstBadSeq).toBeNull();
    expect(result.events).toBeGreaterThanOrEqual(20);
    expect(written).toBeGreaterThan(0);
    expect((await verified(folder)).events).toBe(20 + written);
    await owner.close();
  });

  it('reads a copy without owning it', async () => {
    const folder = freshCopy();
    const copy = await openCopy(folder, rules, null);
    if (copy.kind === 'refused') throw new Error(copy.message);
    const ports: [EventStore, DocumentStore, AttachmentStore, OutputStore] = [
      copy.stores.events,
      copy.stores.documents,
      copy.stores.attachments,
      copy.stores.output,
    ];
    const [events, documents, attachments, output] = ports;
    expect(events.journals()).toEqual([RUN]);
    expect(events.readJournal(RUN)).toHaveLength(9);
    expect(events.eventsOfCommand('command-1')).toEqual([4, 7]);
    expect(documents.textOf(sha256(document))).toBe(document);
    expect(attachments.read(sha256('evidence of what happened'), 0, 8)?.bytes.toString()).toBe('evidence');
    const ref = { runId: RUN, ...attempt };
    expect(Buffer.from(output.read(ref, 'stdout', 6, 12).bytes).toString()).toBe('piece\nsecond');
    expect(output.positions(ref).stdout?.storedBytes).toBe(40);
    expect(() => events.append([])).toThrow('may only be read');
    expect(() => documents.keepText('x', sha256('x'))).toThrow('may only be read');
    expect(() => attachments.append('up', 0, Buffer.from('x'))).toThrow('may only be read');
    expect(() => output.open(ref)).toThrow('may only be read');
    copy.close();
    for (const [name, bytes] of files) expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
  });

  it('refuses a folder that is no workspace and a file that is no database', async () => {
    const folder = temporaryFolder();
    expect(await verifyWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'unusable' });
    writeFileSync(join(folder, 'holdpoint.sqlite3'), 'x'.repeat(5000));
    const refused = await verifyWorkspace(folder, rules);
    expect(refused).toMatchObject({ kind: 'refused', code: 'not-a-database' });
    expect(refused.kind === 'refused' && refused.message).toContain(join(folder, 'holdpoint.sqlite3'));
  });
});

describe('rebuild', () => {
  it('takes events and output index from recorder and segments, and keeps the damaged file', async () => {
    const folder = freshCopy();
    const path = join(folder, 'holdpoint.sqlite3');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096);
    writeFileSync(path, bytes);
    const workspace = openOrFail(folder);
    expect(readFileSync(join(folder, 'damaged-1.sqlite3')).equals(bytes)).toBe(true);
    expect(workspace.conditions()).toMatchObject([
      { kind: 'database-rebuilt', text: expect.stringContaining('affected: events 1 to 9') },
    ]);
    expect(workspace.adopted).toEqual({ from: 1, to: 9 });
    expect(workspace.documentIndex.find('a')).toMatchObject({ revision: 1 });
    await workspace.close();
    expect(await verified(folder)).toMatchObject({ events: 9, findings: [] });
  });

  it('changes nothing when the recorder does not chain, or another core owns the workspace', async () => {
    const folder = freshCopy();
    changeByte(join(folder, 'flight-recorder.ndjson'), 100, 1);
    expect(rebuildFromRecorder(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 1 });
    const owned = freshCopy();
    const owner = openOrFail(owned);
    expect(rebuildFromRecorder(owned, rules)).toMatchObject({ kind: 'refused', code: 'owned' });
    await owner.close();
    for (const place of [folder, owned]) expect(readdirSync(place)).toContain('holdpoint.sqlite3');
  });
});
