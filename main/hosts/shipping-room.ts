import path from 'node:path';
import type { Actor } from '../../contract/actor.ts';
import { eventSchemas } from '../../contract/events.ts';
import { WORKSPACE_JOURNAL } from '../../contract/ids.ts';
import { FileRecordingStore } from '../../db/recording-store.ts';
import { payloadFiles, shelvedPath } from '../adapters/files/payload-files.ts';
import { ArtifactShelf } from '../core/payload/artifact-shelf.ts';
import { PayloadDesk } from '../core/payload/payload-desk.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EventStore } from '../core/ports/event-store.ts';
import type { Log } from '../core/ports/log.ts';
import type { Shell } from '../core/ports/shell.ts';
import type { RunService } from '../core/run/run-service.ts';
import { TransferBoard } from '../core/run/transfer-board.ts';
import { TerminalDesk } from '../core/terminal/terminal-desk.ts';

export interface ShippingParts {
  readonly workspace: { readonly folder: string; readonly events: EventStore };
}

export interface TerminalWorld {
  readonly shell: Shell;
  readonly clock: Clock;
  readonly log: Log;
  readonly coreId: string;
  readonly engine: Actor;
}

/** What goes to targets beside scripts: files, and what people type. */
export interface ShippingRoom {
  readonly shelf: ArtifactShelf;
  readonly payloads: PayloadDesk;
  readonly transfers: TransferBoard;
  /** Once, when the runs are there. */
  openTerminals(world: TerminalWorld, runs: RunService): TerminalDesk;
  /** What a core that died left open is closed on the record. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

export function openShippingRoom({ workspace }: ShippingParts): ShippingRoom {
  const { folder, events } = workspace;
  const shelf = new ArtifactShelf(events);
  const recordings = new FileRecordingStore(path.join(folder, 'attachments'));
  let terminals: TerminalDesk | null = null;
  return {
    shelf,
    payloads: new PayloadDesk({
      files: payloadFiles({ workspaceDir: folder }),
      shelf,
      pathOf: (sha256) => shelvedPath(folder, sha256),
      folderOf: (key) => boundFolder(events, key),
    }),
    transfers: new TransferBoard(),
    openTerminals: (world, runs) => {
      terminals = new TerminalDesk({ ...world, desk: runs, journal: runs.journal, recordings });
      return terminals;
    },
    recover: async () => terminals?.recover(),
    close: async () => {
      await terminals?.close();
      recordings.close();
    },
  };
}

/** Asked when a run is set up: the journal of the workspace is short, and says it last. */
function boundFolder(events: EventStore, key: string): string | null {
  let file: string | null = null;
  for (const event of events.readJournal(WORKSPACE_JOURNAL)) {
    if (event.type === 'document.linked') {
      const linked = eventSchemas['document.linked'].safeParse(event.data).data;
      if (linked?.key === key) file = linked.path;
    }
    if (event.type === 'document.unlinked') {
      const unlinked = eventSchemas['document.unlinked'].safeParse(event.data).data;
      if (unlinked?.key === key) file = null;
    }
  }
  return file === null ? null : path.dirname(file);
}
