import type { AnswersGiven } from '../../../contract/answers.ts';
import type { AttemptOutcome, ClosureCode, EventData, HoldCause, StreamRecord } from '../../../contract/events.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import type { RunId, StepId, TargetName } from '../../../contract/ids.ts';
import type { Plan, PlanHashes } from '../../../contract/plan.ts';
import type { Preflight } from '../../../contract/preflight.ts';
import type { TerminalView } from '../../../contract/terminals.ts';
import type { IssueView, RunHeader, RunLife, StepView } from '../../../contract/views.ts';
import type { LoggedStanding } from '../probe/standing.ts';
import type { PlanIndex } from './plan-index.ts';

/**
 * A run as the fold over its events; nothing here that `replay` could not rebuild. Instants in UTC ms of the
 * run's own time (scenario time in a rehearsal). Steps and targets are named by their position in the plan.
 */
export interface RunState {
  readonly runId: RunId;
  readonly mode: 'live' | 'rehearsal';
  readonly speed: number;
  readonly faults: readonly string[];
  /** Who speaks for the people of a rehearsal; null = they do themselves. */
  readonly answers: AnswersGiven | null;
  /** At most so many targets are worked on at once (open attempts and their verification). */
  readonly forks: number;
  readonly document: EventData<'run.created'>['document'];
  readonly hashes: PlanHashes;
  readonly inputs: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  readonly plan: Plan;
  readonly index: PlanIndex;
  readonly life: RunLife;
  /** Empty = not held. At most one entry per cause and step. */
  readonly held: readonly Hold[];
  readonly t0: number | null;
  readonly t0From: 'window' | 'now' | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Who started the run, before that who created it. */
  readonly chair: string;
  readonly abortReason: string | null;
  readonly closure: { readonly code: ClosureCode; readonly reason: string | null } | null;
  /** In the order they were raised; resolved ones stay. */
  readonly issues: readonly IssueView[];
  readonly lastUpdate: RunHeader['lastUpdate'];
  /** Probes whose standing ever changed, by `standingKey`; the others were always successful, or never asked. */
  readonly probes: ReadonlyMap<string, LoggedStanding>;
  /** What is demanded before the start, and the newest answer. */
  readonly preflight: {
    readonly demand: { readonly maxAgeMs: number } | null;
    readonly last: Preflight | null;
    /** By so much this machine's clock was set back since: an old answer does not become young by that. */
    readonly setBackMs: number;
  };
  /** Terminals opened in this run, in order. */
  readonly terminals: readonly TerminalView[];
  /** Sequence of the last ETA given or taken back: from then on every forecast is another one. */
  readonly etaSeq: number;
  readonly steps: readonly StepState[];
  readonly tally: StepTally;
  /** Steps that may do something: not over, every start dependency released. Ascending. */
  readonly live: readonly number[];
  /** Live steps that time alone may move: the only ones a look at the clock has to judge. Ascending. */
  readonly timed: readonly number[];
  /** Steps with a target that may be started now, in the order of their turn. */
  readonly queue: readonly number[];
  /** Steps with a target whose check must be answered before its next attempt, in order of asking. */
  readonly asking: readonly number[];
  /** Targets in work: attempt open, or its verification not answered. */
  readonly busy: readonly Slot[];
  /** Steps that have outputs, which later ones may name. Ascending. */
  readonly giving: readonly number[];
  /** Sequence of the last change of the life cycle or hold. */
  readonly lifecycleSeq: number;
  readonly lastSeq: number;
}

export interface Hold {
  readonly cause: HoldCause;
  readonly reason: string | null;
  readonly stepId: StepId | null;
  readonly since: number;
}

export interface Slot {
  readonly step: number;
  readonly target: number;
}

/** The stored core of a step's state; `stepStateName` gives the word shown to people. */
export type StepStatus =
  | 'pending'
  | 'ready'
  | 'working'
  | 'succeeded'
  | 'failed'
  | 'indeterminate'
  | 'skipped'
  | 'cancelled';
export type StepTally = Readonly<Record<StepStatus, number>>;

export interface StepState {
  readonly status: StepStatus;
  /** Set by failure, lifted only by what resolves it: an explicit retry, success, skip or cancellation. */
  readonly trouble: 'failed' | 'indeterminate' | null;
  /** Start dependencies (FS, SS) not released yet. */
  readonly unmet: number;
  /** When the last lag of a released start dependency ends; 0 = no lag. */
  readonly lagEndsAt: number;
  /** Likewise for released completion dependencies (FF, SF). */
  readonly completionLagEndsAt: number;
  /** What this step has released for its successors; never taken back. */
  readonly hasReleasedStart: boolean;
  readonly hasReleasedEnd: boolean;
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly isGoGiven: boolean;
  readonly isPastDeadline: boolean;
  readonly isPastNotAfter: boolean;
  readonly byHand: boolean;
  readonly skippedBy: 'person' | 'condition' | null;
  readonly exceptions: readonly TargetName[];
  /** Why it failed, was skipped, is unknown, was cancelled or done by hand. */
  readonly reason: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly targets: readonly TargetState[];
  readonly targetTally: TargetTally;
  /** Earliest end of a retry delay among its targets. */
  readonly nextRetryAt: number | null;
  /** Attempts started, over all targets. */
  readonly attempts: number;
  /** Retries a person asked for. */
  readonly retries: number;
  /** Who gave go, start, done or a retry, in order, each once. */
  readonly executors: readonly string[];
  readonly ticks: readonly (Mark & { readonly itemId: string })[];
  readonly criteria: readonly (Mark & { readonly criterionId: string; readonly met: boolean })[];
  readonly approvals: readonly (Mark & { readonly role: string })[];
  readonly sent: (Mark & { readonly to: string; readonly channel: string | null; readonly text: string }) | null;
  readonly evidence: readonly (Mark & { readonly evidenceId: string; readonly value: EvidenceValue })[];
  /** When somebody says it will be over; null = nobody did, or it was taken back. */
  readonly eta: StepView['eta'];
  /** Sequence of the last change a person would have to have seen; attempts on targets do not count. */
  readonly changedSeq: number;
}

/** Who said it, when, and how sure we are who it was. */
export interface Mark {
  readonly by: string;
  readonly at: number;
  readonly assurance: string;
  readonly note: string | null;
}

/**
 * waiting = no attempt open and one may come (after `question` is answered); delayed = a retry's delay runs;
 * verifying = the attempt succeeded, its verification has not answered.
 */
export type TargetStatus =
  | 'waiting'
  | 'delayed'
  | 'open'
  | 'verifying'
  | 'succeeded'
  | 'failed'
  | 'timed-out'
  | 'indeterminate'
  | 'cancelled';
export type TargetTally = Readonly<Record<TargetStatus, number>> & {
  /** Waiting with nothing to ask first. */
  readonly startable: number;
  /** Waiting for the answer of a check. */
  readonly questions: number;
};

export interface TargetState {
  readonly name: TargetName;
  readonly status: TargetStatus;
  readonly question: 'skip-when-done' | 'before-retry' | null;
  readonly retryAt: number | null;
  readonly attempts: readonly AttemptState[];
  /** Attempts made before the last retry a person asked for: automatic retries count from here. */
  readonly roundFrom: number;
  /** Outcomes `not-started` in a row. */
  readonly notStarted: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly checks: readonly CheckRecord[];
}

export interface CheckRecord {
  readonly attempt: number;
  readonly purpose: EventData<'check.finished'>['purpose'];
  readonly answer: EventData<'check.finished'>['answer'];
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly at: number;
}

export interface AttemptState {
  readonly attempt: number;
  readonly startedAt: number;
  /** The core that made the intent, or that reopened it. */
  readonly coreId: string;
  readonly commandHash: string;
  readonly key: string;
  readonly sentAt: number | null;
  readonly targetBootId: string | null;
  readonly hostKey: string | null;
  readonly outOfContactSince: number | null;
  readonly outOfContactReason: string | null;
  /** A person asked for the truth after an unknown outcome: only ever reconciled, never performed. */
  readonly isReopened: boolean;
  readonly outcome: AttemptOutcome | null;
  readonly endedAt: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number | null;
  readonly reason: string | null;
  readonly streams: Partial<Record<'stdout' | 'stderr' | 'body', StreamRecord>>;
}

export function isEnded(state: RunState): boolean {
  return state.endedAt !== null;
}

export function isHeld(state: RunState): boolean {
  return state.held.length > 0;
}

/** Over = nothing more happens to it unless a person asks for it. */
export function isOver(step: StepState): boolean {
  return step.status !== 'pending' && step.status !== 'ready' && step.status !== 'working';
}

/** Throws on a position outside the plan: positions come from the index only. */
export function stepAt(state: RunState, index: number): StepState {
  const step = state.steps[index];
  if (step === undefined) throw new RangeError(`no step at position ${index}`);
  return step;
}

export function stepNamed(state: RunState, stepId: StepId): StepState | null {
  const index = state.index.positions.get(stepId);
  return index === undefined ? null : stepAt(state, index);
}

export function targetNamed(state: RunState, stepId: StepId, target: TargetName): TargetState | null {
  const index = state.index.positions.get(stepId);
  if (index === undefined) return null;
  const position = state.index.facts[index]?.targetPositions.get(target);
  return position === undefined ? null : (stepAt(state, index).targets[position] ?? null);
}

export function tickOf(step: StepState, itemId: string): StepState['ticks'][number] | null {
  return step.ticks.find((tick) => tick.itemId === itemId) ?? null;
}

/** What was last said about a criterion; null = nothing yet. */
export function criterionOf(step: StepState, criterionId: string): StepState['criteria'][number] | null {
  return step.criteria.find((criterion) => criterion.criterionId === criterionId) ?? null;
}

/** The attempt in question; the newest when no number is given. */
export function attemptOf(target: TargetState, attempt: number = target.attempts.length): AttemptState | null {
  return target.attempts[attempt - 1] ?? null;
}
