import { expect } from 'vitest';
import type { RecordedEvent } from '../../contract/events.ts';
import type { Plan, PlanStep } from '../../contract/plan.ts';
import type { Effect } from '../../main/domain/run/index.ts';

/**
 * DESIGN section 1 as a judge of the log: reads events and the plan, shares no code with the domain.
 */
export class Promises {
  readonly #plan: Map<string, PlanStep>;
  readonly #open = new Set<string>();
  readonly #last = new Map<string, { outcome: string; retried: boolean }>();
  readonly #round = new Map<string, number>();
  readonly #steps = new Map<string, { status: string; started: boolean }>();
  readonly #held = new Set<string>();
  /** Which core may still perform an open attempt: the one that made the intent, until anybody only asks. */
  readonly #mayPerform = new Map<string, string>();
  /** The step whose failure must hold the run, until it does. */
  #unanswered: string | null = null;
  #forks = 1;
  #life = 'draft';
  #judged = 0;

  constructor(plan: Plan) {
    this.#plan = new Map(plan.steps.map((step) => [step.id, step]));
    for (const step of plan.steps) this.#steps.set(step.id, { status: 'pending', started: false });
  }

  judge(events: readonly RecordedEvent[]): void {
    for (; this.#judged < events.length; this.#judged += 1) {
      const event = events[this.#judged];
      if (event !== undefined) this.#one(event);
    }
    if (this.#life === 'running') expect(this.#unanswered, 'ended badly and did not hold the run').toBeNull();
  }

  /** No attempt is performed but by the core whose intent it is; none is forgotten; none begins while held. */
  judgeEffects(effects: readonly Effect[], coreId: string): void {
    for (const effect of effects) {
      const key = `${effect.stepId}/${effect.target}`;
      if (effect.kind === 'check') {
        if (effect.purpose !== 'verify') this.#mayBegin(`check on ${key}`, false);
        continue;
      }
      expect(this.#open.has(key), `${effect.kind} of ${key} which is not open`).toBe(true);
      if (effect.kind !== 'perform') continue;
      expect(this.#life).toBe('running');
      expect(this.#mayPerform.get(key), `perform ${key}`).toBe(coreId);
    }
    const cared = new Set(effects.map((effect) => `${effect.stepId}/${effect.target}`));
    for (const key of this.#open) expect(cared.has(key), `${key} is open and nobody cares`).toBe(true);
  }

  #one(event: RecordedEvent): void {
    if (event.type.startsWith('run.')) {
      this.#run(event);
      return;
    }
    if (isWord(event)) return;
    expect(['completed', 'aborted', 'cancelled'], `${event.type} after the end`).not.toContain(this.#life);
    if (event.type.startsWith('step.')) this.#step(event);
    else this.#attempt(event);
  }

  #run(event: RecordedEvent): void {
    switch (event.type) {
      case 'run.created':
        this.#forks = event.data.forks;
        break;
      case 'run.started':
        this.#life = 'running';
        break;
      case 'run.held':
        expect(this.#life).toBe('running');
        this.#held.add(event.data.cause);
        if (event.data.stepId === this.#unanswered) this.#unanswered = null;
        break;
      case 'run.resumed':
        for (const cause of event.data.lifted) this.#held.delete(cause);
        expect(this.#unanswered).toBeNull();
        break;
      case 'run.abort-started':
        this.#life = 'aborting';
        break;
      case 'run.aborted':
        expect(this.#open.size, 'aborted with an attempt open').toBe(0);
        this.#life = 'aborted';
        break;
      case 'run.cancelled':
        expect(this.#life).toBe('draft');
        this.#life = 'cancelled';
        break;
      case 'run.completed':
        this.#closed();
        this.#life = 'completed';
        break;
      default:
    }
  }

  #closed(): void {
    expect(this.#life).toBe('running');
    for (const [id, { status }] of this.#steps) {
      const isTolerated = status === 'failed' && this.#plan.get(id)?.onFailure === 'continue';
      if (!isTolerated) expect(['succeeded', 'skipped', 'cancelled'], `${id} at the close`).toContain(status);
    }
  }

  /** Nothing new by itself while held, aborting or ended; a person may start when only a person is waited for. */
  #mayBegin(what: string, isPersonal: boolean): void {
    expect(this.#life, what).toBe('running');
    const causes = [...this.#held].filter((cause) => !isPersonal || cause !== 'waiting-for-person');
    expect(causes, `${what} while held`).toEqual([]);
  }

  #step(event: RecordedEvent): void {
    if (!('stepId' in event.data) || event.data.stepId === null || event.data.stepId === undefined) return;
    const id = event.data.stepId;
    const plan = this.#plan.get(id);
    const state = this.#steps.get(id);
    if (plan === undefined || state === undefined) throw new Error(`unknown step ${id}`);
    switch (event.type) {
      case 'step.became-ready':
        this.#mayBegin(`${id} ready`, false);
        this.#predecessorsRelease(plan);
        state.status = 'ready';
        break;
      case 'step.started': {
        const isPersonal = ['manual', 'checklist', 'message'].includes(plan.kind);
        this.#mayBegin(`${id} started`, isPersonal);
        expect(state.status).toBe('ready');
        this.#predecessorsRelease(plan);
        state.status = 'working';
        state.started = true;
        break;
      }
      case 'step.succeeded':
        this.#nothingOpen(id);
        if (!event.data.byHand) {
          expect(state.status).toBe('working');
          for (const name of targetsOf(plan)) {
            const last = this.#last.get(`${id}/${name}`);
            if (last !== undefined) expect(['succeeded', 'held-by-check'], `${id} on ${name}`).toContain(last.outcome);
          }
        } else expect(['failed', 'indeterminate']).toContain(state.status);
        state.status = 'succeeded';
        break;
      case 'step.skipped':
        if (event.data.cause === 'person') expect(plan.required).toBe(false);
        else this.#mayBegin(`${id} skipped by condition`, false);
        state.status = 'skipped';
        break;
      case 'step.failed':
      case 'step.indeterminate': {
        this.#nothingOpen(id);
        state.status = event.type === 'step.failed' ? 'failed' : 'indeterminate';
        const isUnknown = targetsOf(plan).some((name) => this.#last.get(`${id}/${name}`)?.outcome === 'indeterminate');
        if (state.started && isUnknown) expect(state.status).toBe('indeterminate');
        this.#mustHold(plan, state.status);
        break;
      }
      case 'step.cancelled':
        this.#nothingOpen(id);
        state.status = 'cancelled';
        break;
      case 'step.retry-requested':
        expect(['failed', 'indeterminate']).toContain(state.status);
        for (const name of event.data.targets) {
          const last = this.#last.get(`${id}/${name}`);
          if (last !== undefined) last.retried = true;
          if (last?.outcome === 'indeterminate') expect(event.data.reason).not.toBeNull();
          this.#round.set(`${id}/${name}`, 0);
        }
        state.status = state.started && targetsOf(plan).length > 0 ? 'working' : 'ready';
        break;
      default:
    }
  }

  #attempt(event: RecordedEvent): void {
    if (!('target' in event.data && 'attempt' in event.data)) return;
    const { stepId, target } = event.data;
    const key = `${stepId}/${target}`;
    const plan = this.#plan.get(stepId);
    if (plan === undefined) throw new Error(`unknown step ${stepId}`);
    switch (event.type) {
      case 'attempt.started': {
        this.#mayBegin(`attempt on ${key}`, false);
        expect(this.#open.has(key), `${key} started twice`).toBe(false);
        expect(this.#steps.get(stepId)?.status).toBe('working');
        expect(this.#open.size, 'more in work than forks').toBeLessThan(this.#forks);
        this.#mayFollow(key, plan);
        this.#open.add(key);
        this.#mayPerform.set(key, event.data.coreId);
        this.#round.set(key, (this.#round.get(key) ?? 0) + 1);
        break;
      }
      case 'attempt.reopened':
        expect(this.#last.get(key)?.outcome).toBe('indeterminate');
        expect(this.#open.has(key)).toBe(false);
        this.#open.add(key);
        this.#mayPerform.delete(key);
        this.#setStatus(stepId, 'working');
        break;
      case 'attempt.finished':
        expect(this.#open.has(key), `${key} finished twice`).toBe(true);
        this.#open.delete(key);
        this.#last.set(key, { outcome: event.data.outcome, retried: false });
        if (event.data.outcome === 'not-started') this.#round.set(key, (this.#round.get(key) ?? 1) - 1);
        break;
      case 'check.finished':
        if (event.data.purpose === 'verify' && event.data.answer !== 'holds') {
          this.#last.set(key, { outcome: 'not-verified', retried: false });
        }
        if (event.data.purpose === 'before-retry' && event.data.answer === 'holds') {
          this.#last.set(key, { outcome: 'held-by-check', retried: false });
        }
        break;
      default:
    }
  }

  /** A next attempt only after an outcome that proves the last one is over and may be repeated, or a person's word. */
  #mayFollow(key: string, plan: PlanStep): void {
    const last = this.#last.get(key);
    if (last === undefined || last.retried) return;
    expect(['failed', 'timed-out', 'not-started'], `${key} again`).toContain(last.outcome);
    if (last.outcome === 'not-started') return;
    const { action } = plan;
    if (action.kind !== 'ssh' && action.kind !== 'http') throw new Error(`${key} retried by itself`);
    expect(action.idempotent || (action.kind === 'ssh' && action.check !== null)).toBe(true);
    expect(this.#round.get(key) ?? 0, `${key} retries`).toBeLessThan(action.retry?.attempts ?? 1);
  }

  #predecessorsRelease(plan: PlanStep): void {
    for (const { step, type } of plan.after) {
      const predecessor = this.#steps.get(step);
      const isOver = predecessor?.status === 'succeeded' || predecessor?.status === 'skipped';
      if (type === 'FS') expect(isOver, `${plan.id} after ${step} (${predecessor?.status})`).toBe(true);
      if (type === 'SS') expect(isOver || predecessor?.started === true).toBe(true);
    }
  }

  #mustHold(plan: PlanStep, status: string): void {
    const mayGoOn = status === 'failed' && plan.onFailure === 'continue';
    const isHeld = this.#held.has(`step-${status}`) || this.#held.has('no-go');
    if (this.#life === 'running' && !mayGoOn && !isHeld) this.#unanswered = plan.id;
  }

  #nothingOpen(id: string): void {
    expect([...this.#open].filter((key) => key.startsWith(`${id}/`))).toEqual([]);
  }

  #setStatus(id: string, status: string): void {
    const state = this.#steps.get(id);
    if (state !== undefined) state.status = status;
  }
}

/** Written down beside the run, before it, during it and after its end. */
function isWord(event: RecordedEvent): boolean {
  return /^(note|decision|issue|update)\./.test(event.type);
}

function targetsOf(plan: PlanStep): readonly string[] {
  if (plan.action.kind === 'simulated') return ['simulated'];
  return 'targets' in plan.action ? plan.action.targets : [];
}
