import type { StepAction } from '../../contract/commands.ts';
import type { AttemptOutcome, DraftEvent, EventData, RecordedEvent } from '../../contract/events.ts';
import type { Plan } from '../../contract/plan.ts';
import {
  type Command,
  type Decision,
  decide,
  dueEffects,
  type Effect,
  evolve,
  type Facts,
  nextWake,
  type RunState,
  stepNamed,
  stepStateName,
  targetNamed,
} from '../../main/domain/run/index.ts';
import { actor, created, EVENING, RUN_ID } from './plans.ts';

/** A run on the bench: decides, records and evolves, as a core would, with a clock the test holds in its hand. */
export class Rig {
  readonly events: RecordedEvent[];
  state: RunState;
  now = EVENING;
  coreId = 'core-1';
  driven = true;

  constructor(plan: Plan, options: { forks?: number; inputs?: Record<string, string> } = {}) {
    const first = created(plan, options);
    this.events = [first];
    this.state = evolve(null, first);
  }

  static started(plan: Plan, options: { forks?: number; inputs?: Record<string, string> } = {}): Rig {
    const rig = new Rig(plan, options);
    rig.give({ type: 'start' });
    return rig;
  }

  facts(person = 'Ada'): Facts {
    const { now, coreId, driven } = this;
    return { now, coreId, driven, person, role: null, commandHash: () => 'c'.repeat(64) };
  }

  decide(command: Command, person?: string): Decision {
    return decide(this.state, command, this.facts(person));
  }

  /** Decides and, unless refused, records. Answers the new events' types, or the reason of the refusal. */
  give(command: Command, person = 'Ada'): readonly string[] | string {
    const decision = this.decide(command, person);
    if (decision.kind === 'refused') return decision.problem.message;
    for (const event of decision.events) this.record(event, person);
    return decision.events.map((event) => event.type);
  }

  record(event: DraftEvent, person: string): void {
    const seq = this.events.length + 1;
    const recorded: RecordedEvent = {
      ...event,
      seq,
      journalId: RUN_ID,
      journalSeq: seq,
      version: 1,
      occurredAt: this.now,
      recordedAt: this.now,
      monotonicMs: 0,
      bootId: 'boot',
      actor: actor(person),
      commandId: null,
      prevHash: '0'.repeat(64),
      hash: 'a'.repeat(64),
    };
    this.events.push(recorded);
    this.state = evolve(this.state, recorded);
  }

  act(stepId: string, act: StepAction, person?: string): readonly string[] | string {
    return this.give({ type: 'act', stepId, act }, person);
  }

  finish(stepId: string, target: string, outcome: AttemptOutcome) {
    return this.give(finished({ stepId, target, attempt: this.attempts(stepId, target) }, outcome), 'engine');
  }

  answer(
    effect: { stepId: string; target: string; attempt: number },
    purpose: EventData<'check.finished'>['purpose'],
    answer: EventData<'check.finished'>['answer'],
  ) {
    const { stepId, target, attempt } = effect;
    const rest = { exitCode: 0, reason: null, durationMs: 1, streams: {} };
    return this.give({ type: 'check-finished', stepId, target, attempt, purpose, answer, ...rest }, 'engine');
  }

  /** Time passes, and the core looks again. */
  pass(ms: number): readonly string[] | string {
    this.now += ms;
    return this.give({ type: 'advance' }, 'engine');
  }

  wake(): number | null {
    return nextWake(this.state, this.now);
  }

  effects(): Effect[] {
    return dueEffects(this.state, this.coreId);
  }

  attempts(stepId: string, target: string): number {
    return targetNamed(this.state, stepId, target)?.attempts.length ?? 0;
  }

  step(stepId: string): string {
    const index = this.state.index.positions.get(stepId);
    return index === undefined ? 'unknown' : stepStateName(this.state, index, this.now);
  }

  reason(stepId: string): string | null {
    return stepNamed(this.state, stepId)?.reason ?? null;
  }

  target(stepId: string, target: string): string | undefined {
    return targetNamed(this.state, stepId, target)?.status;
  }

  held(): readonly string[] {
    return this.state.held.map((entry) => entry.cause);
  }
}

export function finished(
  ref: { stepId: string; target: string; attempt: number },
  outcome: AttemptOutcome,
  outputs: Record<string, string> = {},
): Command {
  return {
    type: 'attempt-finished',
    ...ref,
    outcome,
    exitCode: outcome === 'succeeded' ? 0 : 1,
    signal: null,
    durationMs: 10,
    reason: null,
    outputs,
    streams: {},
  };
}
