import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { EventTable } from './event-table.ts';
import { FILES } from './files.ts';
import { migrate, migrations, newestVersion } from './migrate.ts';
import { openDatabase } from './open.ts';
import { OutputIndex } from './output-index.ts';
import { privateFilesOf } from './private-copy.ts';
import type { Refusal } from './refusal.ts';

/** A workspace read without owning it: the database as it was a moment ago, in a private folder; files in place. */
export interface WorkspaceCopy {
  readonly kind: 'copied';
  /** The workspace itself. */
  readonly folder: string;
  readonly database: Database.Database;
  readonly table: EventTable;
  readonly index: OutputIndex;
  /** Removes the private folder. */
  close(): void;
}

/** Works while another core owns the workspace and when it may only be read. */
export async function readWorkspaceCopy(folder: string): Promise<WorkspaceCopy | Refusal> {
  const files = await privateFilesOf(folder, 'database');
  if (files.kind === 'refused') return files;
  const opened = openDatabase(join(files.folder, FILES.database), true, newestVersion(migrations));
  if (opened.kind === 'refused') {
    files.remove();
    return { ...opened, message: opened.message.replaceAll(files.folder, folder) };
  }
  const { database } = opened;
  migrate(database, files.folder);
  const table = new EventTable(database);
  const index = new OutputIndex(database);
  return {
    kind: 'copied',
    folder,
    database,
    table,
    index,
    close: () => {
      database.close();
      files.remove();
    },
  };
}
