import type { SheetView } from '../../../contract/sheets.ts';
import type { StepSource } from './build-steps.ts';
import type { PlacedPlan } from './place-in-time.ts';
import { durationText } from './read-duration.ts';
import type { KindVerdict } from './step-kind.ts';

export interface Summed {
  readonly sources: readonly StepSource[];
  readonly building: { readonly kinds: readonly KindVerdict[] };
  readonly placed: PlacedPlan;
  readonly people: readonly string[];
}

/** What the import would give, in figures. */
export function summaryOf({ sources, building, placed, people }: Summed): SheetView['summary'] {
  const kinds: Record<string, number> = {};
  for (const { kind } of building.kinds) kinds[kind] = (kinds[kind] ?? 0) + 1;
  const phases = Map.groupBy(
    sources.filter((source) => source.phase !== null),
    (source) => source.phase ?? '',
  );
  return {
    steps: sources.length,
    kinds,
    phases: [...phases].map(([phase, steps]) => ({
      phase,
      names: [...new Set(steps.map((step) => step.phaseName))].slice(0, 20),
      steps: steps.length,
    })),
    streams: [],
    people: people.slice(0, 500),
    dependencies: sources.reduce((sum, source) => sum + source.links.length, 0),
    window: placed.window,
    length: placed.lengthMs === null ? null : durationText(placed.lengthMs),
  };
}
