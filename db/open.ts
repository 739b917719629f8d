import Database from 'better-sqlite3';
import { codeOf, isDiskFull } from './failure-codes.ts';
import { withPrivateFiles } from './private-files.ts';
import { type Refusal, refusal } from './refusal.ts';

/** "HLDP" in ASCII: how `file` and we tell our databases from others. */
export const APPLICATION_ID = 0x484c4450;
/** Waiting for a lock blocks the whole event loop; we own the file, so there is nobody to wait for. */
const BUSY_TIMEOUT_MS = 50;

export type Opened = { readonly kind: 'opened'; readonly database: Database.Database } | Refusal;

/** In this order: exclusive before WAL, so that no shared memory file is used; FULL after WAL, which resets it. */
const pragmas: readonly (readonly [name: string, value: string, readBack: string | number])[] = [
  ['locking_mode', 'EXCLUSIVE', 'exclusive'],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['recursive_triggers', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['cell_size_check', 'ON', 1],
  ...(process.platform === 'darwin' ? ([['fullfsync', 'ON', 1]] as const) : []),
];

/** better-sqlite3 takes the process down under older versions; a sentence is better. */
export function refuseOldNode(version: string): Refusal | null {
  if (Number(version.split('.')[0]) >= 22) return null;
  return refusal('old-node', `Holdpoint needs Node.js 22 or newer and runs under ${version}. Start it with npm start.`);
}

/**
 * Opens the database at `path`, which must be ours alone (see owner-lock.ts). An existing file is looked at
 * read-only first: what is refused stays as it is, byte for byte.
 */
export function openDatabase(path: string, exists: boolean, newestVersion: number): Opened {
  const refused = refuseOldNode(process.versions.node) ?? (exists ? inspect(path, newestVersion) : null);
  if (refused !== null) return refused;
  let database: Database.Database | null = null;
  try {
    const opened = withPrivateFiles(() => new Database(path, { timeout: BUSY_TIMEOUT_MS }));
    database = opened;
    withPrivateFiles(() => applyPragmas(opened));
    const judged = judge(opened, path, newestVersion);
    if (judged === null) return { kind: 'opened', database };
    database.close();
    return judged;
  } catch (error) {
    database?.close();
    return translate(error, path);
  }
}

/**
 * Asks before anything is written: a newer or foreign file is not even recovered from its journal. null also where
 * the system has no room for the few KiB of shared memory a reader needs (full disk): then the owner asks again.
 */
function inspect(path: string, newestVersion: number): Refusal | null {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    return judge(database, path, newestVersion);
  } catch (error) {
    return /^SQLITE_(IOERR|FULL|CANTOPEN|READONLY)/.test(codeOf(error)) ? null : translate(error, path);
  } finally {
    database?.close();
  }
}

function judge(database: Database.Database, path: string, newestVersion: number): Refusal | null {
  const applicationId = database.pragma('application_id', { simple: true });
  const version = Number(database.pragma('user_version', { simple: true }));
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (applicationId === 0 && tables === 0) return null;
  if (applicationId !== APPLICATION_ID) {
    return refusal('not-ours', `${path} is a database of another program. It was left untouched.`);
  }
  if (version <= newestVersion) return null;
  return refusal(
    'newer',
    `${path} was written by a newer Holdpoint (format ${version}, this one knows ${newestVersion}). ` +
      'It was left untouched. Use the newer version.',
  );
}

/** Every page and index, 63 ms for 100,000 events: a damaged index shows only when it is written to, amid a run. */
export function pageDamage(database: Database.Database): Refusal | null {
  const answer = database.prepare<[], string>('PRAGMA integrity_check(1)').pluck().get() ?? '';
  return answer === 'ok' ? null : refusal('damaged', `SQLite finds the database damaged: ${answer}.`);
}

function applyPragmas(database: Database.Database): void {
  for (const [name, value, expected] of pragmas) {
    database.pragma(`${name} = ${value}`);
    const actual = database.pragma(name, { simple: true });
    if (actual !== expected) throw new Error(`SQLite keeps ${name} at ${String(actual)} instead of ${value}`);
  }
}

export function translate(error: unknown, path: string): Refusal {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_NOTADB') return refusal('not-a-database', `${path} is no database. It was left untouched.`);
  // Our own statements are right: one that SQLite cannot read any more meets a schema whose text was damaged.
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_ERROR') {
    return refusal('damaged', `${path} is damaged (${text}). It was left untouched; verify names what is affected.`);
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return refusal('owned', `${path} is in use by another program. Close that program, or attach to the core in it.`);
  }
  if (isDiskFull(error)) return refusal('disk-full', `No space is left for ${path}. Free some and open it again.`);
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES') {
    return refusal('read-only', `${path} may not be written. Open a copy, or make the folder writable.`);
  }
  return refusal('unusable', `${path} cannot be opened: ${text}.`);
}
