import type { RunId } from '../../../contract/ids.ts';
import { dueEffects } from '../../domain/run/effects.ts';
import { isEnded, type RunState } from '../../domain/run/state.ts';
import type { Effect } from '../../domain/run/types.ts';
import { nextWake } from '../../domain/run/wake.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RunSight } from './run-sight.ts';

/** An effect on its way. */
export interface Flight {
  /** Ends it as soon as the target confirms; how it ended is reported like any other end. */
  cancel(): void;
  /** Lets go of it without an end: a later core asks the target. What was received becomes durable. */
  leave(): Promise<void>;
  /** Resolves when the end is durable or was left. */
  readonly done: Promise<void>;
}

export interface RunnerOptions extends Pick<RunSight, 'state' | 'now' | 'realMsUntil'> {
  readonly clock: Clock;
  readonly log: Log;
  readonly coreId: string;
  readonly begin: (state: RunState, effect: Exclude<Effect, { kind: 'cancel' }>) => Flight | null;
  /** An intent of this core was cancelled before anything came of it. */
  readonly neverBegun: (state: RunState, effect: Extract<Effect, { kind: 'cancel' }>) => void;
  /** An attempt this core performed is over, yet the log still calls it open: its end could not be recorded. */
  readonly endUnrecorded: (state: RunState, effect: Extract<Effect, { kind: 'perform' | 'cancel' }>) => void;
  /** Tells the run that time has passed; answers whether that changed anything. */
  readonly advance: (runId: RunId) => Promise<boolean>;
}

/** After a wake that changed nothing the next look waits at least so long, whatever the state says. */
const IDLE_WAKE_MS = 1_000;

/** Starts what the durable states owe the world, once each, and wakes runs when their time comes. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #driven = new Set<RunId>();
  readonly #flights = new Map<string, Flight>();
  readonly #cancelled = new Set<string>();
  /** Attempts that ever got beyond their intent in this core. */
  readonly #begun = new Set<string>();
  readonly #wakes = new Map<RunId, () => void>();
  #isStopping = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  isDriving(runId: RunId): boolean {
    return this.#driven.has(runId) && !this.#isStopping;
  }

  drivenRuns(): readonly RunId[] {
    return [...this.#driven];
  }

  drive(runId: RunId): void {
    this.#driven.add(runId);
  }

  /** Called with each durable state. */
  attend(state: RunState): void {
    if (!this.isDriving(state.runId)) return;
    this.#startDue(state);
    this.#armWake(state, 0);
    if (isEnded(state)) this.#driven.delete(state.runId);
  }

  /** Starts nothing any more and wakes no run; what is on its way is not touched. */
  halt(): void {
    this.#isStopping = true;
    for (const cancelWake of this.#wakes.values()) cancelWake();
    this.#wakes.clear();
  }

  async stop(graceMs: number): Promise<void> {
    this.halt();
    const over = Promise.all([...this.#flights.values()].map((flight) => flight.done));
    const grace = Promise.withResolvers<boolean>();
    const cancelGrace = this.#options.clock.after(graceMs, () => grace.resolve(false));
    const isPatient = await Promise.race([over.then(() => true), grace.promise]);
    cancelGrace();
    if (!isPatient) await Promise.all([...this.#flights.values()].map((flight) => flight.leave()));
  }

  #startDue(state: RunState): void {
    for (const effect of dueEffects(state, this.#options.coreId)) this.#start(state, effect);
  }

  #start(state: RunState, effect: Effect): void {
    const attempt = `${state.runId}/${effect.stepId}/${effect.target}/${effect.attempt}`;
    if (effect.kind === 'cancel') {
      if (this.#cancel(attempt)) return;
      if (this.#begun.has(attempt)) this.#options.endUnrecorded(state, effect);
      else this.#options.neverBegun(state, effect);
      return;
    }
    const key = effect.kind === 'check' ? `${attempt}/${effect.purpose}` : attempt;
    if (this.#flights.has(key)) return;
    if (effect.kind === 'perform' && this.#begun.has(attempt)) {
      // Whatever went wrong with its report: what was performed once is never performed again.
      this.#options.endUnrecorded(state, effect);
      return;
    }
    const flight = this.#begin(state, effect);
    if (flight === null) return;
    // A check before the first try is no try: the attempt it asks about is still to be begun.
    if (effect.kind !== 'check') this.#begun.add(attempt);
    this.#flights.set(key, flight);
    void flight.done.finally(() => this.#landed(state.runId, key));
  }

  /** A defect of one effect must not take the others, or the core, with it. Its intent stays open for a person to see. */
  #begin(state: RunState, effect: Exclude<Effect, { kind: 'cancel' }>): Flight | null {
    try {
      return this.#options.begin(state, effect);
    } catch (defect) {
      this.#options.log.error('An effect could not be begun', { ...effect, defect: String(defect) });
      return null;
    }
  }

  /** The same attempt may be due again already: reopened while its flight was on its last metres. */
  #landed(runId: RunId, key: string): void {
    this.#flights.delete(key);
    this.#cancelled.delete(key);
    const state = this.isDriving(runId) ? this.#options.state(runId) : null;
    if (state !== null) this.#startDue(state);
  }

  /** False when nothing of it is on its way. */
  #cancel(attempt: string): boolean {
    const keys = [...this.#flights.keys()].filter((key) => key === attempt || key.startsWith(`${attempt}/`));
    for (const key of keys) {
      if (this.#cancelled.has(key)) continue;
      this.#cancelled.add(key);
      this.#flights.get(key)?.cancel();
    }
    return keys.length > 0;
  }

  #armWake(state: RunState, atLeastMs: number): void {
    this.#wakes.get(state.runId)?.();
    this.#wakes.delete(state.runId);
    const moment = isEnded(state) ? null : nextWake(state, this.#options.now(state));
    if (moment === null) return;
    const ms = Math.max(atLeastMs, Math.ceil(this.#options.realMsUntil(state, moment)));
    this.#wakes.set(
      state.runId,
      this.#options.clock.after(ms, () => void this.#wake(state)),
    );
  }

  async #wake(state: RunState): Promise<void> {
    this.#wakes.delete(state.runId);
    if (!this.isDriving(state.runId)) return;
    const changed = await this.#options.advance(state.runId);
    // A change brought a new state and with it a new wake.
    if (!changed && this.isDriving(state.runId) && !this.#wakes.has(state.runId)) this.#armWake(state, IDLE_WAKE_MS);
  }
}
