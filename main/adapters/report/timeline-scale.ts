import type { ReportModel, ReportStep } from '../../domain/report/report-model.ts';

/** The stretch of time a timeline shows, and where an instant lies in it. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  x(at: number): number;
  readonly ticks: readonly number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const tickSizes = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28].map((count) => count * DAY),
];

/** Shows plan and reality whole; the window's edges too, as long as they do not squeeze the rest into a corner. */
export function scaleOf({ run, steps, holds }: ReportModel, width: number): Scale | null {
  const instants = [...steps.flatMap(instantsOf), ...holds.flatMap((hold) => [hold.from, hold.to])];
  if (run.startedAt !== null) instants.push(run.startedAt, run.endedAt ?? run.startedAt);
  if (instants.length === 0) return null;
  let from = instants.reduce((least, at) => Math.min(least, at));
  let to = instants.reduce((most, at) => Math.max(most, at));
  const span = Math.max(to - from, SECOND);
  if (run.window !== null) {
    if (from - run.window.start < span * 0.5) from = Math.min(from, run.window.start);
    if (run.window.end - to < span * 0.5) to = Math.max(to, run.window.end);
  }
  const margin = Math.max(to - from, SECOND) * 0.015;
  return makeScale(from - margin, to + margin, width);
}

/** Shows what happened alone; null where the plan does not dwarf it, and one picture shows both well. */
export function enlargedScaleOf({ run, steps, account }: ReportModel, whole: Scale): Scale | null {
  if (run.startedAt === null || !steps.some((step) => step.plannedStart !== null)) return null;
  const span = Math.max(account.totalMs, SECOND);
  if (span > (whole.to - whole.from) * DWARFED) return null;
  return makeScale(run.startedAt - span * 0.015, run.startedAt + span * 1.015, whole.width);
}

/** Below this share of the picture the bars of what happened can no longer be told apart. */
const DWARFED = 0.15;

function instantsOf(step: ReportStep): number[] {
  const known = [step.plannedStart, step.plannedEnd].filter((at) => at !== null);
  return [...known, ...step.segments.flatMap((segment) => [segment.from, segment.to])];
}

function makeScale(from: number, to: number, width: number): Scale {
  const size = tickSizes.find((candidate) => (to - from) / candidate <= 9) ?? 56 * DAY;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / size) * size; at <= to && ticks.length < 40; at += size) ticks.push(at);
  const x = (at: number): number => Math.round(((at - from) / (to - from)) * width * 10) / 10;
  return { from, to, width, x, ticks };
}
