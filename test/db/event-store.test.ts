import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StorageFailure } from '../../contract/storage-failure.ts';
import { Ballast } from '../../db/ballast.ts';
import { SqliteEventStore } from '../../db/event-store.ts';
import { EventTable } from '../../db/event-table.ts';
import { FlightRecorder } from '../../db/flight-recorder.ts';
import { migrate, migrations, newestVersion } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { WriteGate } from '../../db/write-gate.ts';
import type { AttachmentStore } from '../../main/core/ports/attachment-store.ts';
import type { DocumentStore } from '../../main/core/ports/document-store.ts';
import type { EventStore } from '../../main/core/ports/event-store.ts';
import type { OutputStore } from '../../main/core/ports/output-store.ts';
import { eventText } from '../../main/domain/audit/chain.ts';
import { appendNotes, note, openOrFail, RUN, rules, sealed, temporaryFolder } from './workspace-fixture.ts';

/** The stores without a workspace around them, so that a test can get at the connection. */
function bareStore(folder: string, makeBallast?: (database: Database.Database) => Ballast) {
  const opened = openDatabase(join(folder, 'holdpoint.sqlite3'), false, newestVersion(migrations));
  if (opened.kind === 'refused') throw new Error(opened.message);
  const { database } = opened;
  migrate(database, folder);
  const table = new EventTable(database);
  const recorder = new FlightRecorder(join(folder, 'flight-recorder.ndjson'));
  const ballast = makeBallast?.(database) ?? new Ballast(join(folder, 'ballast'));
  const heads = table.heads();
  const gate = new WriteGate();
  const store = new SqliteEventStore({ database, table, recorder, rules, ballast, gate, heads });
  return { database, recorder, store, close: () => [recorder, database].forEach((part) => void part.close()) };
}

/** Allows no page more: the next insert that needs one fails with SQLITE_FULL, as on a full disk. */
function fillUp(database: Database.Database): void {
  database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
}

const long = note('x'.repeat(20_000));

describe('the event store', () => {
  it('has the shapes of the ports', async () => {
    const workspace = openOrFail(temporaryFolder());
    const ports: [EventStore, DocumentStore, AttachmentStore, OutputStore] = [
      workspace.events,
      workspace.documents,
      workspace.attachments,
      workspace.output,
    ];
    expect(ports).toHaveLength(4);
    await workspace.close();
  });

  it('gives back what was appended, by journal and by command, also after reopening', async () => {
    const folder = temporaryFolder();
    const first = openOrFail(folder);
    const group = sealed(first.events, { ...note('one'), commandId: 'command-1' }, note('two', 'workspace'), {
      ...note('three'),
      commandId: 'command-1',
    });
    first.events.append(group);
    await first.close();

    const second = openOrFail(folder);
    const { events } = second;
    expect(events.head()).toEqual({ seq: 3 });
    expect(events.journals()).toEqual([RUN, 'workspace']);
    expect(events.readJournal(RUN)).toEqual([group[0], group[2]]);
    expect(events.readJournal(RUN, 1, 1)).toEqual([group[2]]);
    expect(events.eventsOfCommand('command-1')).toEqual([1, 3]);
    expect(events.eventsOfCommand('command-2')).toEqual([]);
    expect(events.journalHead('workspace')).toEqual({ journalSeq: 1, hash: group[1]?.hash });
    expect(events.journalHead('none')).toEqual({ journalSeq: 0, hash: '0'.repeat(64) });
    expect(second.adopted).toBeNull();
    await second.close();
  });

  it('keeps the canonical bytes in the database and in the recorder', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    const group = sealed(workspace.events, note('größer, "quoted"\nand two lines'), note('two'));
    workspace.events.append(group);
    await workspace.close();
    const texts = group.map(eventText);
    expect(readFileSync(join(folder, 'flight-recorder.ndjson'), 'utf8')).toBe(`${texts.join('\n')}\n`);
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    expect(database.prepare('SELECT json FROM event ORDER BY seq').pluck().all()).toEqual(texts);
    database.close();
  });

  it('refuses a group that does not continue the log, and stores nothing of it', async () => {
    const workspace = openOrFail(temporaryFolder());
    const { events } = workspace;
    const [one, two] = sealed(events, note('one'), note('two'));
    if (one === undefined || two === undefined) throw new Error('no events');
    expect(() => events.append([two])).toThrow('Event 1');
    expect(() => events.append([one, { ...two, data: { text: 'other', stepId: null } }])).toThrow('Event 2');
    expect(events.head()).toEqual({ seq: 0 });
    events.append([one, two]);
    expect(events.head()).toEqual({ seq: 2 });
    await workspace.close();
  });

  it('forbids changing, deleting and replacing events in the database itself', () => {
    const { database, store, close } = bareStore(temporaryFolder());
    store.append(sealed(store, note('one'), note('two')));
    const insert =
      'INSERT OR REPLACE INTO event SELECT seq, journal_id, journal_seq, type, command_id, hash, json FROM event';
    expect(() => database.exec("UPDATE event SET json = '{}' WHERE seq = 1")).toThrow('never changed');
    expect(() => database.exec('DELETE FROM event WHERE seq = 2')).toThrow('never deleted');
    expect(() => database.exec(insert)).toThrow('never replaced');
    expect(() => database.exec("INSERT INTO event VALUES (9, 'x', 1, 't', NULL, 'h', '{}')")).toThrow('without a gap');
    close();
  });

  it('takes a refused group back from the recorder when the database cannot commit', () => {
    const folder = temporaryFolder();
    const { database, recorder, store, close } = bareStore(folder);
    store.append(sealed(store, note('one')));
    const before = recorder.length;
    fillUp(database);
    const refused = sealed(store, long);
    expect(() => store.append(refused)).toThrow(StorageFailure);
    expect(statSync(join(folder, 'flight-recorder.ndjson')).size).toBe(before);
    expect(store.head()).toEqual({ seq: 1 });

    database.pragma('max_page_count = 1000000');
    store.append(sealed(store, note('another two')));
    close();
    const reopened = openOrFail(folder);
    expect(reopened.events.readJournal(RUN).map((event) => event.data)).toEqual([
      { text: 'one', stepId: null },
      { text: 'another two', stepId: null },
    ]);
  });

  it('frees the ballast and stores the group when the disk is full', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'ballast');
    const { database, store, close } = bareStore(
      folder,
      (connection) =>
        new (class extends Ballast {
          override release(): boolean {
            connection.pragma('max_page_count = 1000000');
            return super.release();
          }
        })(path),
    );
    expect(new Ballast(path).fill()).toBe(true);
    fillUp(database);
    store.append(sealed(store, long));
    expect(store.head()).toEqual({ seq: 1 });
    expect(() => statSync(path)).toThrow('ENOENT');
    close();
  });

  it('writes nothing any more after a fatal failure, not even what would succeed', () => {
    const folder = temporaryFolder();
    const { recorder, store, close } = bareStore(folder);
    store.append(sealed(store, note('one')));
    const length = recorder.length;
    // The descriptor of the recorder is gone: neither writing nor taking back can succeed.
    recorder.close();
    const group = sealed(store, note('two'));
    expect(() => store.append(group)).toThrow(expect.objectContaining({ name: 'StorageFailure', fatal: true }));
    expect(() => store.append(group)).toThrow(expect.objectContaining({ fatal: true }));
    expect(statSync(join(folder, 'flight-recorder.ndjson')).size).toBe(length);
    close();
  });
});

describe('recovery', () => {
  async function workspaceWithNotes(count: number): Promise<{ folder: string; recorder: string }> {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, count);
    await workspace.close();
    return { folder, recorder: join(folder, 'flight-recorder.ndjson') };
  }

  /** Puts the next event into the recorder only, as a crash between sync and COMMIT leaves it. */
  async function recordedOnly(folder: string, recorder: string, count: number): Promise<void> {
    const workspace = openOrFail(folder);
    const group = sealed(workspace.events, ...Array.from({ length: count }, (_, index) => note(`ahead ${index}`)));
    await workspace.close();
    appendFileSync(recorder, group.map((event) => `${eventText(event)}\n`).join(''));
  }

  it('adopts what the recorder holds and the database does not', async () => {
    const { folder, recorder } = await workspaceWithNotes(3);
    await recordedOnly(folder, recorder, 2);
    const workspace = openOrFail(folder);
    expect(workspace.adopted).toEqual({ from: 4, to: 5 });
    expect(workspace.events.head()).toEqual({ seq: 5 });
    expect(workspace.conditions()).toMatchObject([{ kind: 'recorder-adopted' }]);
    workspace.events.append(sealed(workspace.events, { type: 'recorder.adopted', data: { from: 4, to: 5 } }));
    await workspace.close();
    const again = openOrFail(folder);
    expect(again.adopted).toBeNull();
    await again.close();
  });

  it('rebuilds a lost database from the recorder', async () => {
    const { folder, recorder } = await workspaceWithNotes(4);
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'flight-recorder.ndjson'), readFileSync(recorder));
    const workspace = openOrFail(elsewhere);
    expect(workspace.adopted).toEqual({ from: 1, to: 4 });
    const original = openOrFail(folder);
    expect(workspace.events.readJournal(RUN)).toEqual(original.events.readJournal(RUN));
    await Promise.all([workspace.close(), original.close()]);
  });

  it('completes a recorder that is behind, and cuts a torn last line', async () => {
    const { folder, recorder } = await workspaceWithNotes(4);
    const whole = readFileSync(recorder);
    truncateSync(recorder, whole.length - 700);
    const workspace = openOrFail(folder);
    expect(workspace.adopted).toBeNull();
    await workspace.close();
    expect(readFileSync(recorder)).toEqual(whole);
  });

  it('cuts a torn line that no database holds', async () => {
    const { folder, recorder } = await workspaceWithNotes(2);
    const whole = readFileSync(recorder);
    appendFileSync(recorder, '{"actor":{"person":"A');
    const workspace = openOrFail(folder);
    expect(workspace.events.head()).toEqual({ seq: 2 });
    await workspace.close();
    expect(readFileSync(recorder)).toEqual(whole);
  });

  it('chooses nothing when both hold an event and differ', async () => {
    const { folder, recorder } = await workspaceWithNotes(4);
    const lines = readFileSync(recorder, 'utf8').split('\n');
    const changed = lines.with(2, (lines[2] ?? '').replace('note 2', 'note X')).join('\n');
    writeFileSync(recorder, changed);
    const database = readFileSync(join(folder, 'holdpoint.sqlite3'));
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 3 });
    expect(readFileSync(recorder, 'utf8')).toBe(changed);
    expect(readFileSync(join(folder, 'holdpoint.sqlite3'))).toEqual(database);
  });

  it('calls a surplus that does not chain damaged, and adopts nothing of it', async () => {
    const { folder, recorder } = await workspaceWithNotes(2);
    await recordedOnly(folder, recorder, 2);
    const text = readFileSync(recorder, 'utf8').replace('ahead 1', 'ahead 9');
    writeFileSync(recorder, text);
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'damaged', damagedAt: 4 });
    expect(readFileSync(recorder, 'utf8')).toBe(text);
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    expect(database.prepare('SELECT count(*) FROM event').pluck().get()).toBe(2);
    database.close();
  });

  it('cuts blocks that a power cut left unwritten, which were never acknowledged', async () => {
    const { folder, recorder } = await workspaceWithNotes(2);
    const whole = readFileSync(recorder);
    appendFileSync(recorder, Buffer.concat([Buffer.alloc(4096), Buffer.from('\n')]));
    const workspace = openOrFail(folder);
    expect(workspace.events.head()).toEqual({ seq: 2 });
    await workspace.close();
    expect(readFileSync(recorder)).toEqual(whole);
  });
});
