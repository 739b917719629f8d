import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { first } from './migrations/0001-first.ts';
import { samples } from './migrations/0002-samples.ts';
import { outputRows } from './migrations/0003-output-rows.ts';
import { APPLICATION_ID } from './open.ts';
import { withPrivateFiles } from './private-files.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Every migration there ever was, in order. Only append; what shipped is never edited. */
export const migrations: readonly Migration[] = [first, samples, outputRows];

export function newestVersion(list: readonly Migration[]): number {
  let newest = 0;
  for (const { version } of list) {
    if (version <= newest) throw new Error(`migration ${version} does not rise above ${newest}`);
    newest = version;
  }
  return newest;
}

/** Brings the database to the newest version: a copy first when it holds anything, then all steps or none. */
export function migrate(
  database: Database.Database,
  folder: string,
  list: readonly Migration[] = migrations,
): { readonly from: number; readonly to: number; readonly backup: string | null } {
  const to = newestVersion(list);
  const from = Number(database.pragma('user_version', { simple: true }));
  if (from > to) throw new Error(`database version ${from} is newer than ${to}; it should have been refused`);
  if (from === to) return { from, to, backup: null };
  const backup = from === 0 ? null : backUp(database, folder, `before-v${to}`);
  const run = database.transaction(() => {
    for (const migration of list) {
      if (migration.version > from) database.exec(migration.sql);
    }
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${to}`);
  });
  run.exclusive();
  return { from, to, backup };
}

/** By SQLite itself: no `fs` call may touch a database we hold locks on. */
function backUp(database: Database.Database, folder: string, name: string): string {
  const taken = new Set(readdirSync(folder));
  let file = `${name}.sqlite3`;
  for (let count = 2; taken.has(file); count += 1) file = `${name}-${count}.sqlite3`;
  withPrivateFiles(() => database.prepare('VACUUM INTO ?').run(join(folder, file)));
  return file;
}
