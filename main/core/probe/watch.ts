import type { PlanProbe, PlanTarget } from '../../../contract/plan.ts';
import type { ProbeStanding } from '../../../contract/probes.ts';
import type { KeptSample, SampleVerdict } from '../../../contract/samples.ts';
import {
  FIRST_VERDICT,
  type LoggedStanding,
  resumedStreak,
  type Streak,
  standingKey,
} from '../../domain/probe/standing.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { SampleStore, SeriesKey } from '../ports/sample-store.ts';
import { probeSubject } from './probe-desk.ts';

/** One probe on one target of an open run. */
export interface Watch {
  readonly key: string;
  readonly series: SeriesKey;
  readonly probe: PlanProbe;
  readonly target: PlanTarget;
  /** On the monotonic clock. */
  dueMs: number;
  /** While it is asked; a slow one is never asked twice at once. */
  asking: AbortController | null;
  streak: Streak | null;
  newest: KeptSample | null;
  /** As the log will say once everything on its way is written. */
  logged: SampleVerdict;
  /** How often a step's start came first. */
  yielded: number;
}

const EVERYTHING = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
/** All are asked within so long from the start, not all at once. */
const SPREAD_MS = 3_000;

/** One for each probe on each of its targets, in the order of the plan, each with a place of its own in time. */
export function watchesOf(state: RunState, samples: SampleStore, nowMs: number): readonly Watch[] {
  const targets = new Map(state.plan.targets.map((target) => [target.name, target]));
  return (state.plan.probes ?? []).flatMap((probe) =>
    probe.targets.flatMap((name): Watch[] => {
      const target = targets.get(name);
      if (target === undefined) return [];
      const kept = keptStanding(state, samples, { probe: probe.name, target: name });
      const key = standingKey({ probe: probe.name, target: name });
      return [
        {
          ...{ key, series: kept.series, probe, target },
          dueMs: nowMs + spread(key, Math.min(SPREAD_MS, probe.everyMs)),
          ...{ asking: null, streak: kept.streak, newest: kept.newest, yielded: 0 },
          logged: kept.logged?.verdict ?? FIRST_VERDICT,
        },
      ];
    }),
  );
}

/** Where it stood when it was last asked, by the log and the store. */
export function keptStanding(state: RunState, samples: SampleStore, of: { probe: string; target: string }) {
  const series = { subject: probeSubject(state.runId, of.probe), target: of.target };
  const [newest = null] = samples.newest(series, 1);
  const [first = null] = newest === null ? [] : samples.range(series, { ...EVERYTHING, limit: 1 });
  const logged: LoggedStanding | null = state.probes.get(standingKey(of)) ?? null;
  return { series, newest, logged, streak: resumedStreak({ logged, first, newest }) };
}

export function standingOf(target: string, streak: Streak | null, newest: KeptSample | null): ProbeStanding {
  const isKnown = newest !== null && streak !== null;
  return {
    target,
    verdict: newest?.verdict ?? null,
    since: isKnown ? streak.since : (newest?.at ?? null),
    inARow: isKnown ? streak.inARow : newest === null ? 0 : 1,
    newest,
  };
}

/** When to ask again: a little early or late, so that many do not come to march in step. */
export function nextDueMs(watch: Watch, askedMs: number, everyMs: number): number {
  const jitter = everyMs * 0.04;
  return askedMs + everyMs - jitter / 2 + spread(`${watch.key}${watch.newest?.ordinal ?? 0}`, jitter);
}

/** After a sleep: all are due at once, and none makes up for what it missed. */
export function respread(watch: Watch, nowMs: number): void {
  watch.dueMs = nowMs + spread(watch.key, Math.min(SPREAD_MS, watch.probe.everyMs));
}

/** The same for the same text: FNV-1a, as a share of `width`. */
function spread(text: string, width: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return (hash / 0x1_0000_0000) * width;
}
