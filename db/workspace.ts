import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { StorageFailure } from '../contract/storage-failure.ts';
import { FileAttachmentStore } from './attachment-store.ts';
import { Ballast } from './ballast.ts';
import type { ChainRules } from './chain-rules.ts';
import { adoptedCondition, type Condition, Conditions, damagedOutput, rebuiltCondition } from './conditions.ts';
import type { DocumentIndex } from './document-index.ts';
import { FileDocumentStore } from './document-store.ts';
import { syncFolder } from './durable-file.ts';
import { SqliteEventStore } from './event-store.ts';
import { EventTable, parseStored } from './event-table.ts';
import { isDiskFull } from './failure-codes.ts';
import { FILES } from './files.ts';
import { FlightRecorder } from './flight-recorder.ts';
import { migrate, migrations, newestVersion } from './migrate.ts';
import { openDatabase, pageDamage, translate } from './open.ts';
import { OutputIndex } from './output-index.ts';
import { SegmentOutputStore } from './output-store.ts';
import { type OwnerLock, takeOwnerLock } from './owner-lock.ts';
import { rebuildOwned } from './rebuild.ts';
import { type Recovered, type RecoveryParts, recover, type SeqRange } from './recovery.ts';
import type { Refusal } from './refusal.ts';
import { takeOverSamples, withLostSamples } from './sample-salvage.ts';
import { SqliteSampleStore } from './sample-store.ts';
import { WriteGate } from './write-gate.ts';

/** A workspace this process owns. */
export interface Workspace {
  readonly kind: 'opened';
  readonly folder: string;
  readonly events: SqliteEventStore;
  readonly documents: FileDocumentStore;
  readonly documentIndex: DocumentIndex;
  readonly attachments: FileAttachmentStore;
  readonly output: SegmentOutputStore;
  readonly samples: SqliteSampleStore;
  /** Events taken from the flight recorder at open: record `recorder.adopted` with them. */
  readonly adopted: SeqRange | null;
  /** Empty = all is well. */
  conditions(): readonly Condition[];
  /** Waits for output that is being written, then gives the workspace up. */
  close(): Promise<void>;
}

/**
 * Owns, opens and recovers the workspace in `folder`, made when missing (0700, files 0600). A refusal leaves
 * everything as it was. No `fs` call may touch the database or the lock in this process: closing any descriptor
 * of a file drops this process's POSIX locks on it, and a second core gets in.
 */
export function openWorkspace(folder: string, rules: ChainRules): Workspace | Refusal {
  let lock: OwnerLock | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const taken = takeOwnerLock(join(folder, FILES.lock));
    if (taken.kind === 'refused') return taken;
    lock = taken;
    const workspace = openOrRebuild({ folder, rules, lock });
    if (workspace.kind === 'refused') lock.release();
    return workspace;
  } catch (error) {
    lock?.release();
    return translate(error instanceof StorageFailure ? error.cause : error, folder);
  }
}

type Owned = Pick<Opening, 'folder' | 'rules' | 'lock'>;

/** A database that SQLite itself finds damaged is put aside and built anew from the recorder, which must chain whole. */
function openOrRebuild(owned: Owned): Workspace | Refusal {
  const workspace = tryOpening(owned, []);
  // `damagedAt` means that both copies can be read and differ: that choice is a person's.
  const isUnreadable =
    workspace.kind === 'refused' &&
    (workspace.code === 'damaged' || workspace.code === 'not-a-database') &&
    workspace.damagedAt === null;
  if (!isUnreadable) return workspace;
  const rebuilt = rebuildOwned(owned.folder, owned.rules);
  if (rebuilt.kind === 'refused') {
    return { ...workspace, message: `${workspace.message} ${rebuilt.message}`, damagedAt: rebuilt.damagedAt };
  }
  return tryOpening(owned, [rebuiltCondition(rebuilt)]);
}

/** Gives up again what it had opened when it is refused or fails. */
function tryOpening(owned: Owned, noticed: readonly Condition[]): Workspace | Refusal {
  const opened: { close(): void }[] = [];
  const giveUp = (): void => {
    for (const part of opened.reverse()) part.close();
  };
  try {
    const workspace = openOwned({ ...owned, opened, noticed });
    if (workspace.kind === 'refused') giveUp();
    return workspace;
  } catch (error) {
    giveUp();
    return translate(error instanceof StorageFailure ? error.cause : error, owned.folder);
  }
}

interface Opening {
  readonly folder: string;
  readonly rules: ChainRules;
  readonly lock: OwnerLock;
  /** Closed again, last first, when the opening fails. */
  readonly opened: { close(): void }[];
  /** Known before the opening. */
  readonly noticed: readonly Condition[];
}

function openOwned({ folder, rules, lock, opened, noticed }: Opening): Workspace | Refusal {
  const names = readdirSync(folder);
  const exists = names.includes(FILES.database);
  // An orderly close leaves no write-ahead log behind.
  const hasCrashed = names.includes(`${FILES.database}-wal`);
  const opening = openDatabase(join(folder, FILES.database), exists, newestVersion(migrations));
  if (opening.kind === 'refused') return opening;
  const { database } = opening;
  opened.push(database);
  const damage = pageDamage(database);
  if (damage !== null) return damage;
  migrate(database, folder);
  const tookOver = exists ? null : takeOverSamples(database, folder);

  const recorder = new FlightRecorder(join(folder, FILES.recorder));
  opened.push(recorder);
  const table = new EventTable(database);
  const ballast = new Ballast(join(folder, FILES.ballast));
  const recovered = recoverOrFreeBallast({ database, table, recorder, rules }, ballast);
  if (recovered.kind === 'refused') return recovered;
  table.documents.repair(parseStored);

  const gate = new WriteGate();
  const conditions = new Conditions(ballast, gate);
  for (const condition of withLostSamples(noticed, tookOver)) conditions.add(condition);
  // After a rebuild everything is adopted: the condition above says so better.
  if (recovered.adopted !== null && noticed.length === 0) conditions.add(adoptedCondition(recovered.adopted));
  const samples = new SqliteSampleStore(database, gate);
  const events = new SqliteEventStore({ database, table, recorder, rules, ballast, gate, heads: recovered.heads });
  for (const name of [FILES.documents, FILES.attachments, FILES.output]) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  }
  const attachments = new FileAttachmentStore(join(folder, FILES.attachments));
  attachments.removeLeftovers();
  const documents = new FileDocumentStore(join(folder, FILES.documents), rules.digest);
  const output = openOutput({ folder, rules, database, ballast, gate, conditions });
  // Segments may end in bytes the index does not know; a database that lost events lost rows of it, too.
  if (hasCrashed || recovered.adopted !== null) output.takeInAll();
  // Files in a new folder are only as durable as the folder's own name.
  syncFolder(folder);
  return {
    kind: 'opened',
    folder,
    events,
    documents,
    documentIndex: table.documents,
    attachments,
    output,
    samples,
    adopted: recovered.adopted,
    conditions: () => conditions.list(),
    close: async () => {
      await output.close().finally(() => {
        attachments.close();
        samples.close();
        recorder.close();
        database.close();
        lock.release();
      });
    },
  };
}

/** A crash on a full disk may leave an event to adopt; the ballast has room for it. */
function recoverOrFreeBallast(parts: RecoveryParts, ballast: Ballast): Recovered | Refusal {
  try {
    return recover(parts);
  } catch (error) {
    const isFull = isDiskFull(error instanceof StorageFailure ? error.cause : error);
    if (!isFull || !ballast.release()) throw error;
    return recover(parts);
  }
}

function openOutput(parts: {
  readonly folder: string;
  readonly rules: ChainRules;
  readonly database: Database.Database;
  readonly ballast: Ballast;
  readonly gate: WriteGate;
  readonly conditions: Conditions;
}): SegmentOutputStore {
  const { folder, rules, database, ballast, gate, conditions } = parts;
  return new SegmentOutputStore({
    folder: join(folder, FILES.output),
    index: new OutputIndex(database),
    digest: rules.digest,
    ballast,
    gate,
    onDamage: (runId, segment) => conditions.add(damagedOutput(runId, segment)),
  });
}
