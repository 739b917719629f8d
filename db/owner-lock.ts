import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { codeOf } from './failure-codes.ts';
import { translate } from './open.ts';
import { withPrivateFiles } from './private-files.ts';
import { type Refusal, refusal } from './refusal.ts';

export type OwnerLock = { readonly kind: 'taken'; release(): void };

/**
 * Ownership of a workspace: an EXCLUSIVE transaction, open as long as we live, in a SQLite file that nothing else
 * ever opens. The system ends it with the process, however that dies; there is no stale lock to judge.
 */
export function takeOwnerLock(path: string): OwnerLock | Refusal {
  let database: Database.Database | null = null;
  try {
    const opened = withPrivateFiles(() => new Database(path, { timeout: 0 }));
    database = opened;
    // Nothing is ever written to it, so it needs no journal file, for which a full disk would have no room.
    opened.pragma('journal_mode = MEMORY');
    withPrivateFiles(() => opened.exec('BEGIN EXCLUSIVE'));
    // On a read-only file BEGIN EXCLUSIVE takes no lock and says nothing; a change, never committed, tells.
    opened.pragma('user_version = 1');
    return { kind: 'taken', release: () => opened.close() };
  } catch (error) {
    database?.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      return refusal('owned', 'This workspace is owned by another core. Attach to it, or close it first.');
    }
    return translate(codeOf(error).startsWith('SQLITE_CANTOPEN') ? (whyNotMade(path) ?? error) : error, path);
  }
}

/** SQLite says only that it cannot open; a folder that may not be written is worth its own word. */
function whyNotMade(path: string): unknown {
  try {
    accessSync(dirname(path), constants.W_OK);
    return null;
  } catch (error) {
    return error;
  }
}
