import type { KeptSample } from '../../contract/samples.ts';
import type { SampleStore, SeriesKey } from '../../main/core/ports/sample-store.ts';

export interface MemorySampleStore extends SampleStore {
  /** false = the disk takes nothing at the moment. */
  takesWrites: boolean;
  readonly flushes: number;
  all(key: SeriesKey): readonly KeptSample[];
}

export function memorySampleStore(): MemorySampleStore {
  const series = new Map<string, { key: SeriesKey; samples: KeptSample[] }>();
  const of = (key: SeriesKey): KeptSample[] => {
    const name = `${key.subject}\n${key.target}`;
    const known = series.get(name) ?? { key, samples: [] };
    series.set(name, known);
    return known.samples;
  };
  let flushes = 0;
  return {
    takesWrites: true,
    lost: 0,
    get flushes() {
      return flushes;
    },
    all: of,
    add(key, sample) {
      const samples = of(key);
      samples.push({ ...sample, ordinal: samples.length + 1 });
      return samples.length;
    },
    flush() {
      flushes += 1;
      return this.takesWrites;
    },
    newest: (key, count) => of(key).slice(-count).reverse(),
    range: (key, { from, to, after = 0, limit }) =>
      of(key)
        .filter(({ at, ordinal }) => at >= from && at < to && ordinal > after)
        .slice(0, limit),
    draw: () => [],
    series: (prefix) =>
      [...series.values()].flatMap(({ key, samples }) => {
        const newest = samples.at(-1);
        if (newest === undefined || !key.subject.startsWith(prefix)) return [];
        const count = (verdict: string) => samples.filter((sample) => sample.verdict === verdict).length;
        const counts = {
          successful: count('successful'),
          failed: count('failed'),
          inconclusive: count('inconclusive'),
        };
        return [{ ...key, samples: samples.length, ...counts, newest }];
      }),
  };
}
