import type { KeptSample, Sample, SampleBucket } from '../../../contract/samples.ts';

/** A question asked of one target: `run:RUN/probe:NAME` or `environment:KEY/check:ID`, and the target's name. */
export interface SeriesKey {
  readonly subject: string;
  readonly target: string;
}

export interface SeriesSummary extends SeriesKey {
  readonly samples: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly newest: KeptSample;
}

/** From inclusive, to exclusive, UTC ms of `at`. */
export interface SampleRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Series of samples: appended, never changed, never deleted, kept as long as the workspace. Samples are no events:
 * they are committed in groups, at the latest a second after they were added, so a power cut (or `kill -9`) may lose
 * the last second of them, and nothing older. Whoever records an event that leans on a sample calls `flush` first.
 * Readers see what was added, committed or not.
 */
export interface SampleStore {
  /** Answers with the sample's number in its series. Never throws: what cannot be written waits, then is counted lost. */
  add(key: SeriesKey, sample: Sample): number;
  /** Everything added so far is durable when it returns true; false = the workspace takes no writes at the moment. */
  flush(): boolean;
  /** Newest first. */
  newest(key: SeriesKey, count: number): readonly KeptSample[];
  /** Oldest first, at most `limit`; on from `after` (a number of the series, exclusive). */
  range(
    key: SeriesKey,
    range: SampleRange & { readonly after?: number; readonly limit: number },
  ): readonly KeptSample[];
  /** At most `buckets` equal stretches of the range, those without a sample left out; by SQL, over a million as over ten. */
  draw(key: SeriesKey, range: SampleRange & { readonly buckets: number }): readonly SampleBucket[];
  /** Every series whose subject starts so, with its counts over all time; by subject, then target. */
  series(subjectPrefix: string): readonly SeriesSummary[];
  /** Samples that could not be kept since the start of this core (full disk). */
  readonly lost: number;
}
