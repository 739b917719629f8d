import type Database from 'better-sqlite3';
import { type KeptSample, MOST_DETAIL_BYTES, type Sample, type SampleBucket } from '../contract/samples.ts';
import { StorageFailure } from '../contract/storage-failure.ts';
import { isUncertain } from './failure-codes.ts';
import { type PendingSample, SampleTable } from './sample-table.ts';
import { WriteGate } from './write-gate.ts';

/** At the latest so long after it was added a sample is committed. */
const COMMIT_EVERY_MS = 1_000;
/** So many wait for a disk that takes none; beyond, the oldest of them are counted lost. */
const MOST_WAITING = 100_000;

interface Key {
  readonly subject: string;
  readonly target: string;
}

/**
 * Series of samples, appended in groups: one transaction, one sync, at most once a second. Implements the SampleStore
 * port. Nothing here frees the ballast: that room is for events.
 */
export class SqliteSampleStore {
  readonly #table: SampleTable;
  readonly #gate: WriteGate;
  /** Number of the last sample of each series, added or stored. */
  readonly #ordinals = new Map<string, number>();
  #pending: PendingSample[] = [];
  #timer: NodeJS.Timeout | null = null;
  #lost = 0;

  constructor(database: Database.Database, gate: WriteGate) {
    this.#table = new SampleTable(database);
    this.#gate = gate;
  }

  get lost(): number {
    return this.#lost;
  }

  add({ subject, target }: Key, sample: Sample): number {
    const name = `${subject}\n${target}`;
    const ordinal = (this.#ordinals.get(name) ?? this.#lastOrdinal(subject, target)) + 1;
    this.#ordinals.set(name, ordinal);
    const { at, verdict, value, durationMs } = sample;
    const finite = value !== null && Number.isFinite(value) ? value : null;
    const detail = shortened(sample.detail.toWellFormed());
    this.#pending.push({ subject, target, sample: { ordinal, at, verdict, value: finite, detail, durationMs } });
    this.#arm();
    return ordinal;
  }

  flush(): boolean {
    if (this.#pending.length === 0) return true;
    try {
      this.#gate.pass();
      this.#table.insert(this.#pending);
      this.#pending = [];
      return true;
    } catch (error) {
      if (error instanceof StorageFailure) return false;
      // Of a sync that failed nobody knows what the disk holds: nothing is written any more.
      if (isUncertain(error)) {
        this.#gate.judge(new StorageFailure('The database did not confirm a write.', true, { cause: error }));
      }
      return false;
    }
  }

  newest({ subject, target }: Key, count: number): readonly KeptSample[] {
    return this.#read(subject, target, (id) => this.#table.newest(id, count));
  }

  range({ subject, target }: Key, range: { from: number; to: number; after?: number; limit: number }) {
    return this.#read(subject, target, (id) => this.#table.range(id, { ...range, after: range.after ?? 0 }));
  }

  draw({ subject, target }: Key, range: { from: number; to: number; buckets: number }): readonly SampleBucket[] {
    return this.#read(subject, target, (id) => this.#table.draw(id, range));
  }

  series(subjectPrefix: string) {
    this.flush();
    return this.#table.counts(subjectPrefix).flatMap(({ id, ...counts }) => {
      const [newest] = this.#table.newest(id, 1);
      const samples = counts.successful + counts.failed + counts.inconclusive;
      return newest === undefined ? [] : [{ ...counts, samples, newest }];
    });
  }

  /** Before the database is closed. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.flush();
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.flush()) return;
      this.#dropBeyondMost();
      this.#arm();
    }, COMMIT_EVERY_MS);
  }

  #read<T>(subject: string, target: string, read: (seriesId: number) => readonly T[]): readonly T[] {
    this.flush();
    const id = this.#table.seriesId(subject, target);
    return id === null ? [] : read(id);
  }

  #lastOrdinal(subject: string, target: string): number {
    const id = this.#table.seriesId(subject, target);
    return id === null ? 0 : this.#table.lastOrdinal(id);
  }

  /** Their numbers stay taken: the gap in a series is how verify and a reader see that some are missing. */
  #dropBeyondMost(): void {
    const excess = this.#pending.length - MOST_WAITING;
    if (excess <= 0) return;
    this.#pending = this.#pending.slice(excess);
    this.#lost += excess;
  }
}

/** At most so many bytes, never half a character. */
function shortened(text: string): string {
  if (Buffer.byteLength(text) <= MOST_DETAIL_BYTES) return text;
  const bytes = Buffer.from(text).subarray(0, MOST_DETAIL_BYTES - 3);
  return `${new TextDecoder().decode(bytes, { stream: true })}…`;
}

/** The same over a private copy: read as ever, every write refused. */
export function copiedSamples(database: Database.Database, refuse: () => never) {
  const store = new SqliteSampleStore(database, new WriteGate());
  return {
    lost: 0,
    add: refuse,
    flush: () => true,
    newest: store.newest.bind(store),
    range: store.range.bind(store),
    draw: store.draw.bind(store),
    series: store.series.bind(store),
  };
}
