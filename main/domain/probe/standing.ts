import type { EventData } from '../../../contract/events.ts';
import type { KeptSample, SampleVerdict } from '../../../contract/samples.ts';

/** How a probe stands on a target, as the log of its run tells it. */
export interface LoggedStanding {
  readonly verdict: SampleVerdict;
  readonly since: number;
  /** Number of the sample that changed it. */
  readonly ordinal: number;
}

/** Until the log says otherwise a probe is taken to be successful: a quiet log is a good log. */
export const FIRST_VERDICT: SampleVerdict = 'successful';

export function standingKey(of: { readonly probe: string; readonly target: string }): string {
  return `${of.probe}\n${of.target}`;
}

/** How many samples up to the newest say what it says; `since` = when the first of them was asked. */
export interface Streak {
  readonly verdict: SampleVerdict;
  readonly since: number;
  readonly inARow: number;
}

export function nextStreak(streak: Streak | null, { verdict, at }: KeptSample): Streak {
  if (streak === null || streak.verdict !== verdict) return { verdict, since: at, inARow: 1 };
  return { ...streak, inARow: streak.inARow + 1 };
}

/**
 * The streak a core goes on with that did not ask before. What the log says of the last change tells where it began;
 * `first` = the oldest sample of the series, for one that never changed.
 */
export function resumedStreak(parts: {
  readonly logged: LoggedStanding | null;
  readonly first: KeptSample | null;
  readonly newest: KeptSample | null;
}): Streak | null {
  const { logged, first, newest } = parts;
  if (newest === null || first === null) return null;
  // A change whose event was never recorded: the next sample records it, from then on it is counted.
  if (newest.verdict !== (logged?.verdict ?? FIRST_VERDICT)) return null;
  const from = logged === null ? first : { ordinal: logged.ordinal, at: logged.since };
  return { verdict: newest.verdict, since: from.at, inARow: newest.ordinal - from.ordinal + 1 };
}

export interface ProbeChange extends Pick<EventData<'probe.changed'>, 'probe' | 'target'> {
  readonly sample: KeptSample;
}

/** The event of a change, held against what the log says; null when it says so already. */
export function changeEvent(
  logged: LoggedStanding | null,
  { probe, target, sample }: ProbeChange,
): EventData<'probe.changed'> | null {
  const was = logged?.verdict ?? FIRST_VERDICT;
  const { verdict, at, ordinal, value, durationMs, detail } = sample;
  if (verdict === was) return null;
  return { probe, target, verdict, was, since: at, reason: detail, sample: { ordinal, value, durationMs } };
}
