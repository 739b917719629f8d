import { type KeptSample, MOST_DETAIL_BYTES, type Sample } from '../../../contract/samples.ts';

/** What one check found on one target. */
export interface Found {
  readonly state: 'good' | 'warning' | 'bad' | 'unknown';
  /** A sentence with its figures. */
  readonly text: string;
  /** What would lift it; null when all is well. */
  readonly cure: string | null;
  /** What was measured, where there is a number. */
  readonly value: number | null;
}

export function goodFound(text: string, value: number | null = null): Found {
  return { state: 'good', text, cure: null, value };
}

export function notGoodFound(
  state: Exclude<Found['state'], 'good'>,
  text: string,
  more: { readonly cure: string; readonly value?: number | null },
): Found {
  return { state, text, cure: more.cure, value: more.value ?? null };
}

const verdicts = { good: 'successful', warning: 'successful', bad: 'failed', unknown: 'inconclusive' } as const;
/** A sample has no word between good and bad: its detail begins so. */
const WARNING = 'Look at it: ';

/** As a sample: the sentence on the first line of its detail, the cure on the second. */
export function sampleOf({ state, text, cure, value }: Found, at: number, durationMs: number): Sample {
  const line = `${state === 'warning' ? WARNING : ''}${oneLine(text)}`;
  const detail = cutTo(cure === null ? line : `${line}\n${oneLine(cure)}`, MOST_DETAIL_BYTES);
  return { at, verdict: verdicts[state], value, detail, durationMs };
}

/** What a sample was made of. */
export function foundIn({ verdict, value, detail }: Pick<KeptSample, 'verdict' | 'value' | 'detail'>): Found {
  const [line = '', cure] = detail.split('\n', 2);
  const isWarning = verdict === 'successful' && line.startsWith(WARNING);
  const state = verdict === 'failed' ? 'bad' : verdict === 'inconclusive' ? 'unknown' : isWarning ? 'warning' : 'good';
  return { state, text: isWarning ? line.slice(WARNING.length) : line, cure: cure ?? null, value };
}

/** One letter a sample: what a trend is drawn from. */
export function letterOf(sample: Pick<KeptSample, 'verdict' | 'detail'>): string {
  if (sample.verdict === 'failed') return 'f';
  if (sample.verdict === 'inconclusive') return 'i';
  return sample.detail.startsWith(WARNING) ? 'w' : 's';
}

/** Targets say what they like, with whatever bytes. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

/** A character takes at most four bytes; cut by code points, so that none is halved. */
function cutTo(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const kept = [...text].slice(0, Math.floor(bytes / 4) - 1);
  return kept.length === [...text].length ? text : `${kept.join('')}…`;
}
