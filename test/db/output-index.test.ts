import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrate, migrations, newestVersion } from '../../db/migrate.ts';
import { openDatabase } from '../../db/open.ts';
import { type IndexedBlock, OutputIndex } from '../../db/output-index.ts';

const FULL = 2;
let folder: string;
let database: Database.Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-index-'));
  const opened = openDatabase(join(folder, 'workspace.sqlite3'), false, newestVersion(migrations));
  if (opened.kind === 'refused') throw new Error(opened.message);
  database = opened.database;
  migrate(database, folder);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const level = () => database.pragma('synchronous', { simple: true });

function block(ordinal: number): IndexedBlock {
  const of = { runId: 'run-1', stepId: 'deploy', target: 'app-1', attempt: 1, stream: 'stdout' } as const;
  const stored = { ordinal, storedOffset: ordinal * 10, storedBytes: 10, rawOffset: ordinal * 10, rawBytes: 10 };
  const place = { segment: 1, position: ordinal * 400, length: 400 };
  return { ...of, ...stored, redactions: 0, at: 1_800_000_000_000, sha256: 'a'.repeat(64), ...place };
}

it('leaves every commit after it synced, as it was before', () => {
  const index = new OutputIndex(database);
  expect(level()).toBe(FULL);
  index.add([block(0), block(1)]);
  expect(level()).toBe(FULL);
  expect(index.segmentBlocks('run-1', 1)).toEqual([block(0), block(1)]);
});

it('leaves them synced when its own commit is refused, too, and keeps nothing of that', () => {
  const index = new OutputIndex(database);
  index.add([block(0)]);
  expect(() => index.add([block(1), block(0)])).toThrow(/UNIQUE|PRIMARY/);
  expect(level()).toBe(FULL);
  expect(index.segmentBlocks('run-1', 1)).toEqual([block(0)]);
});

it('refuses to write where the level of syncing cannot be changed', () => {
  const index = new OutputIndex(database);
  database.exec('BEGIN');
  expect(() => index.add([block(0)])).toThrow(/inside a transaction/);
  database.exec('ROLLBACK');
  expect(level()).toBe(FULL);
  expect(index.segmentBlocks('run-1', 1)).toEqual([]);
});
