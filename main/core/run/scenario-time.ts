import type { RunState } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';

interface Anchor {
  readonly scenarioAt: number;
  readonly monotonicMs: number;
}

/**
 * The time inside a run. Live it is wall time; in a rehearsal it runs `speed` times as fast from where the log
 * ends, on monotonic time: what happened last is never later than now, whatever lies between two cores.
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
    const anchor = this.#anchors.get(state.runId);
    if (anchor === undefined) return this.begin(state, latestMoment(state));
    const elapsed = (this.#clock.monotonicMs() - anchor.monotonicMs) * state.speed;
    return Math.floor(anchor.scenarioAt + elapsed);
  }

  /** Real milliseconds until a moment of the run; 0 when it is past. */
  realMsUntil(state: RunState, moment: number): number {
    return Math.max(0, (moment - this.now(state)) / (state.mode === 'live' ? 1 : state.speed));
  }

  begin(state: RunState, scenarioAt: number): number {
    this.#anchors.set(state.runId, { scenarioAt, monotonicMs: this.#clock.monotonicMs() });
    return scenarioAt;
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
