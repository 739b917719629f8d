import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs, { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { type Migration, migrate, migrations, newestVersion } from '../../db/migrate.ts';
import { openDatabase, refuseOldNode } from '../../db/open.ts';
import { takeOwnerLock } from '../../db/owner-lock.ts';
import { openWorkspace } from '../../db/workspace.ts';
import { appendNotes, openOrFail, rules, temporaryFolder } from './workspace-fixture.ts';

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('opening a workspace', () => {
  it('makes the folder 0700 and every file 0600', async () => {
    const folder = join(temporaryFolder(), 'new');
    const workspace = openOrFail(folder);
    appendNotes(workspace, 1);
    const modes = readdirSync(folder, { withFileTypes: true }).map((entry) => [
      entry.name,
      (statSync(join(folder, entry.name)).mode & 0o777).toString(8),
    ]);
    await workspace.close();
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    for (const [name, mode] of modes) expect([name, mode]).toEqual([name, mode === '700' ? '700' : '600']);
  });

  it('sets the pragmas that keep promises, and reads them back', () => {
    const opened = openDatabase(join(temporaryFolder(), 'x.sqlite3'), false, 1);
    if (opened.kind === 'refused') throw new Error(opened.message);
    const pragma = (name: string): unknown => opened.database.pragma(name, { simple: true });
    expect(['locking_mode', 'journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema'].map(pragma)).toEqual([
      'exclusive',
      'wal',
      2,
      1,
      0,
    ]);
    expect(pragma('cell_size_check')).toBe(1);
    expect(Number(pragma('busy_timeout'))).toBeLessThanOrEqual(50);
    opened.database.close();
  });

  it('marks the database as ours', async () => {
    const folder = temporaryFolder();
    await openOrFail(folder).close();
    const database = new Database(join(folder, 'holdpoint.sqlite3'));
    expect(database.pragma('application_id', { simple: true })).toBe(0x484c4450);
    expect(database.pragma('user_version', { simple: true })).toBe(newestVersion(migrations));
    database.close();
  });

  it.each(['18.20.4', '20.19.0'])('refuses Node.js %s with a sentence', (version) => {
    expect(refuseOldNode(version)).toMatchObject({ code: 'old-node', message: expect.stringContaining(version) });
  });

  it('refuses a file that is no database and leaves every byte of it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'holdpoint.sqlite3');
    writeFileSync(path, 'these are the accounts of 1998, and they are no database at all\n'.repeat(100));
    const before = digestOf(path);
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'not-a-database' });
    expect(digestOf(path)).toBe(before);
  });

  it('refuses a database of another program and leaves every byte of it', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'holdpoint.sqlite3');
    const other = new Database(path);
    other.exec('CREATE TABLE bookmark (url TEXT)');
    other.close();
    const before = digestOf(path);
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'not-ours' });
    expect(digestOf(path)).toBe(before);
  });

  it('refuses a database from a newer version and leaves every byte of it, also of its journal', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 3);
    await workspace.close();
    const newer = new Database(join(folder, 'holdpoint.sqlite3'));
    newer.pragma('user_version = 999');
    const copy = temporaryFolder();
    for (const name of ['holdpoint.sqlite3', 'holdpoint.sqlite3-wal', 'flight-recorder.ndjson']) {
      copyFileSync(join(folder, name), join(copy, name));
    }
    newer.close();
    for (const place of [folder, copy]) {
      const names = readdirSync(place).filter((name) => /sqlite3(-wal)?$|ndjson$/.test(name));
      const before = names.map((name) => digestOf(join(place, name)));
      expect(openWorkspace(place, rules)).toMatchObject({ kind: 'refused', code: 'newer' });
      expect(names.map((name) => digestOf(join(place, name)))).toEqual(before);
    }
  });

  it('has one owner: a second core in this process and one in another are told so', async () => {
    const folder = temporaryFolder();
    const workspace = openOrFail(folder);
    appendNotes(workspace, 2);
    expect(openWorkspace(folder, rules)).toMatchObject({ kind: 'refused', code: 'owned' });
    expect(await openElsewhere(folder)).toContain('owned');
    // The attempts above must not have loosened the lock.
    expect(await openElsewhere(folder)).toContain('owned');
    appendNotes(workspace, 1);
    await workspace.close();
    expect(await openElsewhere(folder)).toContain('opened 3');
  });

  it('gives the lock back when it refuses', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'holdpoint.sqlite3'), 'no database, but long enough to look at'.repeat(200));
    expect(openWorkspace(folder, rules).kind).toBe('refused');
    const lock = takeOwnerLock(join(folder, 'owner.lock'));
    expect(lock.kind).toBe('taken');
    if (lock.kind === 'taken') lock.release();
  });

  it('answers a path that cannot be a folder with a refusal, not a crash', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(openWorkspace(join(file, 'workspace'), rules)).toMatchObject({ kind: 'refused' });
  });

  it('never touches the database or the lock with fs', async () => {
    const touched: string[] = [];
    const restore = watchFs((path) => touched.push(path));
    try {
      const folder = temporaryFolder();
      const workspace = openOrFail(folder);
      appendNotes(workspace, 3);
      await workspace.close();
      await openOrFail(folder).close();
    } finally {
      restore();
    }
    expect(touched.some((path) => path.endsWith('flight-recorder.ndjson'))).toBe(true);
    expect(touched.filter((path) => /holdpoint\.sqlite3|owner\.lock/.test(path))).toEqual([]);
  });
});

describe('migrations', () => {
  const list: readonly Migration[] = [
    { version: 1, name: 'one', sql: 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)' },
    { version: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN y INTEGER' },
  ];

  it('copies the file before it changes it', () => {
    const folder = temporaryFolder();
    const database = new Database(join(folder, 'x.sqlite3'));
    expect(migrate(database, folder, list.slice(0, 1))).toEqual({ from: 0, to: 1, backup: null });
    expect(migrate(database, folder, list)).toEqual({ from: 1, to: 2, backup: 'before-v2.sqlite3' });
    database.close();
    const backup = new Database(join(folder, 'before-v2.sqlite3'));
    expect(backup.pragma('user_version', { simple: true })).toBe(1);
    expect(backup.prepare('SELECT * FROM a').all()).toEqual([{ x: 1 }]);
    backup.close();
  });

  it('does all steps or none', () => {
    const folder = temporaryFolder();
    const database = new Database(join(folder, 'x.sqlite3'));
    const broken = [...list, { version: 3, name: 'broken', sql: 'CREATE TABLE b (x INTEGER) STRICT; NONSENSE' }];
    expect(() => migrate(database, folder, broken)).toThrow('syntax error');
    expect(database.pragma('user_version', { simple: true })).toBe(0);
    expect(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    database.close();
  });

  it('refuses a list that does not rise, and a database from the future', () => {
    expect(() => newestVersion([...list, { version: 2, name: 'again', sql: '' }])).toThrow('does not rise');
    const folder = temporaryFolder();
    mkdirSync(folder, { recursive: true });
    const database = new Database(join(folder, 'x.sqlite3'));
    database.pragma('user_version = 7');
    expect(() => migrate(database, folder, list)).toThrow('newer');
    database.close();
  });
});

/** Opens the workspace in another process, says what came of it. */
function openElsewhere(folder: string): Promise<string> {
  const script = join(import.meta.dirname, 'open-once.ts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on('close', () => resolve(said));
  });
}

/** Reports the first argument of every synchronous fs call. */
function watchFs(seen: (path: string) => void): () => void {
  const originals = new Map<string, unknown>();
  for (const [name, value] of Object.entries(fs)) {
    if (typeof value !== 'function' || !name.endsWith('Sync')) continue;
    originals.set(name, value);
    const watched = (...given: unknown[]): unknown => {
      if (typeof given[0] === 'string') seen(given[0]);
      return Reflect.apply(value, fs, given);
    };
    Reflect.set(fs, name, watched);
  }
  syncBuiltinESMExports();
  return () => {
    for (const [name, value] of originals) Reflect.set(fs, name, value);
    syncBuiltinESMExports();
  };
}
