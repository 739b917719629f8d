import type { StepView } from '../../../../contract/views.ts';
import type { RunsheetRow } from '../runsheet-rows.ts';

/** An arrow from one step's edge to another's, by rows and instants. */
export interface Arrow {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromAt: number;
  readonly toAt: number;
  /** Out of the end (FS, FF) or the start (SS, SF); into the start (FS, SS) or the end (FF, SF). */
  readonly type: StepView['after'][number]['type'];
}

/** What the selected step waits for and what waits for it; the rest would be a thicket. */
export function arrowsOf(rows: readonly RunsheetRow[], selected: string | null): readonly Arrow[] {
  if (selected === null) return [];
  const places = new Map<string, { row: number; step: StepView }>();
  for (const [row, line] of rows.entries())
    if (line.kind === 'step') places.set(line.step.id, { row, step: line.step });
  const chosen = places.get(selected);
  if (chosen === undefined) return [];
  const before = chosen.step.after.flatMap((one) => arrow(places.get(one.step), chosen, one.type));
  const behind = [...places.values()].flatMap((place) =>
    place.step.after.filter((one) => one.step === selected).flatMap((one) => arrow(chosen, place, one.type)),
  );
  return [...before, ...behind];
}

type Place = { readonly row: number; readonly step: StepView };

function arrow(from: Place | undefined, to: Place | undefined, type: Arrow['type']): readonly Arrow[] {
  if (from === undefined || to === undefined) return [];
  const fromAt = type === 'FS' || type === 'FF' ? endOf(from.step) : startOf(from.step);
  const toAt = type === 'FS' || type === 'SS' ? startOf(to.step) : endOf(to.step);
  return fromAt === null || toAt === null ? [] : [{ fromRow: from.row, toRow: to.row, fromAt, toAt, type }];
}

function startOf(step: StepView): number | null {
  return step.startedAt ?? step.projectedStart ?? step.plannedStart;
}

function endOf(step: StepView): number | null {
  return step.endedAt ?? step.projectedEnd ?? step.plannedEnd;
}
