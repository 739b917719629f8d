import type { Actor } from '../../../contract/actor.ts';
import type { PayloadDesk } from '../payload/payload-desk.ts';
import type { AttachmentStore } from '../ports/attachment-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { HttpCaller } from '../ports/http-caller.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log } from '../ports/log.ts';
import type { OutputStore } from '../ports/output-store.ts';
import type { SampleStore } from '../ports/sample-store.ts';
import type { Shell } from '../ports/shell.ts';
import type { Simulator } from '../ports/simulator.ts';
import type { RunVault } from './run-vault.ts';
import type { TransferBoard } from './transfer-board.ts';

/** Everything the runs need of the world; put together by a host. */
export interface RunServices {
  readonly events: EventStore;
  readonly outputs: OutputStore;
  readonly attachments: Pick<AttachmentStore, 'append' | 'commit'>;
  readonly documents: DocumentStore;
  readonly documentIndex: DocumentIndex;
  readonly shell: Shell;
  readonly http: HttpCaller;
  readonly simulator: Simulator;
  /** Left out = a core that sends no files. */
  readonly payloads?: PayloadDesk;
  readonly transfers?: TransferBoard;
  readonly samples: SampleStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: Digest;
  readonly reader: Pick<DocumentReader, 'compile'>;
  readonly log: Log;
  /** Left out = a core without a vault. */
  readonly vault?: RunVault;
  /** This core, for as long as it lives. */
  readonly coreId: string;
  /** Who acts when the software acts by itself: `via` engine, this machine and OS user. */
  readonly engine: Actor;
  /** The workspace takes no more writes: stop as if crashed. */
  readonly onFatal: (failure: Error) => void;
}
