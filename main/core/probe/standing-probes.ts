import type { RunId } from '../../../contract/ids.ts';
import type { AskedProbe, ProbeStanding, RunProbes } from '../../../contract/probes.ts';
import type { Sample } from '../../../contract/samples.ts';
import { probeText } from '../../domain/probe/probe-text.ts';
import { FIRST_VERDICT, nextStreak, type ProbeChange, standingKey } from '../../domain/probe/standing.ts';
import { isEnded, type RunState, stepAt } from '../../domain/run/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { SampleStore } from '../ports/sample-store.ts';
import type { SimulatedFault } from '../ports/simulator.ts';
import type { RunSight } from '../run/run-sight.ts';
import { askEach } from './ask-each.ts';
import { askProbe, type ProbeAnswer, type ProbeQuestion, type ProbeServices } from './ask-probe.ts';
import type { ProbeDesk } from './probe-desk.ts';
import { simulatedAnswer } from './simulated-probe.ts';
import { keptStanding, nextDueMs, respread, standingOf, type Watch, watchesOf } from './watch.ts';

export interface StandingProbesParts extends ProbeServices, RunSight {
  readonly clock: Clock;
  readonly log: Log;
  readonly samples: SampleStore;
  /** What a question needs beside its probe and target. */
  knownTo(state: RunState): Pick<ProbeQuestion, 'values' | 'missing' | 'redact'>;
  faultOf(state: RunState, probe: string, target: string): SimulatedFault | null;
  /** Resolves once the changes are in the log (true), or never will be (false). */
  record(runId: RunId, changes: readonly ProbeChange[]): Promise<boolean>;
}

/** Asked side by side, over all runs; and of one target, whose steps need channels too. */
const MOST_AT_ONCE = 128;
const MOST_OF_ONE_TARGET = 4;
/** While a step starts on a target its probes step back, so often and so long at most. */
const YIELD_MS = 200;
const MOST_YIELDS = 10;
/** A look so much too late means that the machine slept, or was held up: nothing is made up for. */
const LATE_MS = 5_000;
const LEAST_WAIT_MS = 20;
/** Changes are recorded in groups: one look at a fleet is one write. */
const RECORD_AFTER_MS = 200;
/** However fast a rehearsal runs, and however slowly: once a second, and at least so often. */
const REHEARSED_MS = { least: 1_000, most: 30_000 };

interface Watching {
  readonly watches: readonly Watch[];
  readonly byKey: ReadonlyMap<string, Watch>;
}

/** Asks the probes of every run that is open, again and again, and keeps every answer. */
export class StandingProbes implements ProbeDesk {
  readonly #parts: StandingProbesParts;
  readonly #runs = new Map<RunId, Watching>();
  readonly #ofTarget = new Map<string, number>();
  readonly #changes = new Map<RunId, ProbeChange[]>();
  readonly #listeners = new Set<(runId: RunId, key: string | null) => void>();
  #asking = 0;
  #cancelLook: () => void = () => {};
  #cancelRecord: (() => void) | null = null;
  #isLookNear = false;
  #isHalted = false;

  constructor(parts: StandingProbesParts) {
    this.#parts = parts;
  }

  /** Called with each durable state. */
  attend(state: RunState): void {
    const isOpen = !isEnded(state) && (state.life === 'running' || state.life === 'aborting');
    const isWatched = this.#runs.has(state.runId);
    if (isWatched && (!isOpen || !this.#parts.isDriving(state.runId))) this.#leave(state.runId);
    if (isWatched || !isOpen || this.#isHalted || !this.#parts.isDriving(state.runId)) return;
    if ((state.plan.probes ?? []).length === 0) return;
    const watches = watchesOf(state, this.#parts.samples, this.#parts.clock.monotonicMs());
    this.#runs.set(state.runId, { watches, byKey: new Map(watches.map((watch) => [watch.key, watch])) });
    this.#tell(state.runId, null);
    this.#look();
  }

  /** Asks nothing any more; answers on their way are dropped, those that came are kept. */
  halt(): void {
    this.#isHalted = true;
    this.#cancelLook();
    this.#cancelRecord?.();
    for (const runId of [...this.#runs.keys()]) this.#leave(runId);
    this.#parts.samples.flush();
  }

  view(state: RunState): RunProbes {
    const { samples } = this.#parts;
    const isWatched = this.#runs.has(state.runId);
    const probes = (state.plan.probes ?? []).map((probe) => ({
      probe: probe.name,
      kind: probe.kind,
      question: probeText(probe),
      everyMs: probe.everyMs,
      timeoutMs: probe.timeoutMs,
      targets: probe.targets.map((target) => {
        const of = { probe: probe.name, target };
        const known = this.standing(state.runId, standingKey(of));
        if (known !== null) return known;
        const kept = keptStanding(state, samples, of);
        return standingOf(target, kept.streak, kept.newest);
      }),
    }));
    return {
      runId: state.runId,
      watched: isWatched,
      simulated: state.mode === 'rehearsal',
      from: state.startedAt,
      to: state.startedAt === null ? null : (state.endedAt ?? this.#parts.now(state)),
      lost: samples.lost,
      probes,
    };
  }

  isWatching(runId: RunId): boolean {
    return this.#runs.has(runId);
  }

  standing(runId: RunId, key: string): ProbeStanding | null {
    const watch = this.#runs.get(runId)?.byKey.get(key);
    return watch === undefined ? null : standingOf(watch.target.name, watch.streak, watch.newest);
  }

  askOnce(state: RunState): Promise<readonly AskedProbe[]> {
    return askEach(this.#parts, state.plan, this.#parts.knownTo(state));
  }

  onNews(listener: (runId: RunId, key: string | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #leave(runId: RunId): void {
    for (const watch of this.#runs.get(runId)?.watches ?? []) watch.asking?.abort();
    this.#runs.delete(runId);
    this.#changes.delete(runId);
    this.#tell(runId, null);
  }

  #tell(runId: RunId, key: string | null): void {
    for (const listener of this.#listeners) listener(runId, key);
  }

  /** Asks what is due, oldest first, and looks again when the next one is. */
  #look(expectedMs?: number): void {
    this.#cancelLook();
    const nowMs = this.#parts.clock.monotonicMs();
    if (expectedMs !== undefined && nowMs - expectedMs > LATE_MS) {
      for (const { watches } of this.#runs.values()) for (const watch of watches) respread(watch, nowMs);
    }
    this.#askDue(nowMs);
    const next = this.#nextDueMs();
    if (next === null || this.#isHalted) return;
    // With no place free the end of a question looks again.
    const isFull = this.#asking >= MOST_AT_ONCE;
    const waitMs = Math.max(isFull ? YIELD_MS : LEAST_WAIT_MS, next - nowMs);
    this.#cancelLook = this.#parts.clock.after(waitMs, () => this.#look(nowMs + waitMs));
  }

  #askDue(nowMs: number): void {
    const due: { runId: RunId; watch: Watch }[] = [];
    for (const [runId, { watches }] of this.#runs) {
      for (const watch of watches) if (watch.asking === null && watch.dueMs <= nowMs) due.push({ runId, watch });
    }
    due.sort((a, b) => a.watch.dueMs - b.watch.dueMs);
    for (const { runId, watch } of due) {
      if (this.#asking >= MOST_AT_ONCE) return;
      const state = this.#parts.state(runId);
      if (state === null || (this.#ofTarget.get(watch.target.name) ?? 0) >= MOST_OF_ONE_TARGET) continue;
      if (watch.yielded < MOST_YIELDS && isStartingOn(state, watch.target.name)) {
        watch.yielded += 1;
        watch.dueMs = nowMs + YIELD_MS;
        continue;
      }
      watch.yielded = 0;
      void this.#ask(state, watch, nowMs);
    }
  }

  #nextDueMs(): number | null {
    let next: number | null = null;
    for (const { watches } of this.#runs.values()) {
      for (const { asking, dueMs } of watches) if (asking === null && (next === null || dueMs < next)) next = dueMs;
    }
    return next;
  }

  async #ask(state: RunState, watch: Watch, nowMs: number): Promise<void> {
    const { now, clock, log } = this.#parts;
    const at = now(state);
    const asking = new AbortController();
    watch.asking = asking;
    this.#take(watch.target.name, 1);
    try {
      const answer = await this.#answer(state, watch, asking.signal);
      if (answer !== null && !asking.signal.aborted) this.#keep(state.runId, watch, { ...answer, at });
    } catch (defect) {
      log.error('A probe could not be asked', { probe: watch.series.subject, defect: String(defect) });
    } finally {
      this.#take(watch.target.name, -1);
      watch.asking = null;
      const due = nextDueMs(watch, nowMs, this.#everyMs(state, watch, at));
      // A slow one is asked at its next turn, never twice for one it missed.
      watch.dueMs = Math.max(due, clock.monotonicMs() + LEAST_WAIT_MS);
      if (!this.#isHalted && this.#runs.has(state.runId)) this.#lookSoon();
    }
  }

  #answer(state: RunState, watch: Watch, signal: AbortSignal): Promise<ProbeAnswer | null> {
    const { probe, target } = watch;
    if (state.mode === 'rehearsal') {
      return Promise.resolve(simulatedAnswer(this.#parts.faultOf(state, probe.name, target.name)));
    }
    const key = `${state.runId}.probe.${probe.name}.${target.name}`;
    const known = this.#parts.knownTo(state);
    const question = { ...known, probe, target, key, runId: state.runId, withinMs: probe.timeoutMs };
    return askProbe(this.#parts, question, signal);
  }

  /** Real ms until the next question. */
  #everyMs(state: RunState, { probe }: Watch, at: number): number {
    if (state.mode === 'live') return probe.everyMs;
    const realMs = this.#parts.realMsUntil(this.#parts.state(state.runId) ?? state, at + probe.everyMs);
    return Math.min(REHEARSED_MS.most, Math.max(REHEARSED_MS.least, realMs));
  }

  #keep(runId: RunId, watch: Watch, sample: Sample): void {
    const { samples } = this.#parts;
    const kept = { ...sample, ordinal: samples.add(watch.series, sample) };
    watch.streak = nextStreak(watch.streak, kept);
    watch.newest = kept;
    if (kept.verdict !== watch.logged) {
      watch.logged = kept.verdict;
      const changes = this.#changes.get(runId) ?? [];
      changes.push({ probe: watch.probe.name, target: watch.target.name, sample: kept });
      this.#changes.set(runId, changes);
      this.#cancelRecord ??= this.#parts.clock.after(RECORD_AFTER_MS, () => void this.#record());
    }
    this.#tell(runId, watch.key);
  }

  /** The sample is durable before the event that leans on it. */
  async #record(): Promise<void> {
    this.#cancelRecord = null;
    if (this.#changes.size === 0) return;
    if (!this.#parts.samples.flush()) {
      this.#cancelRecord = this.#parts.clock.after(RECORD_AFTER_MS * 10, () => void this.#record());
      return;
    }
    const groups = [...this.#changes];
    this.#changes.clear();
    for (const [runId, changes] of groups) {
      if (await this.#parts.record(runId, changes)) continue;
      const state = this.#parts.state(runId);
      // Not written: the next answer is held against what the log really says.
      for (const watch of state === null ? [] : (this.#runs.get(runId)?.watches ?? [])) {
        watch.logged = state?.probes.get(watch.key)?.verdict ?? FIRST_VERDICT;
      }
    }
  }

  #take(target: string, by: 1 | -1): void {
    this.#asking += by;
    this.#ofTarget.set(target, (this.#ofTarget.get(target) ?? 0) + by);
  }

  /** Many questions end together: one look for all of them. */
  #lookSoon(): void {
    if (this.#isLookNear) return;
    this.#isLookNear = true;
    this.#parts.clock.after(LEAST_WAIT_MS, () => {
      this.#isLookNear = false;
      if (!this.#isHalted) this.#look();
    });
  }
}

/** An attempt whose command is not sent yet: the connection is its own for that moment. */
function isStartingOn(state: RunState, target: string): boolean {
  return state.busy.some((slot) => {
    const { name, attempts } = stepAt(state, slot.step).targets[slot.target] ?? { name: '', attempts: [] };
    const newest = attempts.at(-1);
    return name === target && newest !== undefined && newest.outcome === null && newest.sentAt === null;
  });
}
