import type Database from 'better-sqlite3';
import {
  type KeptSample,
  type Sample,
  type SampleBucket,
  type SampleVerdict,
  sampleVerdicts,
} from '../contract/samples.ts';

/** A sample on its way into the table. */
export interface PendingSample {
  readonly subject: string;
  readonly target: string;
  readonly sample: KeptSample;
}

export interface SeriesRow {
  readonly id: number;
  readonly subject: string;
  readonly target: string;
}

interface SampleRow {
  readonly ordinal: number;
  readonly at: number;
  readonly verdict: number;
  readonly value: number | null;
  readonly detail: string;
  readonly durationMs: number;
}

export interface SeriesCounts extends SeriesRow {
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
}

type BucketRow = Omit<SampleBucket, 'from'> & { readonly bucket: number };

const MINUTE_MS = 60_000;
/** From here on minutes are read instead of samples. */
const COARSE_BUCKET_MS = 3 * MINUTE_MS;

const SAMPLE =
  'SELECT s.ordinal, s.at, s.verdict, s.value, d.text AS detail, s.duration_ms AS durationMs ' +
  'FROM sample s JOIN sample_detail d ON d.id = s.detail_id WHERE s.series_id = ?';

/** The tables `sample…`. */
export class SampleTable {
  readonly #database: Database.Database;
  readonly #insert: (pending: readonly PendingSample[]) => void;
  readonly #series: Database.Statement<[string, string], number>;
  readonly #lastOrdinal: Database.Statement<[number], number>;
  readonly #newest: Database.Statement<[number, number], SampleRow>;
  readonly #range: Database.Statement<[number, number, number, number, number], SampleRow>;
  readonly #fine: Database.Statement<[BucketQuestion], BucketRow>;
  readonly #coarse: Database.Statement<[BucketQuestion], BucketRow>;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#series = database
      .prepare<[string, string], number>('SELECT id FROM sample_series WHERE subject = ? AND target = ?')
      .pluck();
    this.#lastOrdinal = database
      .prepare<[number], number>('SELECT coalesce(max(ordinal), 0) FROM sample WHERE series_id = ?')
      .pluck();
    this.#newest = database.prepare(`${SAMPLE} ORDER BY s.ordinal DESC LIMIT ?`);
    this.#range = database.prepare(`${SAMPLE} AND s.at >= ? AND s.at < ? AND s.ordinal > ? ORDER BY s.ordinal LIMIT ?`);
    this.#fine = database.prepare(FINE);
    this.#coarse = database.prepare(COARSE);
    this.#insert = this.#inserting();
  }

  /** All of them or none. */
  insert(pending: readonly PendingSample[]): void {
    this.#insert(pending);
  }

  seriesId(subject: string, target: string): number | null {
    return this.#series.get(subject, target) ?? null;
  }

  lastOrdinal(seriesId: number): number {
    return this.#lastOrdinal.get(seriesId) ?? 0;
  }

  newest(seriesId: number, count: number): readonly KeptSample[] {
    return this.#newest.all(seriesId, count).map(kept);
  }

  range(seriesId: number, range: { from: number; to: number; after: number; limit: number }): readonly KeptSample[] {
    return this.#range.all(seriesId, range.from, range.to, range.after, range.limit).map(kept);
  }

  draw(seriesId: number, range: { from: number; to: number; buckets: number }): readonly SampleBucket[] {
    const bucketMs = Math.max(1, Math.ceil((range.to - range.from) / range.buckets));
    const isCoarse = bucketMs >= COARSE_BUCKET_MS;
    // Minutes are read whole, so the first bucket starts with one.
    const from = isCoarse ? Math.floor(range.from / MINUTE_MS) * MINUTE_MS : range.from;
    const question = { seriesId, from, to: range.to, bucketMs };
    const rows = isCoarse ? this.#coarse.all(question) : this.#fine.all(question);
    return rows.map(({ bucket, ...counted }) => ({ from: from + bucket * bucketMs, ...counted }));
  }

  counts(subjectPrefix: string): readonly SeriesCounts[] {
    return this.#database
      .prepare<[string, string], SeriesCounts>(
        'SELECT s.id, s.subject, s.target, coalesce(sum(m.successful), 0) AS successful, ' +
          'coalesce(sum(m.failed), 0) AS failed, coalesce(sum(m.inconclusive), 0) AS inconclusive ' +
          'FROM sample_series s LEFT JOIN sample_minute m ON m.series_id = s.id ' +
          'WHERE s.subject >= ? AND s.subject < ? GROUP BY s.id ORDER BY s.subject, s.target',
      )
      .all(subjectPrefix, `${subjectPrefix}\u{10ffff}`);
  }

  seriesRows(): readonly SeriesRow[] {
    return this.#database.prepare<[], SeriesRow>('SELECT id, subject, target FROM sample_series ORDER BY id').all();
  }

  #inserting(): (pending: readonly PendingSample[]) => void {
    const addSeries = this.#database.prepare<[string, string]>(
      'INSERT OR IGNORE INTO sample_series (subject, target) VALUES (?, ?)',
    );
    const addDetail = this.#database.prepare<[string]>('INSERT OR IGNORE INTO sample_detail (text) VALUES (?)');
    const detailId = this.#database.prepare<[string], number>('SELECT id FROM sample_detail WHERE text = ?').pluck();
    const addSample = this.#database.prepare<[number, number, number, number, number | null, number, number]>(
      'INSERT INTO sample (series_id, ordinal, at, verdict, value, detail_id, duration_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    const addMinute = this.#database.prepare<[MinuteRow]>(MINUTE);
    return this.#database.transaction((pending: readonly PendingSample[]) => {
      for (const { subject, target, sample } of pending) {
        let series = this.#series.get(subject, target);
        if (series === undefined) {
          addSeries.run(subject, target);
          series = this.#series.get(subject, target);
        }
        let detail = detailId.get(sample.detail);
        if (detail === undefined) {
          addDetail.run(sample.detail);
          detail = detailId.get(sample.detail);
        }
        if (series === undefined || detail === undefined) throw new Error('a row that was just written is not there');
        const { ordinal, at, verdict, value, durationMs } = sample;
        addSample.run(series, ordinal, at, sampleVerdicts.indexOf(verdict), value, detail, durationMs);
        addMinute.run(minuteRow(series, sample));
      }
    });
  }
}

interface BucketQuestion {
  readonly seriesId: number;
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
}

const FINE =
  'SELECT CAST((at - @from) / @bucketMs AS INTEGER) AS bucket, sum(verdict = 0) AS successful, sum(verdict = 1) AS failed, ' +
  'sum(verdict = 2) AS inconclusive, min(value) AS low, max(value) AS high, avg(value) AS mean ' +
  'FROM sample WHERE series_id = @seriesId AND at >= @from AND at < @to GROUP BY bucket ORDER BY bucket';

const COARSE =
  `SELECT CAST((minute * ${MINUTE_MS} - @from) / @bucketMs AS INTEGER) AS bucket, sum(successful) AS successful, ` +
  'sum(failed) AS failed, sum(inconclusive) AS inconclusive, min(low) AS low, max(high) AS high, ' +
  'CASE WHEN sum(valued) > 0 THEN sum(total) / sum(valued) END AS mean ' +
  `FROM sample_minute WHERE series_id = @seriesId AND minute >= @from / ${MINUTE_MS} AND minute * ${MINUTE_MS} < @to ` +
  'GROUP BY bucket ORDER BY bucket';

interface MinuteRow {
  readonly series: number;
  readonly minute: number;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly value: number | null;
}

const MINUTE =
  'INSERT INTO sample_minute (series_id, minute, successful, failed, inconclusive, low, high, total, valued) ' +
  'VALUES (@series, @minute, @successful, @failed, @inconclusive, @value, @value, coalesce(@value, 0), @value IS NOT NULL) ' +
  'ON CONFLICT DO UPDATE SET successful = successful + excluded.successful, failed = failed + excluded.failed, ' +
  'inconclusive = inconclusive + excluded.inconclusive, total = total + excluded.total, valued = valued + excluded.valued, ' +
  'low = min(coalesce(low, excluded.low), coalesce(excluded.low, low)), ' +
  'high = max(coalesce(high, excluded.high), coalesce(excluded.high, high))';

function minuteRow(series: number, { at, verdict, value }: Sample): MinuteRow {
  const is = (which: SampleVerdict): number => (verdict === which ? 1 : 0);
  return {
    series,
    minute: Math.floor(at / MINUTE_MS),
    successful: is('successful'),
    failed: is('failed'),
    inconclusive: is('inconclusive'),
    value,
  };
}

function kept(row: SampleRow): KeptSample {
  return { ...row, verdict: sampleVerdicts[row.verdict] ?? 'inconclusive' };
}
