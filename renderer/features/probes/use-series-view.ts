import { type RefObject, useEffect, useMemo } from 'react';
import type { RunProbes } from '../../../contract/probes.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { SeriesName } from '../../state/probe-slice.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { endOf, type TimeView } from '../runsheet/gantt/time-view.ts';
import { useTimeView } from '../runsheet/gantt/use-time-view.ts';

const MINUTE = 60_000;
/** A bucket is so wide: narrower ones could not be told apart. */
const BUCKET_PX = 3;
const DRAW_AFTER_MS = 120;

/** The stretch of time on the screen: the whole run at first, until a person zooms or follows now. */
export function useSeriesView(probes: RunProbes, isOver: boolean) {
  const now = useScenarioNow();
  const from = probes.from ?? now - MINUTE;
  const to = isOver ? (probes.to ?? now) : Math.max(now, from + MINUTE);
  const world = useMemo(() => {
    const extent = { from, to };
    return { extent, run: extent, now: to, usualMs: 5 * MINUTE, isOver };
  }, [from, to, isOver]);
  return { ...useTimeView(world), now: to };
}

/** Tells how wide the series may be whenever that changes. */
export function useWidth(place: RefObject<HTMLElement | null>, size: (width: number) => void): void {
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const look = () => size(box.clientWidth);
    look();
    const watch = new ResizeObserver(look);
    watch.observe(box);
    return () => watch.disconnect();
  }, [place, size]);
}

/** Asks for what is in sight once the person's hand rests; time alone asks again, for it moves the view. */
export function useDrawing(series: readonly SeriesName[], view: TimeView | null, extent: { from: number; to: number }) {
  const draw = useDesk((state) => state.drawSeries);
  const names = JSON.stringify(series);
  const isThere = view !== null;
  const [start, end, width] = view === null ? [0, 0, 0] : [view.start, endOf(view), view.width];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names, not the array that holds them
  useEffect(() => {
    if (!isThere || series.length === 0) return;
    const timer = setTimeout(() => {
      const from = Math.max(start, extent.from);
      const to = Math.min(end, extent.to + 1000);
      // Buckets keep their width on the screen where the view shows more than there is.
      const share = Math.max(0, (to - from) / (end - start));
      void draw({ series, from, to, buckets: Math.max(1, Math.min(2000, Math.floor((width * share) / BUCKET_PX))) });
    }, DRAW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [names, isThere, start, end, width, draw]);
}
