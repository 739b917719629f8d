import type { Migration } from '../migrate.ts';

/** Events and what is derived from them or from segments. Only `event` is the truth. */
export const first: Migration = {
  version: 1,
  name: 'events, documents, output index',
  sql: `
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY,
      journal_id TEXT NOT NULL,
      journal_seq INTEGER NOT NULL,
      type TEXT NOT NULL,
      command_id TEXT,
      hash TEXT NOT NULL,
      json TEXT NOT NULL,
      UNIQUE (journal_id, journal_seq)
    ) STRICT;
    CREATE INDEX event_of_command ON event (command_id) WHERE command_id IS NOT NULL;
    CREATE INDEX event_of_document ON event (seq) WHERE type = 'document.saved';

    CREATE TRIGGER event_gapless BEFORE INSERT ON event
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)
    BEGIN SELECT RAISE(ABORT, 'events are numbered without a gap and never replaced'); END;
    CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
    CREATE TRIGGER event_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

    CREATE TABLE document_revision (
      seq INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      title TEXT NOT NULL,
      revision INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      reason TEXT,
      saved_at INTEGER NOT NULL,
      saved_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX document_revision_of_key ON document_revision (key, revision);

    CREATE TABLE output_stream (
      id INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      step_id TEXT NOT NULL,
      target TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      stream TEXT NOT NULL,
      UNIQUE (run_id, step_id, target, attempt, stream)
    ) STRICT;
    CREATE TABLE output_block (
      stream_id INTEGER NOT NULL REFERENCES output_stream (id),
      ordinal INTEGER NOT NULL,
      stored_offset INTEGER NOT NULL,
      stored_bytes INTEGER NOT NULL,
      raw_offset INTEGER NOT NULL,
      raw_bytes INTEGER NOT NULL,
      redactions INTEGER NOT NULL,
      at INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      run_id TEXT NOT NULL,
      segment INTEGER NOT NULL,
      position INTEGER NOT NULL,
      length INTEGER NOT NULL,
      PRIMARY KEY (stream_id, ordinal),
      UNIQUE (run_id, segment, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX output_block_of_offset ON output_block (stream_id, stored_offset);
  `,
};
