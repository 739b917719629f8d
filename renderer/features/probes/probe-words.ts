import type { ProbeStanding, ProbeView, RunProbes } from '../../../contract/probes.ts';
import type { SampleVerdict } from '../../../contract/samples.ts';
import type { SeriesName } from '../../state/probe-slice.ts';
import type { StateLook } from '../../ui/state-words.ts';

const looks: Readonly<Record<SampleVerdict, StateLook>> = {
  successful: { word: 'successful', shape: 'check', tone: 'succeeded' },
  failed: { word: 'failed', shape: 'cross', tone: 'failed' },
  inconclusive: { word: 'inconclusive', shape: 'question', tone: 'unknown' },
};
const notAsked: StateLook = { word: 'not asked', shape: 'ring', tone: 'pending' };

/** What could not be told is never shown like what failed. */
export function verdictLook(verdict: SampleVerdict | null): StateLook {
  return verdict === null ? notAsked : looks[verdict];
}

/** One probe over all its targets: the worst of them, how many are so, and since when one is. */
export interface ProbeSum {
  readonly probe: string;
  readonly verdict: SampleVerdict | null;
  readonly worst: readonly ProbeStanding[];
  readonly total: number;
  /** When the longest of the worst began. */
  readonly since: number | null;
}

const order: readonly (SampleVerdict | null)[] = ['failed', 'inconclusive', null, 'successful'];

export function sumOf({ probe, targets }: ProbeView): ProbeSum {
  const verdict = order.find((one) => targets.some((standing) => standing.verdict === one)) ?? null;
  const worst = targets.filter((standing) => standing.verdict === verdict);
  const began = worst.flatMap(({ since }) => since ?? []);
  return { probe, verdict, worst, total: targets.length, since: began.length === 0 ? null : Math.min(...began) };
}

/** Worst first, in the order of the plan else. */
export function sumsOf({ probes }: RunProbes): readonly ProbeSum[] {
  return probes.map(sumOf).toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** Every failed series with the moment it failed: what sounds when it is new. */
export function failedSeries(probes: RunProbes | null): readonly string[] {
  return (probes?.probes ?? []).flatMap(({ probe, targets }) =>
    targets.flatMap(({ target, verdict, since }) => (verdict === 'failed' ? [`${probe} ${target} ${since}`] : [])),
  );
}

export interface SeriesRow extends SeriesName {
  readonly standing: ProbeStanding;
  readonly view: ProbeView;
  /** The first target of its probe: above it stands the probe's name. */
  readonly isFirst: boolean;
}

export function seriesRows(probes: RunProbes): readonly SeriesRow[] {
  return probes.probes.flatMap((view) =>
    view.targets.map((standing, index) => ({
      probe: view.probe,
      target: standing.target,
      standing,
      view,
      isFirst: index === 0,
    })),
  );
}
