import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeptSample } from '../../../contract/samples.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { type SeriesName, seriesKey } from '../../state/probe-slice.ts';
import type { SeriesRow } from './probe-words.ts';
import { nearestSample } from './series-place.ts';

const REST_MS = 60;
/** How far around the pointer a sample is looked for. */
const REACH_PX = 24;

/** The exact sample a person looks at: under the pointer, or walked to with the arrow keys. */
export function useSampleCursor(selected: SeriesRow | null) {
  const store = useDeskStore();
  const samples = useDesk((state) => state.samples);
  const [place, setPlace] = useState<{ readonly of: SeriesName; readonly at: number } | null>(null);
  const [walked, setWalked] = useState<{ readonly of: SeriesName; readonly sample: KeptSample } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const point = useCallback(
    (row: SeriesRow, where: { readonly at: number; readonly msPerPx: number } | null) => {
      clearTimeout(timer.current);
      if (where === null) {
        setPlace(null);
        return;
      }
      const of = { probe: row.probe, target: row.target };
      const reach = Math.max(where.msPerPx * REACH_PX, row.view.everyMs * 1.5);
      setWalked(null);
      setPlace({ of, at: where.at });
      timer.current = setTimeout(
        () => void store.getState().lookAtSamples(of, { from: where.at - reach, to: where.at + reach }),
        REST_MS,
      );
    },
    [store],
  );
  const isOf = (of: SeriesName | undefined) =>
    of !== undefined && selected !== null && seriesKey(of) === seriesKey(selected);
  const isLookedAt = place !== null && samples !== null && seriesKey(samples.of) === seriesKey(place.of);
  const under = isLookedAt ? nearestSample(samples.list, place.at) : null;
  const sample = isOf(walked?.of) ? (walked?.sample ?? null) : isOf(place?.of) ? under : null;
  const shown = sample ?? selected?.standing.newest ?? null;
  const step = (by: 1 | -1) => {
    if (selected === null || shown === null) return;
    const of = { probe: selected.probe, target: selected.target };
    void store
      .getState()
      .sampleBeside(of, shown.ordinal, by)
      .then((next) => next !== null && setWalked({ of, sample: next }));
  };
  return { of: selected, sample: shown, pointAt: shown?.at ?? null, point, step };
}
