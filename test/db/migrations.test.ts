import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, migrations } from '../../db/migrate.ts';
import { temporaryFolder } from './workspace-fixture.ts';

interface MigrationCase {
  /** Fills a database that stands at the version before. */
  readonly before: (database: Database.Database) => void;
  /** What must be so after it. */
  readonly after: (database: Database.Database) => void;
}

/** By version. A migration without a case here fails the first test below. */
const cases: Readonly<Record<number, MigrationCase>> = {
  1: {
    before: () => {},
    after: (database) => {
      const tables = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .pluck()
        .all();
      expect(tables).toEqual(['document_revision', 'event', 'output_block', 'output_stream']);
      const strict = database.prepare("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 1");
      expect(strict.pluck().get()).toBe(4);
    },
  },
  2: {
    before: (database) => {
      const add = "INSERT INTO document_revision VALUES (1, 'Runbook', 'k', 't', 1, 'x', 1, NULL, 0, 'Ann')";
      database.exec(add);
    },
    after: (database) => {
      expect(database.prepare('SELECT key FROM document_revision').pluck().all()).toEqual(['k']);
      const tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 1 AND name LIKE 'sample%'";
      expect(database.prepare(`${tables} ORDER BY name`).pluck().all()).toEqual([
        'sample',
        'sample_detail',
        'sample_minute',
        'sample_series',
      ]);
    },
  },
  3: {
    before: (database) => {
      database.exec("INSERT INTO output_stream VALUES (1, 'r', 's', 't', 1, 'stdout')");
      database.exec("INSERT INTO output_block VALUES (1, 0, 0, 5, 0, 5, 0, 7, 'x', 'r', 1, 0, 9)");
    },
    after: (database) => {
      // Nobody has counted what an earlier build stored, and nothing of it was left out.
      const block = 'SELECT at, line_rows, lines, open_bytes, pen, escapes, left_out_bytes FROM output_block';
      expect(database.prepare(block).raw().all()).toEqual([[7, null, null, null, null, null, null]]);
    },
  },
};

describe('each migration', () => {
  it('has a test from the state before it, and its version follows the one before', () => {
    expect(migrations.map(({ version }) => version)).toEqual(Object.keys(cases).map(Number));
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it.each(migrations.map(({ version, name }) => ({ version, name })))(
    'brings $version ($name) from the state before it',
    ({ version }) => {
      const folder = temporaryFolder();
      const database = new Database(`${folder}/x.sqlite3`);
      migrate(database, folder, migrations.slice(0, version - 1));
      cases[version]?.before(database);
      expect(migrate(database, folder, migrations.slice(0, version))).toMatchObject({ from: version - 1, to: version });
      cases[version]?.after(database);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      database.close();
    },
  );
});
