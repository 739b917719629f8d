import type { RecordedEvent } from '../../contract/events.ts';
import { runIdSchema } from '../../contract/ids.ts';
import type { HttpAction, Plan, PlanAction, PlanStep, SshAction } from '../../contract/plan.ts';

/** Short ways to say a plan, for tests of the run. */
const HASH = 'a'.repeat(64);
export const RUN_ID = runIdSchema.parse('run-20261128-2200-test1');
/** Saturday 22:00 UTC. */
export const EVENING = Date.UTC(2026, 10, 28, 22, 0, 0);
export const MINUTE = 60_000;

export function aPlan(steps: readonly PlanStep[], change: Partial<Plan> = {}): Plan {
  return {
    key: 'orders-cutover',
    title: 'Orders cutover',
    change: 'CHG1',
    timezone: 'Europe/Berlin',
    window: null,
    people: [
      { role: 'Release manager', name: 'Ada', phone: '+49 30 1', backup: 'Grace' },
      { role: 'Database lead', name: 'Edsger', phone: null, backup: 'Release manager' },
    ],
    targets: [],
    clocks: [],
    steps: [...steps],
    ...change,
  };
}

export function aStep(id: string, action: PlanAction, change: Partial<PlanStep> = {}): PlanStep {
  return {
    id,
    kind: action.kind === 'simulated' ? 'probe' : action.kind,
    title: `The ${id}`,
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
    start: 'auto',
    duration: null,
    timeoutMs: null,
    when: null,
    required: false,
    onFailure: 'hold',
    backout: null,
    pointOfNoReturn: false,
    evidence: [],
    deadline: null,
    action,
    hash: HASH,
    ...change,
  };
}

export function ssh(targets: readonly string[], change: Partial<SshAction> = {}): SshAction {
  return {
    kind: 'ssh',
    targets: [...targets],
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
    ...change,
  };
}

export function http(targets: readonly string[], change: Partial<HttpAction> = {}): HttpAction {
  return {
    kind: 'http',
    targets: [...targets],
    retry: null,
    idempotent: false,
    outputs: {},
    request: { method: 'GET', path: '/', query: {}, headers: {}, body: { kind: 'none' } },
    expect: { status: [200], headers: {}, json: {}, body: null },
    until: null,
    ...change,
  };
}

export const manual: PlanAction = { kind: 'manual' };
export const milestone: PlanAction = { kind: 'milestone' };

export function message(text = 'All is well.'): PlanAction {
  return { kind: 'message', audience: 'stakeholders', channel: null, subject: null, text };
}

export function wait(forMs: number | null, until: number | null = null): PlanAction {
  return { kind: 'wait', forMs, until };
}

export function checklist(...ids: readonly string[]): PlanAction {
  return { kind: 'checklist', items: ids.map((id) => ({ id, text: `Item ${id}`, responsible: null })) };
}

export function gate(
  change: { criteria?: readonly string[]; roles?: readonly string[]; count?: number; excludeExecutor?: boolean } = {},
): PlanAction {
  const { criteria = [], roles = ['Release manager'], count = 1, excludeExecutor = false } = change;
  return {
    kind: 'gate',
    criteria: criteria.map((id) => ({ id, text: `Criterion ${id}`, probe: null })),
    approvals: { roles: [...roles], count, excludeExecutor },
  };
}

/** A placeholder of the runbook format. */
export function placeholder(reference: string): string {
  return `\${{ ${reference} }}`;
}

export function fs(step: string, lagMs = 0): PlanStep['after'][number] {
  return { step, type: 'FS', lagMs };
}

export function created(plan: Plan, change: { forks?: number; inputs?: Record<string, string> } = {}): RecordedEvent {
  return {
    seq: 1,
    journalId: RUN_ID,
    journalSeq: 1,
    type: 'run.created',
    version: 1,
    occurredAt: EVENING,
    recordedAt: EVENING,
    monotonicMs: 0,
    bootId: 'boot',
    actor: actor('Ada'),
    commandId: null,
    prevHash: '0'.repeat(64),
    hash: HASH,
    data: {
      runId: RUN_ID,
      mode: 'live',
      speed: 1,
      faults: [],
      forks: change.forks ?? 32,
      document: { key: plan.key, revision: 1, sha256: HASH },
      hashes: { plan: HASH, schedule: HASH, binding: HASH },
      inputs: change.inputs ?? {},
      secretNames: [],
      plan,
    },
  };
}

export function actor(person: string): RecordedEvent['actor'] {
  return {
    person,
    role: null,
    via: person === 'engine' ? 'engine' : 'desk',
    assurance: 'stated',
    osUser: 'test',
    machine: 'bench',
  };
}
