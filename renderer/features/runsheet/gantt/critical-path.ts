import type { StepView } from '../../../../contract/views.ts';

/** Rounding of projected instants must not break the path. */
const TOLERANCE_MS = 1000;

/**
 * The steps that are not over and cannot end later without the run ending later: a backward pass over the core's own
 * projection. Fixed starts give their predecessors room, so these drop out by themselves.
 */
export function criticalSteps(steps: readonly StepView[]): ReadonlySet<string> {
  const open = steps.filter((step) => step.endedAt === null && step.projectedEnd !== null);
  const end = Math.max(...open.map((step) => step.projectedEnd ?? 0), 0);
  const latestEnd = latestEnds(open, end);
  return new Set(
    open
      .filter((step) => (latestEnd.get(step.id) ?? end) - (step.projectedEnd ?? 0) <= TOLERANCE_MS)
      .map((step) => step.id),
  );
}

/** Successors first: by projected end, and of two that end together the one that begins later. */
function latestEnds(open: readonly StepView[], end: number): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  const backwards = [...open].sort(
    (a, b) =>
      (b.projectedEnd ?? 0) - (a.projectedEnd ?? 0) ||
      (b.projectedStart ?? 0) - (a.projectedStart ?? 0) ||
      b.index - a.index,
  );
  for (const step of backwards) {
    const mine = latest.get(step.id) ?? end;
    const length = (step.projectedEnd ?? 0) - (step.projectedStart ?? step.projectedEnd ?? 0);
    for (const { step: before, type, lagMs } of step.after) {
      const holdsItsEnd = type === 'FS' || type === 'FF';
      if (!holdsItsEnd) continue;
      const limit = (type === 'FS' ? mine - length : mine) - lagMs;
      latest.set(before, Math.min(latest.get(before) ?? end, limit));
    }
  }
  return latest;
}
