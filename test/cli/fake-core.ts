import type { Client, TopicListener } from '../../contract/client.ts';
import type { StepAction } from '../../contract/commands.ts';
import { failed, ok, type Result } from '../../contract/errors.ts';
import { runIdSchema, stepIdSchema } from '../../contract/ids.ts';
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts';
import type { StepDetail } from '../../contract/step-detail.ts';
import type { TopicName, TopicParams } from '../../contract/topics.ts';
import type { RunHeader, StepStateName, StepView } from '../../contract/views.ts';

/** A core for the driver to talk to: steps that stand where a test puts them, and every command written down. */
export const runId = runIdSchema.parse('run-20261128-2058-k3f9');
const nothingAsked = { since: 0, due: null, onExpiry: null } as const;

export interface FakeStep {
  readonly id: string;
  readonly kind: StepView['kind'];
  state: StepStateName;
  need?: string | null;
  who?: string;
  startedAt?: number | null;
  items?: string[];
  criteria?: string[];
  evidence?: { id: string; type: 'text' | 'number' | 'link' | 'file' }[];
  /** Done by the targets some time after Go. */
  worksFor?: number;
  becomes?: StepStateName;
}

export interface Sent {
  readonly what: string;
  readonly by: string | undefined;
}

export class FakeCore {
  readonly sent: Sent[] = [];
  readonly steps: FakeStep[];
  header: RunHeader;
  readonly #done = new Map<string, string[]>();
  readonly #listeners = new Set<TopicListener<'run'>>();
  #seq = 10;
  readonly #changed = new Map<string, number>();
  /** What a command is refused with, by `step action`. */
  readonly refusals = new Map<string, string>();

  constructor(steps: FakeStep[], header: Partial<RunHeader> = {}) {
    this.steps = steps;
    this.header = { ...bareHeader, ...header };
  }

  readonly client: Client = {
    call: async <N extends OperationName>(operation: N, input: OperationInput<N>) => this.#call(operation, input),
    subscribe: <N extends TopicName>(topic: N, _params: TopicParams<N>, listener: TopicListener<N>) => {
      if (topic === 'run') this.#follow(listener as unknown as TopicListener<'run'>);
      return { close: () => {} };
    },
    onConnection: () => () => {},
    close: async () => {},
  };

  change(id: string, change: Partial<FakeStep>): void {
    Object.assign(this.#step(id), change);
    this.#touch(id);
  }

  hold(reason: string): void {
    this.header = { ...this.header, held: [{ cause: 'person', reason, stepId: null, since: 0 }] };
    this.#push();
  }

  #follow(listener: TopicListener<'run'>): void {
    this.#listeners.add(listener);
    queueMicrotask(() =>
      listener.message({ kind: 'snapshot', view: { header: this.header, steps: this.#views(), people: [], log: [] } }),
    );
  }

  #call<N extends OperationName>(operation: N, input: OperationInput<N>): Result<OperationOutput<N>> {
    const answer = this.#answer(operation, input);
    return answer as unknown as Result<OperationOutput<N>>;
  }

  #answer(operation: OperationName, input: unknown): Result<unknown> {
    if (operation === 'runs.step') return ok(this.#detail((input as OperationInput<'runs.step'>).stepId));
    if (operation === 'runs.command') return this.#command(input as OperationInput<'runs.command'>);
    return failed('not-found', `the fake core has no ${operation}`);
  }

  #command({ command, attribution }: OperationInput<'runs.command'>): Result<{ seqs: number[] }> {
    if (command.type === 'close') {
      this.sent.push({ what: 'close', by: attribution?.by });
      const code = this.header.proposedClosure?.code ?? 'successful';
      this.header = { ...this.header, life: 'completed', closure: { code, reason: null } };
      return this.#wrote();
    }
    if (command.type !== 'act') return failed('refused', 'the fake core takes acts and close');
    const { stepId, act } = command;
    const refusal = this.refusals.get(`${stepId} ${act.action}`);
    if (refusal !== undefined) return failed('refused', refusal);
    const item = 'itemId' in act ? ` ${act.itemId}` : 'criterionId' in act ? ` ${act.criterionId}` : '';
    this.sent.push({ what: `${stepId} ${act.action}${item}`, by: attribution?.by });
    this.#perform(this.#step(stepId), act);
    this.#touch(stepId);
    return this.#wrote();
  }

  #perform(step: FakeStep, act: StepAction): void {
    const done = this.#done.get(step.id) ?? [];
    this.#done.set(step.id, done);
    switch (act.action) {
      case 'go':
        Object.assign(step, { state: 'running', need: null });
        setTimeout(() => this.change(step.id, { state: step.becomes ?? 'succeeded' }), step.worksFor ?? 5);
        return;
      case 'start':
        Object.assign(step, { state: 'running', startedAt: 1 });
        return;
      case 'tick':
        done.push(act.itemId);
        return;
      case 'meet':
        done.push(act.criterionId);
        return;
      case 'attach':
        done.push(act.evidenceId);
        return;
      case 'done':
      case 'sent':
      case 'approve':
        Object.assign(step, { state: 'succeeded', need: null });
        return;
      case 'failed':
      case 'reject':
        Object.assign(step, { state: 'failed', need: 'Decide' });
        return;
      case 'skip':
        Object.assign(step, { state: 'skipped', need: null });
        return;
      default:
        throw new Error(`the fake core does not ${act.action}`);
    }
  }

  #wrote(): Result<{ seqs: number[] }> {
    this.#seq += 1;
    this.header = { ...this.header, lastSeq: this.#seq };
    const isFinished = this.steps.every((step) => step.state === 'succeeded' || step.state === 'skipped');
    if (isFinished) this.header = { ...this.header, proposedClosure: { code: 'successful', because: 'all done' } };
    setTimeout(() => this.#push(), 2);
    return ok({ seqs: [this.#seq] });
  }

  #touch(id: string): void {
    this.#seq += 1;
    this.#changed.set(id, this.#seq);
    const isFinished = this.steps.every((step) => step.state === 'succeeded' || step.state === 'skipped');
    const proposedClosure = isFinished ? ({ code: 'successful', because: 'all done' } as const) : null;
    this.header = { ...this.header, lastSeq: this.#seq, proposedClosure };
    this.#push();
  }

  #push(): void {
    for (const listener of this.#listeners) {
      listener.message({ kind: 'patch', header: this.header, steps: this.#views(), log: [] });
    }
  }

  #step(id: string): FakeStep {
    const step = this.steps.find((one) => one.id === id);
    if (step === undefined) throw new Error(`the fake core has no step ${id}`);
    return step;
  }

  #views(): StepView[] {
    return this.steps.map((step, index) => this.#view(step, index));
  }

  view() {
    return { header: this.header, steps: this.#views(), people: [], log: [] };
  }

  #view(step: FakeStep, index: number): StepView {
    const what = step.need ?? null;
    return {
      ...{ id: stepIdSchema.parse(step.id), index, kind: step.kind, title: step.id, stream: null, phase: null },
      ...{ responsible: null, pointOfNoReturn: false, after: [], state: step.state, stateReason: null },
      ...{ plannedStart: null, plannedEnd: null, projectedStart: null, projectedEnd: null, duration: null, eta: null },
      ...{ readyAt: 0, startedAt: step.startedAt ?? null, endedAt: null, overdueAt: null, attempts: 0 },
      targets: { total: 0, succeeded: 0, failed: 0, running: 0, unknown: 0 },
      need: what === null ? null : { what, who: step.who ?? null, ...nothingAsked },
      changedSeq: this.#changed.get(step.id) ?? 1,
    };
  }

  #detail(id: string): StepDetail {
    const step = this.#step(id);
    const done = this.#done.get(id) ?? [];
    const by = { by: 'somebody', at: 0, assurance: 'stated', note: null };
    const actions = ['go', 'start', 'done', 'failed', 'tick', 'meet', 'approve', 'reject', 'sent', 'attach', 'skip'];
    return {
      step: this.#view(step, this.steps.indexOf(step)),
      ...{ instructions: null, expected: null, notes: null, links: [], script: null, backout: null },
      ...{ targets: [], attempts: [], blockers: [] },
      items: (step.items ?? []).map((item) => ({
        id: stepIdSchema.parse(item),
        text: item,
        responsible: null,
        ...{ needed: 1, ticks: done.includes(item) ? [by] : [], due: null, evidence: [] },
        ticked: done.includes(item) ? by : null,
      })),
      criteria: (step.criteria ?? []).map((one) => ({
        id: stepIdSchema.parse(one),
        text: one,
        met: done.includes(one) ? true : null,
        by: null,
        at: null,
        note: null,
      })),
      approvals: step.kind === 'gate' ? { roles: ['Release manager'], count: 1, given: [] } : null,
      message:
        step.kind === 'message' ? { audience: 'all', channel: null, subject: null, text: 'x', sent: null } : null,
      evidenceDemands: (step.evidence ?? []).map((one) => ({
        id: stepIdSchema.parse(one.id),
        text: one.id,
        type: one.type,
        required: true,
      })),
      evidence: done
        .filter((one) => step.evidence?.some((demand) => demand.id === one))
        .map((evidenceId) => ({ ...by, evidenceId, value: { type: 'text' as const, text: '' } })),
      allowedActions: actions.map((action) => {
        const reason = this.refusals.get(`${id} ${action}`) ?? null;
        return { action, allowed: reason === null, reason };
      }),
    };
  }
}

const bareHeader: RunHeader = {
  ...{
    runId,
    title: 'Orders',
    documentKey: 'orders',
    revision: 1,
    change: null,
    mode: 'live',
    speed: 1,
    pace: 1,
    life: 'running',
  },
  ...{ held: [], failing: false, driven: true, timezone: 'UTC', window: null, t0: 0, now: 0, createdAt: 0 },
  ...{ startedAt: 0, endedAt: null, projectedEnd: null, chair: null, closure: null, proposedClosure: null },
  ...{ slackMs: null, rag: { colour: 'green', because: 'Nothing failed and nothing is late.' }, issues: [] },
  ...{ lastUpdate: null, preflight: { demand: null, last: null, lacks: [] } },
  counts: { total: 0, done: 0, running: 0, waiting: 0, failed: 0, unknown: 0 },
  ...{ clocks: [], allowedActions: [], lifecycleSeq: 1, lastSeq: 10 },
};
