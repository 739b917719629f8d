import type { AttachmentSlice } from './attachment-slice.ts';
import type { ChairSlice } from './chair-slice.ts';
import type { ChecklistSlice } from './checklist-slice.ts';
import type { CommandSlice } from './command-slice.ts';
import type { ConnectionSlice } from './connection-slice.ts';
import type { DraftSlice } from './draft-slice.ts';
import type { EditSlice } from './edit-slice.ts';
import type { EnvironmentKeysSlice } from './environment-keys-slice.ts';
import type { EnvironmentSlice } from './environment-slice.ts';
import type { EnvironmentWorkSlice } from './environment-work-slice.ts';
import type { FaceSlice } from './face-slice.ts';
import type { FailureSlice } from './failure-slice.ts';
import type { HomeSlice } from './home-slice.ts';
import type { IdentitySlice } from './identity-slice.ts';
import type { IntakeSlice } from './intake-slice.ts';
import type { NoticeSlice } from './notice-slice.ts';
import type { OutputSlice } from './output-slice.ts';
import type { PassSlice } from './pass-slice.ts';
import type { PreviewSlice } from './preview-slice.ts';
import type { ProbeSlice } from './probe-slice.ts';
import type { QuestionSlice } from './question-slice.ts';
import type { RehearsalSlice } from './rehearsal-slice.ts';
import type { ReportSlice } from './report-slice.ts';
import type { RouteSlice } from './route-slice.ts';
import type { RunSlice } from './run-slice.ts';
import type { RunbookSlice } from './runbook-slice.ts';
import type { RunsheetSlice } from './runsheet-slice.ts';
import type { SearchSlice } from './search-slice.ts';
import type { SecretSlice } from './secret-slice.ts';
import type { SheetSlice } from './sheet-slice.ts';
import type { SoundSlice } from './sound-slice.ts';
import type { StartSlice } from './start-slice.ts';
import type { StepSlice } from './step-slice.ts';
import type { TerminalSlice } from './terminal-slice.ts';
import type { TransferSlice } from './transfer-slice.ts';
import type { VaultSlice } from './vault-slice.ts';

/** Everything the face knows, in one store: mirrors of what the core said, and where the person is. */
export interface DeskState
  extends ConnectionSlice,
    HomeSlice,
    RunbookSlice,
    EditSlice,
    StartSlice,
    PreviewSlice,
    RunSlice,
    ProbeSlice,
    TransferSlice,
    TerminalSlice,
    StepSlice,
    OutputSlice,
    SearchSlice,
    CommandSlice,
    AttachmentSlice,
    DraftSlice,
    ChairSlice,
    ChecklistSlice,
    PassSlice,
    EnvironmentSlice,
    EnvironmentWorkSlice,
    EnvironmentKeysSlice,
    SheetSlice,
    SoundSlice,
    IntakeSlice,
    RehearsalSlice,
    ReportSlice,
    FailureSlice,
    RunsheetSlice,
    SecretSlice,
    QuestionSlice,
    VaultSlice,
    IdentitySlice,
    RouteSlice,
    FaceSlice,
    NoticeSlice {}
