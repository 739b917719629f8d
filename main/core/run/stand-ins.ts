import type { Actor } from '../../../contract/actor.ts';
import type { RunCommand, StepAction } from '../../../contract/commands.ts';
import type { RunId } from '../../../contract/ids.ts';
import { closesByOrder, standInAt } from '../../domain/answers/scene.ts';
import type { Speaker, StandIn } from '../../domain/answers/stand-in.ts';
import { type RunState, stepAt } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunSight } from './run-sight.ts';
import type { Written } from './writer.ts';

export interface StandInOptions extends RunSight {
  readonly clock: Clock;
  /** Whose machine and account the words come from. */
  readonly engine: Actor;
  /** Time has passed: whether a person is awaited may have changed, and with it the pace. */
  readonly follow: (state: RunState) => void;
  readonly say: (saying: Saying) => Promise<Written>;
  /** Keeps a file that stands for one nobody has, and answers with what names it. */
  readonly keepFile: (path: string, actor: Actor) => Promise<Extract<StepAction, { action: 'attach' }>['value']>;
}

export interface Saying {
  readonly runId: RunId;
  readonly command: RunCommand;
  readonly basedOn: number;
  readonly actor: Actor;
}

/** Where something is said, and the state it is said at: refused there, it is not said there again. */
interface Occasion {
  readonly runId: RunId;
  readonly place: string;
  readonly seq: number;
}

const CLOSING = 'Closed with the proposed code, as ordered with the rehearsal.';

/**
 * Speaks in rehearsals for the people whose answers were given with them. It does what anybody at a desk could do, by the
 * same rules, under the names of those people, via `pack`; what is refused once is left to a person until the step changes.
 */
export class StandIns {
  readonly #options: StandInOptions;
  /** Words on their way, and what was refused at which state of the step. */
  readonly #saying = new Set<string>();
  readonly #refused = new Map<string, number>();
  readonly #wakes = new Map<RunId, () => void>();
  readonly #toLookAt = new Set<RunId>();
  #isHalted = false;

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  /**
   * Called with each durable state. What becomes durable together is looked at once: with hundreds of steps side by
   * side each look is dear.
   */
  attend({ answers, runId }: RunState): void {
    if (answers === null || this.#toLookAt.has(runId)) return;
    this.#toLookAt.add(runId);
    queueMicrotask(() => {
      this.#toLookAt.delete(runId);
      const state = this.#options.state(runId);
      if (state !== null) this.#look(state);
    });
  }

  #look(state: RunState): void {
    if (this.#isHalted || !this.#options.isDriving(state.runId)) return;
    this.#cancelWake(state.runId);
    if (state.endedAt !== null) return;
    const now = this.#options.now(state);
    let next = Number.POSITIVE_INFINITY;
    for (const index of state.live) {
      const standIn = standInAt(state, index, now);
      if (standIn.kind === 'later') next = Math.min(next, standIn.at);
      if (standIn.kind === 'act' || standIn.kind === 'file') this.#sayAt(state, index, standIn);
    }
    if (closesByOrder(state)) this.#close(state);
    if (Number.isFinite(next)) this.#armWake(state, next);
  }

  halt(): void {
    this.#isHalted = true;
    for (const cancel of this.#wakes.values()) cancel();
    this.#wakes.clear();
  }

  #sayAt(state: RunState, index: number, standIn: Extract<StandIn, { kind: 'act' | 'file' }>): void {
    const stepId = state.index.facts[index]?.step.id;
    if (stepId === undefined) return;
    const actor = this.#actor(standIn.by);
    const basedOn = stepAt(state, index).changedSeq;
    void this.#once({ runId: state.runId, place: stepId, seq: basedOn }, async () => {
      const act = standIn.kind === 'act' ? standIn.act : await this.#attaching(standIn, actor);
      return { runId: state.runId, command: { type: 'act', stepId, act }, basedOn, actor };
    });
  }

  async #attaching(file: Extract<StandIn, { kind: 'file' }>, actor: Actor): Promise<StepAction> {
    const value = await this.#options.keepFile(file.path, actor);
    return { action: 'attach', evidenceId: file.evidenceId, value, note: 'SIMULATED' };
  }

  #close(state: RunState): void {
    const { runId, lifecycleSeq, lastSeq } = state;
    const actor = this.#actor({ person: state.chair, role: null });
    void this.#once({ runId, place: 'close', seq: lastSeq }, async () => {
      return { runId, command: { type: 'close', note: CLOSING }, basedOn: lifecycleSeq, actor };
    });
  }

  async #once({ runId, place, seq }: Occasion, saying: () => Promise<Saying>): Promise<void> {
    const key = `${runId}/${place}`;
    if (this.#saying.has(key) || this.#refused.get(key) === seq) return;
    this.#saying.add(key);
    const written = await saying()
      .then((one) => this.#options.say(one))
      .catch(() => null);
    this.#saying.delete(key);
    if (written === null || (!written.ok && written.problem.code !== 'stale')) this.#refused.set(key, seq);
    else this.#refused.delete(key);
    // What followed from these words was published before they were answered: it was looked at while they were on their way.
    const state = this.#options.state(runId);
    if (state !== null) this.attend(state);
  }

  #actor({ person, role }: Speaker): Actor {
    const { osUser, machine } = this.#options.engine;
    return { person, role, via: 'pack', assurance: 'stated', osUser, machine };
  }

  #armWake(state: RunState, moment: number): void {
    const { runId } = state;
    const ms = Math.ceil(this.#options.realMsUntil(state, moment));
    this.#wakes.set(
      runId,
      this.#options.clock.after(ms, () => {
        const present = this.#options.state(runId);
        if (present === null) return;
        this.attend(present);
        this.#options.follow(present);
      }),
    );
  }

  #cancelWake(runId: RunId): void {
    this.#wakes.get(runId)?.();
    this.#wakes.delete(runId);
  }
}
