import type { RecordedEvent, StoredEvent } from '../../../contract/events.ts';
import type { Plan, PlanTarget } from '../../../contract/plan.ts';
import type { RunView, StepView } from '../../../contract/views.ts';
import { isRecorded, toLogEntry } from '../log/describe-event.ts';
import { personText, voiceOf } from '../log/voice.ts';
import { attemptHistory, type ExcerptOf } from './attempt-history.ts';
import { recordedLate } from './attributed.ts';
import {
  type ChairFacts,
  decisionHistory,
  etaHistory,
  issueHistory,
  lateHistory,
  preflightHistory,
  rebaseHistory,
  updateHistory,
} from './chair-history.ts';
import { holdHistory } from './hold-history.ts';
import { actHistory, evidenceHistory, hostKeyHistory } from './people-history.ts';
import { type ProbeCounts, probeHistory } from './probe-history.ts';
import type { ReportClock, ReportClosure, ReportModel, ReportRun, ReportStep } from './report-model.ts';
import { type StepHistory, stepHistories } from './step-history.ts';
import { summarise } from './summary.ts';
import { terminalHistory } from './terminal-history.ts';
import { accountTime } from './time-account.ts';
import { isForPerson, waitHistory } from './wait-history.ts';

export interface ReportFacts {
  /** The run as it stands; its `log` is not looked at. */
  readonly view: Pick<RunView, 'header' | 'steps'>;
  /** The run's whole journal, in order of sequence. */
  readonly events: readonly StoredEvent[];
  /** The workspace's journal, for the host keys accepted. */
  readonly workspaceEvents: readonly StoredEvent[];
  readonly generatedAt: number;
  readonly version: string;
  readonly machine: string;
  /** Of the run's probes; left out = none was kept. */
  readonly probeCounts?: readonly ProbeCounts[];
  /** Last lines of an attempt that did not succeed. */
  readonly excerptOf?: ExcerptOf;
}

/** The report of a run as facts; null when the journal does not begin with `run.created`. Pure. */
export function buildReport(facts: ReportFacts): ReportModel | null {
  const events = facts.events.filter(isRecorded);
  const created = events.find((event) => event.type === 'run.created');
  if (created === undefined) return null;
  const { plan } = created.data;
  const { header } = facts.view;
  const isLive = header.mode === 'live';
  const now = header.endedAt ?? header.now;
  const histories = stepHistories(events, plan, now);
  const attempts = attemptHistory(events, facts.excerptOf ?? (() => null));
  const holds = holdHistory(events, now, voiceOf(plan));
  const span = { from: header.startedAt ?? now, to: now };
  const model: Omit<ReportModel, 'summary'> = {
    format: 'holdpoint-report/1',
    generated: { at: facts.generatedAt, version: facts.version, machine: facts.machine },
    run: runOf(facts, created, events),
    closure: closureOf(events),
    account: accountTime(span, timedSegments(plan, histories), holds),
    clocks: clocksOf(plan, facts.view, histories),
    steps: stepsOf(facts.view.steps, plan, { histories, attempts }),
    holds,
    waits: waitHistory(plan, histories),
    attempts,
    acts: actHistory(events, plan, isLive),
    evidence: evidenceHistory(events, plan, isLive),
    hostKeys: hostKeyHistory(facts.workspaceEvents.filter(isRecorded), plan),
    terminals: terminalHistory(events),
    ...chairHistories({ events, plan, isLive }),
    probes: probeHistory({ events, plan, counts: facts.probeCounts ?? [], until: now }),
    log: facts.events.map((event) => ({ ...toLogEntry(event, plan), recordedLate: recordedLate(event, isLive) })),
    chain: chainOf(facts.events, header.runId),
  };
  return { ...model, summary: summarise(model) };
}

function chairHistories(facts: ChairFacts) {
  return {
    issues: issueHistory(facts),
    decisions: decisionHistory(facts),
    etas: etaHistory(facts),
    rebases: rebaseHistory(facts),
    updates: updateHistory(facts),
    preflight: preflightHistory(facts),
    late: lateHistory(facts),
  };
}

function runOf(
  { view }: ReportFacts,
  created: Extract<RecordedEvent, { type: 'run.created' }>,
  events: readonly RecordedEvent[],
): ReportRun {
  const { runId, title, change, mode, speed, life, timezone, window, t0, chair } = view.header;
  const { createdAt, startedAt, endedAt } = view.header;
  const { document, hashes, inputs, secretNames, faults, forks, plan } = created.data;
  return {
    ...{ runId, title, change, mode, speed, life, timezone, window, t0, chair, createdAt, startedAt, endedAt },
    ...{ document, hashes, inputs, secretNames, faults, forks },
    answers: view.header.answers ?? null,
    environment: plan.environment ?? null,
    targets: plan.targets.map((target) => ({ name: target.name, address: addressOf(target) })),
    payloads: plan.steps.flatMap(({ id, action }) => {
      if (action.kind !== 'upload' || action.payload === undefined) return [];
      const { name, sha256, bytes } = action.payload;
      return [{ stepId: id, name, sha256, bytes }];
    }),
    people: plan.people.map(({ role, name, phone }) => ({ role, name, phone })),
    plannedStart: extreme(view.steps, (step) => step.plannedStart, Math.min),
    plannedEnd: extreme(view.steps, (step) => step.plannedEnd, Math.max),
    createdSeq: created.seq,
    startedSeq: events.find((event) => event.type === 'run.started')?.seq ?? null,
  };
}

function addressOf(target: PlanTarget): string {
  if (target.kind === 'http') return target.baseUrl;
  return `${target.user === null ? '' : `${target.user}@`}${target.host}:${target.port}`;
}

function extreme(
  steps: readonly StepView[],
  instantOf: (step: StepView) => number | null,
  pick: (a: number, b: number) => number,
): number | null {
  return steps.reduce<number | null>((found, step) => {
    const instant = instantOf(step);
    if (instant === null) return found;
    return found === null ? instant : pick(found, instant);
  }, null);
}

function closureOf(events: readonly RecordedEvent[]): ReportClosure | null {
  const event = events.findLast(
    (one) => one.type === 'run.completed' || one.type === 'run.aborted' || one.type === 'run.cancelled',
  );
  if (event === undefined) return null;
  const base = {
    code: event.data.closureCode,
    reason: event.data.reason,
    by: personText(event.actor),
    at: event.occurredAt,
    seq: event.seq,
  };
  if (event.type !== 'run.completed') {
    return { ...base, proposed: null, actualOutageMs: null, openIssues: null, hypercareUntil: null };
  }
  const { proposedCode, proposedBecause, actualOutageMs, openIssues, hypercareUntil } = event.data;
  return {
    ...base,
    proposed: { code: proposedCode, because: proposedBecause },
    actualOutageMs,
    openIssues,
    hypercareUntil,
  };
}

/** Segments in which nobody is awaited and nothing works (a start time, a free slot) count as idle. */
function timedSegments(plan: Plan, histories: ReadonlyMap<string, StepHistory>) {
  return plan.steps.flatMap((step) =>
    (histories.get(step.id)?.segments ?? []).filter(
      (segment) => segment.kind === 'working' || isForPerson(step, segment),
    ),
  );
}

function clocksOf(
  plan: Plan,
  view: ReportFacts['view'],
  histories: ReadonlyMap<string, StepHistory>,
): readonly ReportClock[] {
  const until = view.header.endedAt ?? view.header.now;
  return view.header.clocks.map((clock) => {
    const planned = plan.clocks.find((one) => one.name === clock.name);
    const from = planned === undefined ? undefined : histories.get(planned.from);
    const to = planned === undefined || clock.stoppedAt === null ? undefined : histories.get(planned.to);
    return {
      ...clock,
      elapsedMs: clock.startedAt === null ? null : (clock.stoppedAt ?? until) - clock.startedAt,
      running: clock.startedAt !== null && clock.stoppedAt === null,
      seqs: [
        ...(from?.segments.find((segment) => segment.kind === 'working')?.fromSeq === undefined
          ? []
          : [startSeq(from)]),
        ...(to === undefined ? [] : [to.lastSeq]),
      ],
    };
  });
}

function startSeq(history: StepHistory): number {
  return history.segments.find((segment) => segment.kind === 'working')?.fromSeq ?? history.firstSeq;
}

function stepsOf(
  views: readonly StepView[],
  plan: Plan,
  { histories, attempts }: { histories: ReadonlyMap<string, StepHistory>; attempts: ReportModel['attempts'] },
): readonly ReportStep[] {
  const planSteps = new Map(plan.steps.map((step) => [step.id as string, step]));
  const bySteps = Map.groupBy(attempts, (attempt) => attempt.stepId);
  return views.map((view) => {
    const history = histories.get(view.id);
    const planStep = planSteps.get(view.id);
    const segments = history?.segments ?? [];
    const own = bySteps.get(view.id) ?? [];
    const spent = (kind: string) =>
      segments.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.to - one.from, 0);
    return {
      ...{ id: view.id, index: view.index, kind: view.kind, title: view.title, stream: view.stream, phase: view.phase },
      ...{ responsible: view.responsible, pointOfNoReturn: view.pointOfNoReturn },
      ...{ state: view.state, stateReason: view.stateReason },
      ...{ plannedStart: view.plannedStart, plannedEnd: view.plannedEnd, estimate: view.duration },
      ...{ readyAt: view.readyAt, startedAt: view.startedAt, endedAt: view.endedAt },
      waitingMs: spent('waiting'),
      workingMs: spent('working'),
      stoppedMs: spent('stopped'),
      targets: planStep !== undefined && 'targets' in planStep.action ? planStep.action.targets.length : 0,
      attempts: own.length,
      failedAttempts: own.filter((attempt) => attempt.outcome !== null && attempt.outcome !== 'succeeded').length,
      segments,
      failures: history?.failures ?? [],
      seqs: history === undefined ? [] : [...new Set([history.firstSeq, history.lastSeq])],
    };
  });
}

function chainOf(events: readonly StoredEvent[], journalId: string): ReportModel['chain'] {
  const head = events.at(-1);
  return {
    journalId,
    events: events.length,
    firstSeq: events[0]?.seq ?? 0,
    headSeq: head?.seq ?? 0,
    headHash: head?.hash ?? '0'.repeat(64),
  };
}
