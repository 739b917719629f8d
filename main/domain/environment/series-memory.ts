import type { CheckState } from '../../../contract/environments.ts';
import type { KeptSample, Sample } from '../../../contract/samples.ts';
import { foundIn, letterOf } from './found.ts';

/** A check that changed to bad and back within this is not to be relied on. */
export const FLAP_WITHIN_MS = 14 * 86_400_000;
const TREND = 24;
/** ok → bad → ok: two changes. A single one is a fault that was mended. */
const FLAPS_FROM = 2;

/** What is remembered of a series: enough for its state, its trend and what comes next. */
export interface SeriesMemory {
  readonly newest: Pick<KeptSample, 'at' | 'verdict' | 'value' | 'detail'>;
  /** The last verdict that was one: what could not be asked changes nothing. */
  readonly lastVerdict: 'successful' | 'failed' | null;
  /** When it changed between successful and failed, as far back as anybody asks. */
  readonly changedAt: readonly number[];
  /** Oldest first. */
  readonly trend: string;
}

/** The memory after one more sample. */
export function remembered(memory: SeriesMemory | null, sample: Sample): SeriesMemory {
  const { verdict, at } = sample;
  const before = memory?.lastVerdict ?? null;
  const isVerdict = verdict !== 'inconclusive';
  const hasChanged = isVerdict && before !== null && before !== verdict;
  const recent = (memory?.changedAt ?? []).filter((changed) => changed > at - FLAP_WITHIN_MS);
  return {
    newest: sample,
    lastVerdict: isVerdict ? verdict : before,
    changedAt: hasChanged ? [...recent, at] : recent,
    trend: `${memory?.trend ?? ''}${letterOf(sample)}`.slice(-TREND),
  };
}

/** The memory of a whole series, oldest first. */
export function recalled(samples: readonly Sample[]): SeriesMemory | null {
  return samples.reduce<SeriesMemory | null>(remembered, null);
}

export interface StateNow {
  readonly state: CheckState;
  readonly text: string;
  readonly cure: string | null;
}

interface Now {
  readonly now: number;
  readonly staleAfterMs: number;
}

/** What a series says now: its last answer, how steady it was, and how old it is. */
export function stateOf(memory: SeriesMemory | null, { now, staleAfterMs }: Now): StateNow {
  if (memory === null) return { state: 'never', text: 'Never asked.', cure: 'Check the environment.' };
  const { state, text, cure } = foundIn(memory.newest);
  if (state === 'bad' || state === 'unknown') return { state, text, cure };
  const changes = memory.changedAt.filter((at) => at > now - FLAP_WITHIN_MS).length;
  if (changes >= FLAPS_FROM) {
    const flapped = `${text} It changed ${changes} times in the last 14 days.`;
    return { state: 'flapping', text: flapped, cure: 'Find out why it comes and goes before the window.' };
  }
  if (now - memory.newest.at > staleAfterMs) return { state: 'stale', text, cure: 'Check again.' };
  return { state, text, cure };
}
