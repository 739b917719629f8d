import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { ChainRules } from './chain-rules.ts';
import { copiedStores } from './copied-stores.ts';
import { EventTable } from './event-table.ts';
import { FILES } from './files.ts';
import { migrate, migrations, newestVersion } from './migrate.ts';
import { openDatabase } from './open.ts';
import { OutputIndex } from './output-index.ts';
import { type Refusal, refusal } from './refusal.ts';

/** A workspace read without owning it: the database as it was a moment ago, in a private folder; files in place. */
export interface WorkspaceCopy {
  readonly kind: 'copied';
  /** The workspace itself. */
  readonly folder: string;
  readonly database: Database.Database;
  readonly table: EventTable;
  readonly index: OutputIndex;
  /** The shapes of the ports; every write is refused. */
  readonly stores: ReturnType<typeof copiedStores>;
  /** Removes the private folder. */
  close(): void;
}

/**
 * Runs in a child, because closing a descriptor of a database drops the POSIX locks its process holds on it, and
 * this process may own that workspace. A checkpoint while we copy would mix two states: it changes the file's
 * times, so copy again. The write-ahead log is copied last: it may only be newer.
 */
const program = `
const fs = require('node:fs');
const [from, to] = process.argv.slice(1);
const copy = (suffix) => {
  fs.rmSync(to + suffix, { force: true });
  try { fs.copyFileSync(from + suffix, to + suffix); fs.chmodSync(to + suffix, 0o600); }
  catch (error) { if (suffix === '' || error.code !== 'ENOENT') throw error; }
};
const mark = () => { const s = fs.statSync(from, { bigint: true }); return [s.ino, s.size, s.mtimeNs, s.ctimeNs].join(); };
try {
  for (let round = 0; round < 50; round += 1) {
    const before = mark();
    copy('');
    copy('-wal');
    if (mark() === before) process.exit(0);
  }
  process.stderr.write('EBUSY');
} catch (error) { process.stderr.write(String(error.code)); }
process.exit(1);
`;

/** Works while another core owns the workspace and when it may only be read. */
export async function readWorkspaceCopy(folder: string, rules: ChainRules): Promise<WorkspaceCopy | Refusal> {
  const original = join(folder, FILES.database);
  const privateFolder = mkdtempSync(join(tmpdir(), 'holdpoint-copy-'));
  const path = join(privateFolder, FILES.database);
  const remove = (): void => rmSync(privateFolder, { recursive: true, force: true });
  const failure = await copyInChild(original, path);
  const opened = failure === null ? openDatabase(path, true, newestVersion(migrations)) : uncopied(original, failure);
  if (opened.kind === 'refused') {
    remove();
    return { ...opened, message: opened.message.replaceAll(path, original) };
  }
  const { database } = opened;
  migrate(database, privateFolder);
  const table = new EventTable(database);
  const index = new OutputIndex(database);
  return {
    kind: 'copied',
    folder,
    database,
    table,
    index,
    stores: copiedStores({ folder, table, index, rules }),
    close: () => {
      database.close();
      remove();
    },
  };
}

/** null when it was copied, else the code of what went wrong. */
function copyInChild(from: string, to: string): Promise<string | null> {
  return new Promise((resolve) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, ['-e', program, from, to], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : said));
  });
}

function uncopied(path: string, code: string): Refusal {
  if (code === 'ENOENT') return refusal('unusable', `${path} does not exist: this is no workspace.`);
  if (code === 'ENOSPC') return refusal('disk-full', `No space is left for a private copy of ${path}.`);
  return refusal('unusable', `${path} could not be copied (${code}).`);
}
