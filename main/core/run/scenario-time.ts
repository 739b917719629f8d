import { paceOf } from '../../domain/run/pace.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';

/** From here time runs on at `pace`; the moment is not rounded, so that many anchors add up to no drift. */
interface Anchor {
  readonly scenarioAt: number;
  readonly monotonicMs: number;
  readonly pace: number;
}

/**
 * The time inside a run. Live it is wall time; in a rehearsal it runs on from where the log ends, on monotonic time, at
 * the pace its state asks for: what happened last is never later than now, whatever lies between two cores.
 */
export class ScenarioTime {
  readonly #clock: Clock;
  readonly #anchors = new Map<string, Anchor>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(state: RunState): number {
    if (state.mode === 'live') return this.#clock.now();
    if (state.endedAt !== null) return state.endedAt;
    return Math.max(Math.floor(this.#moment(this.#anchor(state))), state.startedAt ?? 0);
  }

  /** Called with each durable state: whether a person is awaited may have changed, and with it the pace. */
  follow(state: RunState): void {
    if (state.mode === 'live' || state.endedAt !== null) return;
    const anchor = this.#anchor(state);
    const runsAt = this.#moment(anchor);
    // The start may have set the clock forward, to the night that is rehearsed.
    const scenarioAt = Math.max(runsAt, state.startedAt ?? 0);
    const pace = paceOf(state, Math.floor(scenarioAt));
    if (pace === anchor.pace && scenarioAt === runsAt) return;
    this.#anchors.set(state.runId, { scenarioAt, monotonicMs: this.#clock.monotonicMs(), pace });
  }

  /** Real milliseconds until a moment of the run; 0 when it is past. */
  realMsUntil(state: RunState, moment: number): number {
    const pace = state.mode === 'live' || state.endedAt !== null ? 1 : this.#anchor(state).pace;
    return Math.max(0, (moment - this.now(state)) / pace);
  }

  #anchor(state: RunState): Anchor {
    const known = this.#anchors.get(state.runId);
    if (known !== undefined) return known;
    const scenarioAt = latestMoment(state);
    const made = { scenarioAt, monotonicMs: this.#clock.monotonicMs(), pace: paceOf(state, scenarioAt) };
    this.#anchors.set(state.runId, made);
    return made;
  }

  #moment(anchor: Anchor): number {
    return anchor.scenarioAt + (this.#clock.monotonicMs() - anchor.monotonicMs) * anchor.pace;
  }
}

/** The latest moment a state knows of: events are not kept with it. */
function latestMoment(state: RunState): number {
  const moments = [state.createdAt, state.startedAt ?? 0, ...state.held.map((hold) => hold.since)];
  for (const step of state.steps) {
    moments.push(step.readyAt ?? 0, step.startedAt ?? 0, step.endedAt ?? 0);
    for (const target of step.targets) {
      const attempt = target.attempts.at(-1);
      moments.push(attempt?.startedAt ?? 0, attempt?.sentAt ?? 0, attempt?.endedAt ?? 0, target.checks.at(-1)?.at ?? 0);
    }
  }
  return moments.reduce((latest, moment) => Math.max(latest, moment), 0);
}
