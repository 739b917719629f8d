import type { Actor } from '../../../contract/actor.ts';
import type { Result } from '../../../contract/errors.ts';
import type { DraftEvent, RecordedEvent } from '../../../contract/events.ts';
import type { RunId, StepId } from '../../../contract/ids.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import type { LackOfSecrets } from '../../domain/run/blockers.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { EngineCommand } from '../../domain/run/types.ts';
import type { SecretForms } from '../capture/secret-forms.ts';

/** The runs of a workspace, as the handlers and projections see them. Implemented by `run-service.ts`. */
export interface RunDesk {
  create(request: OperationRequest<'runs.create'>, actor: Actor): Promise<Result<{ runId: RunId }>>;
  command(request: OperationRequest<'runs.command'>, actor: Actor): Promise<Result<{ seqs: number[] }>>;
  /** For hosts: hold because the core restarted, the command line was interrupted, a person is needed. */
  engine(runId: RunId, command: EngineCommand): Promise<Result<{ seqs: number[] }>>;
  /** Keeps secret values in memory; answers with the names still missing. */
  provideSecrets(
    runId: RunId,
    secrets: Readonly<Record<string, string>>,
  ): Result<{ missing: string[]; fromVault: string[] }>;
  /** Why an action of a run gets no value from the vault; null = it lacks none. */
  lackingOf(runId: RunId): LackOfSecrets;
  /** Steps of driven runs whose turn it is and that wait for the vault. */
  waitingForVault(): readonly WaitingForVault[];
  /** What is missing of a run's secrets, and a way to take the others out of a text, without seeing any. */
  secretsOf(runId: RunId): { readonly missing: readonly string[]; redact(text: string): string };
  /** What is taken out of everything of this run that is kept. */
  formsOf(runId: RunId): SecretForms;
  /** Records what was found out about a run that is not over; it decides nothing. */
  record(runId: RunId, draft: DraftEvent, actor: Actor): Promise<Result<{ seqs: number[] }>>;
  /** Loaded on first use by replay; null when there is no such run. */
  state(runId: RunId): RunState | null;
  /** Newest first. */
  runIds(): readonly RunId[];
  /** Scenario time of a run: wall time when live, scaled in a rehearsal. */
  now(runId: RunId): number;
  /** Is this core driving (may touch targets, timers set)? */
  isDriving(runId: RunId): boolean;
  /** Called after each durable group with its events and the state after it, in order. */
  onEvents(listener: (runId: RunId, events: readonly RecordedEvent[], state: RunState) => void): () => void;
  /** Live output as it is kept (after redaction), before it is durable. Bytes are in stored coordinates. */
  onOutput(listener: (output: LiveOutput) => void): () => void;
  /**
   * Starts driving: reconciles open attempts, sets timers, and holds what died with another core, unless `died` says
   * that the host restarted that one at once and its runs may go on.
   */
  drive(runIds: readonly RunId[] | 'all', died?: 'hold' | 'go-on'): Promise<void>;
  /** Starts nothing new, waits for running work up to `graceMs`, then stops. */
  stop(graceMs: number): Promise<void>;
}

export interface WaitingForVault {
  readonly runId: RunId;
  readonly runTitle: string;
  readonly stepId: StepId;
  readonly stepTitle: string;
  readonly names: readonly string[];
}

export interface LiveOutput {
  readonly runId: RunId;
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
  readonly stream: 'stdout' | 'stderr' | 'body';
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly at: number;
}
