import type { Via } from '../../../contract/actor.ts';
import type { AttemptOutcome, ClosureCode, EventData, HoldCause, StreamRecord } from '../../../contract/events.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import type { Estimate, Plan, PlanHashes, StepKind } from '../../../contract/plan.ts';
import type { Preflight } from '../../../contract/preflight.ts';
import type { SampleVerdict } from '../../../contract/samples.ts';
import type { LogEntry, RunHeader, StepStateName } from '../../../contract/views.ts';
import type { ReportTerminal } from './terminal-history.ts';

/**
 * Everything a report says, as facts: instants in UTC ms, durations in ms, and beside every statement the sequence
 * numbers of the events it rests on. Renderers add words for times, never facts.
 */
export interface ReportModel {
  readonly format: 'holdpoint-report/1';
  readonly generated: { readonly at: number; readonly version: string; readonly machine: string };
  readonly run: ReportRun;
  readonly closure: ReportClosure | null;
  readonly summary: readonly Statement[];
  readonly account: TimeAccount;
  readonly clocks: readonly ReportClock[];
  readonly steps: readonly ReportStep[];
  readonly holds: readonly ReportHold[];
  readonly waits: readonly ReportWait[];
  readonly attempts: readonly ReportAttempt[];
  readonly acts: readonly ReportAct[];
  readonly evidence: readonly ReportEvidence[];
  readonly hostKeys: readonly ReportHostKey[];
  readonly terminals: readonly ReportTerminal[];
  readonly issues: readonly ReportIssue[];
  readonly decisions: readonly ReportDecision[];
  readonly etas: readonly ReportEta[];
  readonly rebases: readonly ReportRebase[];
  readonly updates: readonly ReportUpdate[];
  /** Null = there was none, and none was waived. */
  readonly preflight: ReportPreflight | null;
  /** Each probe on each of its targets, in the order of the plan. */
  readonly probes: readonly ReportProbe[];
  readonly late: readonly ReportLateEntry[];
  readonly log: readonly ReportLogEntry[];
  readonly chain: ReportChain;
}

export interface ReportProbe {
  readonly probe: string;
  readonly target: string;
  readonly question: string;
  /** Samples kept. */
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly changes: readonly {
    readonly at: number;
    readonly verdict: SampleVerdict;
    readonly reason: string;
    readonly seq: number;
  }[];
  readonly longestFailedMs: number;
  readonly longestInconclusiveMs: number;
  /** How it stood last. */
  readonly verdict: SampleVerdict;
}

export interface Statement {
  readonly text: string;
  readonly seqs: readonly number[];
}

export interface ReportRun
  extends Pick<
    RunHeader,
    | 'runId'
    | 'title'
    | 'change'
    | 'mode'
    | 'speed'
    | 'life'
    | 'timezone'
    | 'window'
    | 't0'
    | 'chair'
    | 'createdAt'
    | 'startedAt'
    | 'endedAt'
  > {
  readonly document: { readonly key: string; readonly revision: number; readonly sha256: string };
  readonly hashes: PlanHashes;
  readonly inputs: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** Of a rehearsal: who spoke for the people; null = they did themselves. */
  readonly answers: NonNullable<RunHeader['answers']> | null;
  readonly faults: readonly string[];
  readonly forks: number;
  /** Where it went; null = the runbook has its own inventory. */
  readonly environment: NonNullable<Plan['environment']> | null;
  readonly targets: readonly { readonly name: string; readonly address: string }[];
  /** What upload steps were set up to send. */
  readonly payloads: readonly {
    readonly stepId: string;
    readonly name: string;
    readonly sha256: string;
    readonly bytes: number;
  }[];
  readonly people: readonly { readonly role: string; readonly name: string; readonly phone: string | null }[];
  readonly plannedStart: number | null;
  readonly plannedEnd: number | null;
  readonly createdSeq: number;
  readonly startedSeq: number | null;
}

export interface ReportClosure {
  readonly code: ClosureCode;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: number;
  readonly seq: number;
  readonly proposed: { readonly code: ClosureCode; readonly because: string } | null;
  readonly actualOutageMs: number | null;
  readonly openIssues: string | null;
  readonly hypercareUntil: number | null;
}

/** Where the time between start and end went; the four add up to it. */
export interface TimeAccount {
  readonly totalMs: number;
  /** Some step was working. */
  readonly workingMs: number;
  /** Nothing worked, and a person was awaited: to start, to approve, or to decide about a failure. */
  readonly waitingMs: number;
  /** Nothing worked, nobody in particular was awaited, and the run was held. */
  readonly heldMs: number;
  /** None of these: planned start times, gaps between steps. */
  readonly idleMs: number;
}

export interface ReportClock {
  readonly name: string;
  readonly startedAt: number | null;
  readonly stoppedAt: number | null;
  readonly limitMs: number | null;
  readonly elapsedMs: number | null;
  readonly running: boolean;
  readonly seqs: readonly number[];
}

export type SegmentKind = 'waiting' | 'working' | 'stopped';

/** A stretch of a step's life. `stopped` = failed or unknown, a decision awaited. `open` = still lasting. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly fromSeq: number;
  readonly toSeq: number | null;
}

export interface ReportStep {
  readonly id: string;
  readonly index: number;
  readonly kind: StepKind;
  readonly title: string;
  readonly stream: string | null;
  readonly phase: string | null;
  readonly responsible: string | null;
  readonly pointOfNoReturn: boolean;
  readonly state: StepStateName;
  readonly stateReason: string | null;
  readonly plannedStart: number | null;
  readonly plannedEnd: number | null;
  readonly estimate: Estimate | null;
  readonly readyAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly waitingMs: number;
  readonly workingMs: number;
  readonly stoppedMs: number;
  readonly targets: number;
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly segments: readonly Segment[];
  readonly failures: readonly { readonly at: number; readonly seq: number }[];
  /** First and last event of the step. */
  readonly seqs: readonly number[];
}

export interface ReportHold {
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly causes: readonly { readonly cause: HoldCause; readonly text: string; readonly seq: number }[];
  readonly endSeq: number | null;
}

export interface ReportWait {
  readonly stepId: string;
  readonly title: string;
  readonly what: 'go' | 'person' | 'approval' | 'decision';
  readonly who: string | null;
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  readonly seqs: readonly number[];
}

export interface ReportAttempt {
  readonly stepId: string;
  readonly target: string;
  readonly attempt: number;
  readonly startedAt: number;
  readonly startSeq: number;
  readonly endedAt: number | null;
  readonly endSeq: number | null;
  readonly outcome: AttemptOutcome | null;
  /** How it ended, in words. */
  readonly text: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly durationMs: number | null;
  readonly reason: string | null;
  readonly hostKey: string | null;
  readonly commandHash: string;
  readonly streams: Readonly<Record<string, StreamRecord>>;
  readonly checks: readonly {
    readonly purpose: string;
    readonly answer: string;
    readonly exitCode: number | null;
    readonly seq: number;
  }[];
  readonly lostContact: readonly { readonly at: number; readonly reason: string; readonly seq: number }[];
  /** The last lines of what it printed, where the caller gave them. */
  readonly excerpt: string | null;
}

export interface Attributed {
  readonly seq: number;
  readonly at: number;
  /** When it was written down, where that was notably later than it happened. */
  readonly recordedLate: number | null;
  readonly person: string;
  readonly role: string | null;
  readonly onBehalfOf: string | null;
  readonly via: Via;
  readonly assurance: string;
  /** Who typed it, where that is another. */
  readonly enteredBy: string | null;
}

/** An issue as it stood at the end, and all that was said about it in order. */
export interface ReportIssue extends Readonly<EventData<'issue.raised'>> {
  readonly open: boolean;
  readonly resolution: string | null;
  readonly life: readonly (Attributed & { readonly sentence: string })[];
}

export type ReportDecision = Attributed & EventData<'decision.recorded'>;
export type ReportRebase = Attributed & EventData<'run.rebased'>;
export type ReportUpdate = Attributed & EventData<'update.given'>;

export interface ReportEta extends Attributed {
  readonly stepId: string;
  readonly title: string;
  /** Null = the last word was taken back. */
  readonly endAt: number | null;
  readonly reason: string | null;
  /** When the step was over after that. */
  readonly endedAt: number | null;
  /** Actual end less what was said; positive = it took longer. Null where nothing can be compared. */
  readonly errorMs: number | null;
}

export interface ReportPreflight {
  readonly runs: readonly (Attributed & Preflight)[];
  readonly accepted: readonly (Attributed & EventData<'preflight.accepted'>)[];
}

export interface ReportLateEntry extends Attributed {
  readonly afterEnd: boolean;
  readonly sentence: string;
}

export interface ReportAct extends Attributed {
  readonly kind: 'decision' | 'approval' | 'tick' | 'message' | 'note';
  readonly stepId: string | null;
  readonly sentence: string;
  /** What was said at length: a note's or a message's own text. */
  readonly text: string | null;
}

export interface ReportEvidence {
  readonly stepId: string;
  readonly evidenceId: string;
  readonly demand: string;
  readonly required: boolean;
  /** Null = demanded and not given. */
  readonly given: (Attributed & { readonly value: EvidenceValue; readonly note: string | null }) | null;
}

export interface ReportHostKey extends Attributed {
  readonly host: string;
  readonly port: number;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly how: 'person' | 'trust-new-hosts' | 'practice-range';
}

export interface ReportLogEntry extends LogEntry {
  readonly recordedLate: number | null;
}

interface ReportChain {
  readonly journalId: string;
  readonly events: number;
  readonly firstSeq: number;
  readonly headSeq: number;
  readonly headHash: string;
}
