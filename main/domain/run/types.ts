import type { RunCommand } from '../../../contract/commands.ts';
import type { Problem } from '../../../contract/errors.ts';
import type { DraftEvent, EventData, HoldCause } from '../../../contract/events.ts';
import type { StepId, TargetName } from '../../../contract/ids.ts';
import type { ProbeChange } from '../probe/standing.ts';
import type { RunState } from './state.ts';

/** What the domain may know of the world, gathered before it is asked. */
export interface Facts {
  /** Scenario time, UTC ms: wall time when live, scaled in a rehearsal. */
  readonly now: number;
  /** The core that asks. Attempts started by another one are reconciled, never started again. */
  readonly coreId: string;
  /** Who gives the command. `engine` for what the software does by itself. */
  readonly person: string;
  readonly role: string | null;
  /** Does the asking core drive this run? false = it only records: nothing becomes ready or starts by itself. */
  readonly driven: boolean;
  /**
   * SHA-256 over what would be sent to this target now: script, shell, environment (secrets masked), address.
   * `state` is the run at that very moment: it may hold outputs of a step that succeeded in the same decision.
   */
  commandHash(stepId: StepId, target: TargetName, state: RunState): string;
  /** Does a step wait for a secret that the core does not have? Its targets are not started meanwhile. */
  lacksSecrets?(stepId: StepId, state: RunState): boolean;
}

type Attempt = { readonly stepId: StepId; readonly target: TargetName; readonly attempt: number };

/** What the runner tells the run: time passed, or what became of an effect. */
export type EngineCommand =
  | { readonly type: 'advance' }
  | {
      readonly type: 'engine-hold';
      readonly cause: Extract<HoldCause, 'core-restarted' | 'waiting-for-person' | 'interrupted' | 'clock-jumped'>;
      readonly reason: string;
    }
  | ({ readonly type: 'attempt-sent' } & EventData<'attempt.sent'>)
  | ({ readonly type: 'attempt-lost-contact'; readonly reason: string } & Attempt)
  | ({ readonly type: 'attempt-regained-contact' } & Attempt)
  | ({ readonly type: 'attempt-finished' } & EventData<'attempt.finished'>)
  | ({ readonly type: 'check-finished' } & EventData<'check.finished'>)
  /** Several at once: what one look at many targets found. */
  | { readonly type: 'probes-changed'; readonly changes: readonly ProbeChange[] }
  | ({ readonly type: 'clock-jumped' } & EventData<'clock.jumped'>);

export type Command = RunCommand | EngineCommand;

/**
 * The consequences of a command, all of them: after the command's own events, decide advances the run to rest
 * (steps that became ready, starts, intents, holds), so that cause and effect are one durable group.
 */
export type Decision =
  | { readonly kind: 'events'; readonly events: readonly DraftEvent[] }
  | { readonly kind: 'refused'; readonly problem: Problem };

/** Work the runner owes the world. A function of the state alone; the runner leaves out what is already in flight. */
export type Effect =
  /** Intent is durable and this core made it: start it. */
  | ({ readonly kind: 'perform' } & Attempt)
  /** Open since an earlier core, or reopened by a person: ask the target, never start. */
  | ({ readonly kind: 'reconcile' } & Attempt)
  | ({ readonly kind: 'check'; readonly purpose: 'verify' | 'skip-when-done' | 'before-retry' } & Attempt)
  | ({ readonly kind: 'cancel' } & Attempt);
