import type { Sample } from '../../../contract/samples.ts';
import { recalled, remembered, type SeriesMemory } from '../../domain/environment/series-memory.ts';
import type { SampleStore, SeriesSummary } from '../ports/sample-store.ts';

/** The series of an environment's checks begin so; `environment:` and the key, which has no slash. */
export function subjectOf(key: string, column: string): string {
  return `environment:${key}/check:${column}`;
}

/** Enough for two weeks of a check every hour. */
const RECALLED = 400;

/** What is remembered of every series of one environment: read once, then carried on with each answer. */
export class EnvironmentBook {
  readonly #key: string;
  readonly #samples: SampleStore;
  readonly #memories = new Map<string, SeriesMemory>();

  constructor(key: string, samples: SampleStore) {
    this.#key = key;
    this.#samples = samples;
    const prefix = subjectOf(key, '');
    for (const series of samples.series(prefix)) {
      const memory = this.#recall(series);
      const name = nameOf(series.subject.slice(prefix.length), series.target);
      if (memory !== null) this.#memories.set(name, memory);
    }
  }

  memory(column: string, target: string | null): SeriesMemory | null {
    return this.#memories.get(nameOf(column, target ?? '')) ?? null;
  }

  add({ column, target }: { readonly column: string; readonly target: string | null }, sample: Sample): void {
    const name = nameOf(column, target ?? '');
    this.#samples.add({ subject: subjectOf(this.#key, column), target: target ?? '' }, sample);
    this.#memories.set(name, remembered(this.#memories.get(name) ?? null, sample));
  }

  /** A series that was always good needs no reading: of a thousand targets most are that. */
  #recall({ subject, target, samples, failed, inconclusive, newest }: SeriesSummary): SeriesMemory | null {
    if (failed === 0 && inconclusive === 0) {
      const last = recalled([newest]);
      return last === null ? null : { ...last, trend: last.trend.padStart(Math.min(24, samples), 's') };
    }
    return recalled(this.#samples.newest({ subject, target }, RECALLED).toReversed());
  }
}

function nameOf(column: string, target: string): string {
  return `${column}\n${target}`;
}
