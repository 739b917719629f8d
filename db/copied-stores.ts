import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { OutputStream } from '../contract/events.ts';
import { StorageFailure } from '../contract/storage-failure.ts';
import { FileAttachmentStore } from './attachment-store.ts';
import { AttemptViews } from './attempt-rows.ts';
import { type ChainRules, GENESIS_HASH, type JournalHead } from './chain-rules.ts';
import { FileDocumentStore } from './document-store.ts';
import type { EventTable } from './event-table.ts';
import { FILES } from './files.ts';
import type { OutputIndex } from './output-index.ts';
import { capturedBlocks, readStream } from './output-reading.ts';
import type { AttemptKey } from './output-store.ts';
import { copiedSamples } from './sample-store.ts';
import { storedPositions } from './stored-stream.ts';

/**
 * The stores of a workspace that is only read: the shapes of the ports, so that a core can be composed over them,
 * and every write refused. Plain files are read in place.
 */
export function copiedStores(parts: {
  readonly folder: string;
  readonly table: EventTable;
  readonly index: OutputIndex;
  readonly rules: ChainRules;
  readonly database: Database.Database;
}) {
  const { folder, table, index, rules, database } = parts;
  const documents = new FileDocumentStore(join(folder, FILES.documents), rules.digest);
  const attachments = new FileAttachmentStore(join(folder, FILES.attachments));
  const stored = { index, folder: join(folder, FILES.output), digest: rules.digest };
  const views = new AttemptViews(stored);
  return {
    events: copiedEvents(table),
    documents: { keepText: refuse, textOf: (sha256: string) => documents.textOf(sha256) },
    attachments: {
      append: refuse,
      commit: refuse,
      read: (sha256: string, offset: number, limit: number) => attachments.read(sha256, offset, limit),
    },
    samples: copiedSamples(database, refuse),
    output: {
      open: refuse,
      positions: (ref: AttemptKey) => storedPositions(stored, ref),
      // biome-ignore lint/complexity/useMaxParams: the shape of the OutputStore port
      read: (ref: AttemptKey, stream: OutputStream, offset: number, limit: number) =>
        readStream(stored, { ...ref, stream }, { offset, limit }),
      blocks: (ref: AttemptKey, stream: OutputStream, range: { readonly from: number; readonly to: number }) =>
        capturedBlocks(index, { ...ref, stream }, range),
      openTail: refuse,
      digesting: refuse,
    },
    rows: { of: (ref: AttemptKey) => views.of(ref, () => []) },
  };
}

function copiedEvents(table: EventTable) {
  const heads = table.heads();
  return {
    append: refuse,
    head: () => ({ seq: heads.seq }),
    journalHead: (journalId: string): JournalHead =>
      heads.journals.get(journalId) ?? { journalSeq: 0, hash: GENESIS_HASH },
    readJournal: (journalId: string, afterSeq = 0, limit: number = Number.MAX_SAFE_INTEGER) =>
      table.readJournal(journalId, afterSeq, limit),
    journals: (): readonly string[] => [...heads.journals.keys()],
    eventsOfCommand: (commandId: string) => table.eventsOfCommand(commandId),
  };
}

function refuse(): never {
  throw new StorageFailure(
    'This is a private copy of a workspace that may only be read; nothing can be recorded.',
    true,
  );
}
