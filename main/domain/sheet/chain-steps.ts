import type { PlannedTimes } from './planned-times.ts';
import type { StepLink } from './step-links.ts';

/**
 * Dependencies for a sheet that names none: each step follows those above it that are planned to be over when it
 * starts; steps planned at the same time run side by side.
 */
export function chainSteps(times: readonly PlannedTimes[]): readonly (readonly StepLink[])[] {
  let front: number[] = [];
  let last: readonly number[] = [];
  return times.map((time, index) => {
    const start = startOf(time);
    const over = front.filter((at) => isOver(times[at], start));
    const before = over.length > 0 ? over : last;
    front = [...front.filter((at) => !over.includes(at)), index];
    last = over.length > 0 ? over : last;
    return before.map((at): StepLink => ({ before: at, type: 'FS', lagMs: 0 }));
  });
}

function startOf(time: PlannedTimes | undefined): number | null {
  return time?.startAt ?? time?.offsetMs ?? null;
}

function isOver(time: PlannedTimes | undefined, start: number | null): boolean {
  const begun = startOf(time);
  if (begun === null || start === null || time === undefined) return true;
  if (start === begun) return time.duration?.min === 0;
  return begun + (time.duration?.min ?? 0) <= start + 60_000;
}
