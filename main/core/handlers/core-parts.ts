import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';
import type { WorkspaceView } from '../../../contract/workspace-views.ts';
import type { ResolveWallTime } from '../../domain/plan/index.ts';
import type { ReportModel } from '../../domain/report/report-model.ts';
import type { PassDesk } from '../checklist/pass-desk.ts';
import type { EnvironmentDesk } from '../environment/environment-desk.ts';
import type { ArtifactShelf } from '../payload/artifact-shelf.ts';
import type { PayloadDesk } from '../payload/payload-desk.ts';
import type { AttachmentStore } from '../ports/attachment-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeskDoor } from '../ports/desk-door.ts';
import type { Digest } from '../ports/digest.ts';
import type { DocumentFiles } from '../ports/document-files.ts';
import type { DocumentIndex } from '../ports/document-index.ts';
import type { DocumentReader } from '../ports/document-reader.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { HttpCaller } from '../ports/http-caller.ts';
import type { Log } from '../ports/log.ts';
import type { OutputFinder, OutputRows } from '../ports/output-rows.ts';
import type { OutputSearch } from '../ports/output-search.ts';
import type { OutputStore } from '../ports/output-store.ts';
import type { PracticeRange } from '../ports/practice-range.ts';
import type { SampleStore } from '../ports/sample-store.ts';
import type { SheetReader } from '../ports/sheet-reader.ts';
import type { Shell } from '../ports/shell.ts';
import type { ProbeDesk } from '../probe/probe-desk.ts';
import type { QuestionDesk } from '../questions/question-desk.ts';
import type { RunDesk } from '../run/run-desk.ts';
import type { TransferBoard } from '../run/transfer-board.ts';
import type { WorkspaceJournal } from '../run/workspace-journal.ts';
import type { VaultDesk } from '../secrets/vault-desk.ts';
import type { VaultUsage } from '../secrets/vault-usage.ts';
import type { TerminalDesk } from '../terminal/terminal-desk.ts';
import type { Library } from './library.ts';

/** Everything the handlers and feeds need; put together by a host. */
export interface CoreParts {
  readonly desk: RunDesk;
  readonly events: EventStore;
  readonly documents: DocumentStore;
  readonly documentIndex: DocumentIndex;
  /** Files on this machine that documents are bound to. */
  readonly files: DocumentFiles;
  readonly attachments: AttachmentStore;
  readonly outputs: OutputStore;
  readonly outputRows: OutputRows;
  readonly outputFinder: OutputFinder;
  readonly outputSearch: OutputSearch;
  readonly samples: SampleStore;
  /** The standing probes of runs. */
  readonly probes: ProbeDesk;
  readonly shell: Shell;
  /** Artifacts by name, and what upload steps would send. */
  readonly shelf: ArtifactShelf;
  readonly payloads: PayloadDesk;
  /** Uploads on their way. */
  readonly transfers: TransferBoard;
  readonly terminals: TerminalDesk;
  readonly http: HttpCaller;
  readonly range: PracticeRange;
  readonly sheetReader: SheetReader;
  readonly resolveWallTime: ResolveWallTime;
  readonly door: DeskDoor;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly log: Log;
  readonly library: Library;
  readonly reader: DocumentReader;
  readonly journal: WorkspaceJournal;
  /** Passes over stored checklists. */
  readonly checklists: PassDesk;
  readonly environments: EnvironmentDesk;
  /** What only a person can answer. */
  readonly questions: QuestionDesk;
  readonly vault: VaultDesk;
  readonly vaultUsage: VaultUsage;
  readonly renderReport: RenderReport;
  /** What does not change while this core lives. */
  readonly seat: Pick<WorkspaceView, 'path' | 'version' | 'coreId' | 'pid' | 'host' | 'osUser' | 'machine' | 'driving'>;
  readonly conditions: () => WorkspaceView['conditions'];
}

export type RenderReport = (
  model: ReportModel,
  format: OperationRequest<'runs.report'>['format'],
) => OperationOutput<'runs.report'>;
