import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { rangesText } from './affected-range.ts';
import type { ChainRules } from './chain-rules.ts';
import type { Condition } from './conditions.ts';
import { copiedStores } from './copied-stores.ts';
import { EventTable, parseStored } from './event-table.ts';
import { FILES } from './files.ts';
import { FlightRecorder } from './flight-recorder.ts';
import { migrate, migrations, newestVersion } from './migrate.ts';
import { openDatabase, pageDamage, translate } from './open.ts';
import { OutputIndex } from './output-index.ts';
import { type PrivateFiles, privateFilesOf } from './private-copy.ts';
import { rebuildOwned } from './rebuild.ts';
import { recover, type SeqRange } from './recovery.ts';
import type { Refusal } from './refusal.ts';
import { takeInSegments } from './segment-index.ts';

/** The stores of a workspace that may only be read, recovered in a private folder; the workspace itself is untouched. */
export interface CopiedWorkspace {
  readonly kind: 'copied';
  readonly folder: string;
  /** Where the private database and recorder lie. */
  readonly privateFolder: string;
  readonly stores: ReturnType<typeof copiedStores>;
  readonly table: EventTable;
  readonly index: OutputIndex;
  /** Why, and up to which event it can be trusted. */
  readonly conditions: readonly Condition[];
  /** The first event on which database and recorder differ; what follows it is left out. Null when they agree. */
  readonly damagedAt: number | null;
  /** Ends the use of the private database, which is then whole in one file. */
  closeDatabase(): void;
  /** Removes the private folder. */
  close(): void;
}

/**
 * Opens a copy of what can be read: for a folder that may not be written, for a workspace whose two copies of the log
 * differ, for a backup. The tail comes from the recorder as always. Where both differ, or the recorder does not chain,
 * only what comes before is shown: of two stories none is chosen.
 */
export async function openCopy(
  folder: string,
  rules: ChainRules,
  why: Condition | null,
): Promise<CopiedWorkspace | Refusal> {
  const files = await privateFilesOf(folder, 'with-recorder');
  if (files.kind === 'refused') return files;
  try {
    const copied = openOrRebuild({ folder, rules, files, conditions: why === null ? [] : [why] });
    if (copied.kind === 'refused') files.remove();
    return copied;
  } catch (error) {
    files.remove();
    throw error;
  }
}

interface Parts {
  readonly folder: string;
  readonly rules: ChainRules;
  readonly conditions: readonly Condition[];
  readonly files: PrivateFiles;
}

/** A copied database that SQLite finds damaged gives way to the recorder, as in a workspace of our own. */
function openOrRebuild(parts: Parts): CopiedWorkspace | Refusal {
  const opened = tryPrivate(parts);
  if (opened.kind === 'copied' || (opened.code !== 'damaged' && opened.code !== 'not-a-database')) return opened;
  const rebuilt = rebuildOwned(parts.files.folder, parts.rules);
  if (rebuilt.kind === 'refused') return { ...opened, message: `${opened.message} ${rebuilt.message}` };
  return tryPrivate({ ...parts, conditions: [...parts.conditions, unreadable(rebuilt.affected)] });
}

function tryPrivate(parts: Parts): CopiedWorkspace | Refusal {
  try {
    return openPrivate(parts);
  } catch (error) {
    return translate(error, parts.folder);
  }
}

function openPrivate({ folder, rules, conditions, files }: Parts): CopiedWorkspace | Refusal {
  const path = join(files.folder, FILES.database);
  const opened = openDatabase(path, existsSync(path), newestVersion(migrations));
  if (opened.kind === 'refused') return { ...opened, message: opened.message.replaceAll(files.folder, folder) };
  const { database } = opened;
  const damage = pageDamage(database);
  if (damage !== null) {
    database.close();
    return damage;
  }
  migrate(database, files.folder);
  const table = new EventTable(database);
  const recorder = new FlightRecorder(join(files.folder, FILES.recorder));
  const damagedAt = recoverPrefix({ database, table, recorder, rules });
  recorder.close();
  table.documents.repair(parseStored);
  const index = new OutputIndex(database);
  takeInSegments(join(folder, FILES.output), index, rules.digest);
  return {
    kind: 'copied',
    ...{ folder, table, index, damagedAt },
    privateFolder: files.folder,
    stores: copiedStores({ folder, table, index, rules, database }),
    conditions: [...conditions, ...(damagedAt === null ? [] : [shownBefore(damagedAt)])],
    closeDatabase: () => database.close(),
    close: () => {
      database.close();
      files.remove();
    },
  };
}

/** null when both copies agree; else both are cut before the event this answers with. Only ever on private files. */
function recoverPrefix(parts: Parameters<typeof recover>[0]): number | null {
  const recovered = recover(parts);
  if (recovered.kind === 'recovered') return null;
  const damagedAt = recovered.damagedAt ?? 1;
  dropFrom(parts.database, damagedAt);
  parts.recorder.truncate(lengthBefore(parts.recorder, damagedAt));
  const again = recover(parts);
  if (again.kind === 'refused') throw new Error(`a prefix that does not agree: ${again.message}`);
  return damagedAt;
}

function dropFrom(database: Database.Database, seq: number): void {
  database.transaction(() => {
    database.exec('DROP TRIGGER event_kept');
    database.prepare('DELETE FROM event WHERE seq >= ?').run(seq);
    database.prepare('DELETE FROM document_revision WHERE seq >= ?').run(seq);
  })();
}

function lengthBefore(recorder: FlightRecorder, seq: number): number {
  let line = 0;
  let end = 0;
  for (const next of recorder.lines()) {
    line += 1;
    if (line >= seq) break;
    end = next.end;
  }
  return end;
}

function shownBefore(seq: number): Condition {
  return {
    kind: 'damaged',
    text: `From event ${seq} on, the database and the flight recorder contradict each other. Only what came before is shown.`,
    cure: 'Run holdpoint verify: it says which of the two still chains. holdpoint rebuild then keeps that one.',
  };
}

function unreadable(affected: readonly SeqRange[]): Condition {
  return {
    kind: 'database-rebuilt',
    text: `The database is damaged (affected: ${rangesText(affected)}). What is shown comes from the flight recorder.`,
    cure: 'Make the folder writable and open it again: the database is then built anew, and the damaged one kept.',
  };
}
