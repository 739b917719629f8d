import type { Subscription } from '../../contract/client.ts';
import { type RunId, runIdSchema } from '../../contract/ids.ts';
import type { ProbeStanding, RunProbes } from '../../contract/probes.ts';
import type { KeptSample, SampleBucket } from '../../contract/samples.ts';
import type { TopicMessage } from '../../contract/topics.ts';
import type { SliceTools } from './tools.ts';

/** One series as it was drawn last: of which stretch of time, in buckets of which length. */
export interface DrawnSeries {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly buckets: readonly SampleBucket[];
}

export interface SeriesName {
  readonly probe: string;
  readonly target: string;
}

export interface DrawWish {
  readonly series: readonly SeriesName[];
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

export interface ProbeSlice {
  /** How the probes of the run on the screen stand; null until it was heard. */
  readonly probes: RunProbes | null;
  /** By `seriesKey`. */
  readonly drawn: Readonly<Record<string, DrawnSeries>>;
  /** The samples of one series around what a person looks at; the newest look counts. */
  readonly samples: { readonly of: SeriesName; readonly list: readonly KeptSample[] } | null;
  followProbes(runId: string | null): void;
  drawSeries(wish: DrawWish): Promise<void>;
  /** The samples of a stretch, oldest first, at most a thousand. */
  lookAtSamples(of: SeriesName, stretch: { readonly from: number; readonly to: number }): Promise<void>;
  /** One sample further or back from a numbered one; null = there is none. */
  sampleBeside(of: SeriesName, ordinal: number, by: 1 | -1): Promise<KeptSample | null>;
}

const ALL_TIME = { from: -8_640_000_000_000_000, to: 8_640_000_000_000_000 };
const MOST_SAMPLES = 1000;

export function seriesKey({ probe, target }: SeriesName): string {
  return `${probe}\n${target}`;
}

export function probeSlice({ client, set, get }: SliceTools): ProbeSlice {
  let followed: string | null = null;
  let subscription: Subscription | null = null;
  let look = 0;

  return {
    probes: null,
    drawn: {},
    samples: null,
    followProbes(runId) {
      if (runId === followed) return;
      subscription?.close();
      subscription = null;
      followed = runId;
      set({ probes: null, drawn: {}, samples: null });
      const id = runIdSchema.safeParse(runId);
      if (!id.success) return;
      subscription = client.subscribe(
        'probes',
        { runId: id.data },
        {
          message: (message) => {
            if (followed !== runId) return;
            const probes = applyProbesMessage(get().probes, message);
            if (probes !== null) set({ probes });
          },
          // The run's own subscription says what is wrong with the address.
          problem: () => undefined,
        },
      );
    },
    async drawSeries({ series, from, to, buckets }) {
      const runId = present();
      if (runId === null || to <= from) return;
      const stretch = { from: Math.floor(from), to: Math.ceil(to) };
      const bucketMs = Math.max(1, Math.ceil((stretch.to - stretch.from) / buckets));
      const answers = await Promise.all(
        [...Map.groupBy(series, ({ probe }) => probe)].map(async ([probe, own]) => {
          const targets = own.map(({ target }) => target).slice(0, 100);
          const answer = await client.call('probes.draw', { runId, probe, targets, ...stretch, buckets });
          return answer.ok ? answer.value.map((one) => ({ probe, ...one })) : [];
        }),
      );
      if (present() !== runId) return;
      const fresh = answers
        .flat()
        .map(({ probe, target, buckets: list }): [string, DrawnSeries] => [
          seriesKey({ probe, target }),
          { ...stretch, bucketMs, buckets: list },
        ]);
      set({ drawn: { ...get().drawn, ...Object.fromEntries(fresh) } });
    },
    async lookAtSamples(of, stretch) {
      const runId = present();
      if (runId === null) return;
      look += 1;
      const mine = look;
      const range = { from: Math.floor(stretch.from), to: Math.ceil(stretch.to) + 1, limit: MOST_SAMPLES };
      const answer = await client.call('probes.samples', { runId, ...of, ...range });
      if (mine !== look || present() !== runId || !answer.ok) return;
      set({ samples: { of, list: answer.value.samples } });
    },
    async sampleBeside(of, ordinal, by) {
      const runId = present();
      const after = by === 1 ? ordinal : ordinal - 2;
      if (runId === null || after < 0) return null;
      const answer = await client.call('probes.samples', { runId, ...of, ...ALL_TIME, after, limit: 1 });
      return answer.ok ? (answer.value.samples[0] ?? null) : null;
    },
  };

  function present(): RunId | null {
    return get().probes?.runId ?? null;
  }
}

export function applyProbesMessage(present: RunProbes | null, message: TopicMessage<'probes'>): RunProbes | null {
  if (message.kind === 'snapshot') return message.view;
  if (present === null) return null;
  const { watched, to, lost } = message;
  const changed = new Map(
    message.standings.map(({ probe, ...standing }) => [seriesKey({ probe, ...standing }), standing]),
  );
  const probes = present.probes.map((view) => {
    const isTouched = view.targets.some(({ target }) => changed.has(seriesKey({ probe: view.probe, target })));
    if (!isTouched) return view;
    const targets = view.targets.map(
      (standing): ProbeStanding => changed.get(seriesKey({ probe: view.probe, target: standing.target })) ?? standing,
    );
    return { ...view, targets };
  });
  return { ...present, watched, to, lost, probes };
}
