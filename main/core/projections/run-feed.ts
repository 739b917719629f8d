import { failed, ok } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { TopicMessage } from '../../../contract/topics.ts';
import type { RunView, StepView } from '../../../contract/views.ts';
import { type RunState, runHeader, stepView, stepViews } from '../../domain/run/index.ts';
import { projectRun, type RunProjection } from '../../domain/run/projection.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { RunDesk } from '../run/run-desk.ts';
import { Coalescer } from './coalesce.ts';
import type { OpenFeed, TopicFeed } from './feed.ts';
import { logPage, newestLog } from './run-log.ts';

export interface RunFeedParts {
  readonly desk: RunDesk;
  readonly events: EventStore;
  readonly clock: Clock;
}

const PATCH_EVERY_MS = 30;
/** Forecasts move with every second that passes; they are looked at this often, and sent when they moved so far. */
const FORECAST_EVERY_MS = 5000;
const FORECAST_MOVED_MS = 1000;
const SNAPSHOT_LOG = 100;
const LOG_PAGE = 200;

/** One run: a snapshot, then what changed. A slow reader gets fewer, larger patches; the log has no gap. */
export function runFeed(parts: RunFeedParts): OpenFeed<'run'> {
  return ({ runId }, ready) => {
    const state = parts.desk.state(runId);
    return state === null ? failed('not-found', `There is no run ${runId}.`) : ok(new RunFeed(parts, runId, ready));
  };
}

export function runView(parts: Omit<RunFeedParts, 'clock'>, state: RunState, logEntries: number): RunView {
  const { runId, plan, lastSeq } = state;
  const now = parts.desk.now(runId);
  return {
    header: runHeader(state, now, parts.desk.isDriving(runId)),
    steps: stepViews(state, now),
    people: plan.people,
    log: newestLog(parts.events, { runId, plan, lastSeq, limit: logEntries }),
  };
}

/** What the reader has: everything not the same as this is still to be sent. States never change, they are replaced. */
interface Sent {
  readonly state: RunState;
  readonly projection: RunProjection;
  readonly driven: boolean;
}

class RunFeed implements TopicFeed<TopicMessage<'run'>> {
  readonly #parts: RunFeedParts;
  readonly #runId: RunId;
  readonly #coalescer: Coalescer;
  readonly #stop: () => void;
  #cancelLook: () => void = () => {};
  #sent: Sent | null = null;
  #logSeq = 0;
  #isForecastDue = false;

  constructor(parts: RunFeedParts, runId: RunId, ready: () => void) {
    this.#parts = parts;
    this.#runId = runId;
    this.#coalescer = new Coalescer(parts.clock, PATCH_EVERY_MS, ready);
    this.#stop = parts.desk.onEvents((changed) => {
      if (changed === runId) this.#coalescer.touch();
    });
    this.#look();
  }

  take(): readonly TopicMessage<'run'>[] {
    const state = this.#parts.desk.state(this.#runId);
    if (state === null) return [];
    const sent = this.#sent;
    const now = this.#parts.desk.now(this.#runId);
    const driven = this.#parts.desk.isDriving(this.#runId);
    if (sent === null) return [this.#snapshot(state, now)];
    const isSame = sent.state === state && sent.driven === driven && this.#logSeq >= state.lastSeq;
    if (isSame && !this.#isForecastDue) return [];
    const steps = this.#changedSteps(sent, state, now);
    const header = runHeader(state, now, driven);
    const log = this.#nextLog(state);
    if (isSame && steps.length === 0) return [];
    return [{ kind: 'patch', header, steps, log }];
  }

  close(): void {
    this.#stop();
    this.#cancelLook();
    this.#coalescer.close();
  }

  #look(): void {
    this.#cancelLook = this.#parts.clock.after(FORECAST_EVERY_MS, () => {
      this.#isForecastDue = true;
      if (this.#sent?.state.endedAt === null) this.#coalescer.touch();
      this.#look();
    });
  }

  #snapshot(state: RunState, now: number): TopicMessage<'run'> {
    this.#logSeq = state.lastSeq;
    this.#remember(state, projectRun(state, now));
    return { kind: 'snapshot', view: runView(this.#parts, state, SNAPSHOT_LOG) };
  }

  #changedSteps(sent: Sent, state: RunState, now: number): StepView[] {
    const isAnew = sent.state.lifecycleSeq !== state.lifecycleSeq || sent.state.t0 !== state.t0;
    const isMoved = this.#isForecastDue || sent.state.etaSeq !== state.etaSeq;
    const projection = isAnew || isMoved ? projectRun(state, now) : sent.projection;
    const isChanged = (index: number) =>
      isAnew || sent.state.steps[index] !== state.steps[index] || hasMoved(sent.projection, projection, index);
    const changed = state.plan.steps.filter((_step, index) => isChanged(index));
    this.#isForecastDue = false;
    this.#remember(state, projection);
    return changed.map((step) => stepView(state, step.id, now)).filter((view) => view !== null);
  }

  #nextLog(state: RunState) {
    const { runId, plan } = state;
    const log = logPage(this.#parts.events, { runId, plan, afterSeq: this.#logSeq, limit: LOG_PAGE });
    this.#logSeq = log.at(-1)?.seq ?? this.#logSeq;
    return log;
  }

  #remember(state: RunState, projection: RunProjection): void {
    this.#sent = { state, projection, driven: this.#parts.desk.isDriving(this.#runId) };
  }
}

function hasMoved(before: RunProjection, after: RunProjection, index: number): boolean {
  if (before === after) return false;
  const [was, is] = [before.expected[index], after.expected[index]];
  return isApart(was?.start, is?.start) || isApart(was?.end, is?.end);
}

function isApart(before: number | null | undefined, after: number | null | undefined): boolean {
  if (before == null || after == null) return before !== after;
  return Math.abs(before - after) > FORECAST_MOVED_MS;
}
