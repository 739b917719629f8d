import type { Actor } from '../../contract/actor.ts';
import type { AttemptOutcome, EventData, EventType, StoredEvent } from '../../contract/events.ts';
import { runIdSchema, stepIdSchema, targetNameSchema } from '../../contract/ids.ts';
import type { Plan, PlanAction, PlanStep } from '../../contract/plan.ts';
import type { RunHeader, StepStateName, StepView } from '../../contract/views.ts';
import type { ReportFacts } from '../../main/domain/report/build-report.ts';

/** A run told event by event, as the engine would have recorded it, and the view a core would give of it. */
const sha = (digit: string): string => digit.repeat(64);
const engine: Actor = {
  person: 'Holdpoint',
  role: null,
  via: 'engine',
  assurance: 'stated',
  osUser: 'ops',
  machine: 'desk',
};
export const T0 = Date.UTC(2026, 10, 28, 21, 0, 0);
export const MINUTE = 60_000;
const runId = runIdSchema.parse('run-20261128-2058-k3f9');
const stepId = (id: string) => stepIdSchema.parse(id);
const targetName = (name: string) => targetNameSchema.parse(name);

export function person(name: string, role: string | null, via: Actor['via'] = 'desk'): Actor {
  return { ...engine, person: name, role, via };
}

const noStep: Omit<PlanStep, 'id' | 'kind' | 'title' | 'action' | 'hash'> = {
  phase: null,
  stream: null,
  tags: [],
  responsible: 'Release manager',
  backup: null,
  supplier: null,
  instructions: null,
  expected: null,
  links: [],
  notes: null,
  after: [],
  startAtMs: null,
  notBefore: null,
  notAfter: null,
  start: 'ask',
  duration: null,
  timeoutMs: null,
  when: null,
  required: true,
  onFailure: 'hold',
  backout: null,
  pointOfNoReturn: false,
  evidence: [],
  deadline: null,
};

export function planStep(
  id: string,
  action: PlanAction,
  more: Partial<Omit<PlanStep, 'id'>> & { minutes?: number } = {},
): PlanStep {
  const { minutes, ...rest } = more;
  const likelyMs = (minutes ?? 5) * MINUTE;
  const kind = action.kind === 'simulated' ? 'probe' : action.kind;
  return {
    ...noStep,
    ...{ id: stepId(id), kind, title: id, action, hash: sha('a') },
    duration: { minMs: likelyMs * 0.6, likelyMs, maxMs: likelyMs * 1.8 },
    ...rest,
  };
}

export function ssh(targets: readonly string[]): PlanAction {
  return {
    kind: 'ssh',
    targets: targets.map(targetName),
    retry: null,
    idempotent: false,
    outputs: {},
    run: 'true',
    shell: 'sh',
    env: {},
    cwd: null,
    detach: true,
    expect: { exit: [0], stdout: null, stderr: null },
    check: null,
    skipWhenDone: false,
    verify: null,
  };
}

interface Told {
  state: StepStateName;
  readyAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  reason: string | null;
}

export class Story {
  readonly events: StoredEvent[] = [];
  readonly workspaceEvents: StoredEvent[] = [];
  now = T0 - 2 * MINUTE;
  private readonly told = new Map<string, Told>();
  private header: Partial<RunHeader> = {};
  readonly plan: Plan;
  readonly mode: 'live' | 'rehearsal';
  /** How long after it happened an event is written down. */
  lateBy = 3;

  constructor(plan: Plan, mode: 'live' | 'rehearsal' = 'live') {
    this.plan = plan;
    this.mode = mode;
    this.say('run.created', {
      ...{ runId, mode, speed: mode === 'live' ? 1 : 60, faults: [], forks: 8, plan, secretNames: ['db-password'] },
      document: { key: plan.key, revision: 3, sha256: sha('d') },
      hashes: { plan: sha('1'), schedule: sha('2'), binding: sha('3') },
      inputs: { version: '4.2.0' },
    });
  }

  later(ms: number): this {
    this.now += ms;
    return this;
  }

  say<T extends EventType>(type: T, data: EventData<T>, actor: Actor = engine): this {
    this.append(this.events, runId, { type, data, actor, recordedAfter: this.lateBy });
    if (type === 'run.started') this.header = { ...this.header, startedAt: this.now, t0: T0, life: 'running' };
    if (type === 'run.completed') this.header = { ...this.header, endedAt: this.now, life: 'completed' };
    return this;
  }

  workspace<T extends EventType>(type: T, data: EventData<T>, actor: Actor): this {
    this.append(this.workspaceEvents, 'workspace', { type, data, actor, recordedAfter: this.lateBy });
    return this;
  }

  private append(
    journal: StoredEvent[],
    journalId: string,
    event: { type: string; data: unknown; actor: Actor; recordedAfter: number },
  ): void {
    const seq = this.events.length + this.workspaceEvents.length + 1;
    journal.push({
      ...{ seq, journalId, journalSeq: journal.length + 1, type: event.type, version: 1, actor: event.actor },
      ...{ occurredAt: this.now, recordedAt: this.now + event.recordedAfter, monotonicMs: seq, bootId: 'boot' },
      ...{ commandId: null, data: event.data, prevHash: sha('0'), hash: seq.toString(16).padStart(64, 'e') },
    });
  }

  /** The next words are written down this much later than they happened. */
  entered(lateBy: number): this {
    this.lateBy = lateBy;
    return this;
  }

  ready(id: string): this {
    this.mark(id, { state: 'ready', readyAt: this.now });
    return this.say('step.became-ready', { stepId: stepId(id) });
  }

  started(id: string, actor: Actor = engine): this {
    this.mark(id, { state: 'running', startedAt: this.now });
    return this.say('step.started', { stepId: stepId(id) }, actor);
  }

  succeeded(id: string, actor: Actor = engine, byHand = false): this {
    this.mark(id, { state: 'succeeded', endedAt: this.now });
    const reason = byHand ? 'looked at it on the host' : null;
    return this.say('step.succeeded', { stepId: stepId(id), exceptions: [], byHand, reason, outputs: {} }, actor);
  }

  failed(id: string, targets: readonly string[], reason: string): this {
    this.mark(id, { state: 'failed', reason });
    return this.say('step.failed', { stepId: stepId(id), failedTargets: targets.map(targetName), reason });
  }

  mark(id: string, change: Partial<Told>): this {
    const nothing: Told = { state: 'pending', readyAt: null, startedAt: null, endedAt: null, reason: null };
    this.told.set(id, { ...(this.told.get(id) ?? nothing), ...change });
    return this;
  }

  attempt(id: string, target: string, attempt: number): this {
    const about = { stepId: stepId(id), target: targetName(target), attempt };
    this.say('attempt.started', { ...about, commandHash: sha('c'), coreId: 'core', key: 'k' });
    return this.say('attempt.sent', { ...about, targetBootId: 'b', hostKey: 'SHA256:abc' });
  }

  attemptEnded(
    id: string,
    target: string,
    end: { attempt: number; outcome: AttemptOutcome; exit: number | null; ms: number; reason?: string },
  ): this {
    return this.say('attempt.finished', {
      ...{ stepId: stepId(id), target: targetName(target), attempt: end.attempt, outcome: end.outcome },
      ...{ exitCode: end.exit, signal: null, durationMs: end.ms, reason: end.reason ?? null, outputs: {} },
      streams: {
        stdout: { rawBytes: 5210, storedBytes: 5198, storedDigest: sha('5'), redactions: 1 },
        stderr: { rawBytes: 212, storedBytes: 212, storedDigest: sha('6'), redactions: 0 },
      },
    });
  }

  facts(more: Partial<ReportFacts> = {}): ReportFacts {
    return {
      view: { header: this.headerView(), steps: this.stepViews() },
      events: this.events,
      workspaceEvents: this.workspaceEvents,
      generatedAt: this.now + 5 * MINUTE,
      version: '0.1.0',
      machine: 'desk',
      ...more,
    };
  }

  private headerView(): RunHeader {
    const { plan } = this;
    return {
      ...{
        runId,
        title: plan.title,
        documentKey: plan.key,
        revision: 3,
        change: plan.change,
        mode: this.mode,
        speed: 1,
        pace: 1,
      },
      ...{
        life: 'draft',
        held: [],
        failing: false,
        driven: true,
        timezone: plan.timezone,
        window: plan.window,
        t0: null,
      },
      ...{
        now: this.now,
        createdAt: T0 - 2 * MINUTE,
        startedAt: null,
        endedAt: null,
        projectedEnd: null,
        chair: 'Anna Berg',
      },
      ...{ slackMs: null, rag: { colour: 'green', because: 'Nothing failed and nothing is late.' }, issues: [] },
      ...{ lastUpdate: null, preflight: { demand: null, last: null, lacks: [] } },
      ...{ closure: null, proposedClosure: null, allowedActions: [], lifecycleSeq: 1, lastSeq: this.events.length },
      counts: { total: plan.steps.length, done: 0, running: 0, waiting: 0, failed: 0, unknown: 0 },
      clocks: plan.clocks.map((clock) => ({
        name: clock.name,
        startedAt: this.told.get(clock.from)?.startedAt ?? null,
        stoppedAt: this.told.get(clock.to)?.endedAt ?? null,
        limitMs: clock.limitMs,
        projectedStopAt: this.told.get(clock.to)?.endedAt ?? null,
      })),
      ...this.header,
    };
  }

  private stepViews(): StepView[] {
    let planned = T0;
    return this.plan.steps.map((step, index) => {
      const plannedStart = planned;
      planned += step.duration?.likelyMs ?? 0;
      const told = this.told.get(step.id);
      return {
        ...{ id: step.id, index, kind: step.kind, title: step.title, stream: step.stream, phase: step.phase },
        ...{ responsible: step.responsible, pointOfNoReturn: step.pointOfNoReturn, after: step.after },
        ...{ state: told?.state ?? 'pending', stateReason: told?.reason ?? null, plannedStart, plannedEnd: planned },
        ...{
          projectedStart: null,
          projectedEnd: null,
          duration: step.duration,
          eta: null,
          readyAt: told?.readyAt ?? null,
        },
        ...{
          startedAt: told?.startedAt ?? null,
          endedAt: told?.endedAt ?? null,
          overdueAt: null,
          attempts: 0,
          need: null,
        },
        ...{ targets: { total: 0, succeeded: 0, failed: 0, running: 0, unknown: 0 }, changedSeq: 1 },
      };
    });
  }
}
