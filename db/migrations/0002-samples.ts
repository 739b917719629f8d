import type { Migration } from '../migrate.ts';

/** Samples are the truth themselves: nothing else holds them. `sample_minute` follows from them. */
export const samples: Migration = {
  version: 2,
  name: 'samples',
  sql: `
    CREATE TABLE sample_series (
      id INTEGER PRIMARY KEY,
      subject TEXT NOT NULL,
      target TEXT NOT NULL,
      UNIQUE (subject, target)
    ) STRICT;
    CREATE TABLE sample_detail (
      id INTEGER PRIMARY KEY,
      text TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE sample (
      series_id INTEGER NOT NULL REFERENCES sample_series (id),
      ordinal INTEGER NOT NULL,
      at INTEGER NOT NULL,
      verdict INTEGER NOT NULL CHECK (verdict IN (0, 1, 2)),
      value REAL,
      detail_id INTEGER NOT NULL REFERENCES sample_detail (id),
      duration_ms REAL NOT NULL,
      PRIMARY KEY (series_id, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sample_of_time ON sample (series_id, at, verdict, value);
    CREATE TRIGGER sample_unchanged BEFORE UPDATE ON sample
    BEGIN SELECT RAISE(ABORT, 'samples are never changed'); END;
    CREATE TRIGGER sample_kept BEFORE DELETE ON sample
    BEGIN SELECT RAISE(ABORT, 'samples are never deleted'); END;

    CREATE TABLE sample_minute (
      series_id INTEGER NOT NULL REFERENCES sample_series (id),
      minute INTEGER NOT NULL,
      successful INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      inconclusive INTEGER NOT NULL,
      low REAL,
      high REAL,
      total REAL NOT NULL,
      valued INTEGER NOT NULL,
      PRIMARY KEY (series_id, minute)
    ) STRICT, WITHOUT ROWID;
  `,
};
