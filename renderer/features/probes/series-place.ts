import type { ProbeView, RunProbes } from '../../../contract/probes.ts';
import type { KeptSample } from '../../../contract/samples.ts';
import type { StepView } from '../../../contract/views.ts';
import { type SeriesRow, seriesRows } from './probe-words.ts';

/** A line of the grid: a probe's name with its question, or one of its targets. */
export type GridLine =
  | { readonly kind: 'probe'; readonly view: ProbeView }
  | { readonly kind: 'series'; readonly row: SeriesRow };

export function gridLines(probes: RunProbes): readonly GridLine[] {
  return seriesRows(probes).flatMap((row): readonly GridLine[] =>
    row.isFirst
      ? [
          { kind: 'probe', view: row.view },
          { kind: 'series', row },
        ]
      : [{ kind: 'series', row }],
  );
}

/** The sample nearest to a moment; null without any. */
export function nearestSample(samples: readonly KeptSample[], at: number): KeptSample | null {
  return samples.reduce<KeptSample | null>(
    (best, sample) => (best === null || Math.abs(sample.at - at) < Math.abs(best.at - at) ? sample : best),
    null,
  );
}

/** The step that was started last before a moment. */
export function stepBefore(steps: readonly StepView[], at: number): StepView | null {
  return steps.reduce<StepView | null>((best, step) => {
    if (step.startedAt === null || step.startedAt > at) return best;
    return best?.startedAt != null && best.startedAt >= step.startedAt ? best : step;
  }, null);
}
