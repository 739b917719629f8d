import type { ReportHold, Segment, TimeAccount } from './report-model.ts';

type Interval = { readonly from: number; readonly to: number };

/** Splits the span of a run by what it was spent on. Working wins over waiting, waiting over a hold. */
export function accountTime(span: Interval, segments: readonly Segment[], holds: readonly ReportHold[]): TimeAccount {
  const working = union(segments.filter((segment) => segment.kind === 'working').map((segment) => clip(segment, span)));
  const awaited = union([
    ...working,
    ...segments.filter((segment) => segment.kind !== 'working').map((segment) => clip(segment, span)),
  ]);
  const any = union([...awaited, ...holds.map((hold) => clip(hold, span))]);
  const totalMs = Math.max(0, span.to - span.from);
  const workingMs = length(working);
  const waitingMs = length(awaited) - workingMs;
  const heldMs = length(any) - workingMs - waitingMs;
  return { totalMs, workingMs, waitingMs, heldMs, idleMs: totalMs - length(any) };
}

function clip(interval: Interval, span: Interval): Interval {
  const from = Math.min(Math.max(interval.from, span.from), span.to);
  return { from, to: Math.max(from, Math.min(interval.to, span.to)) };
}

/** Disjoint, ascending. */
function union(intervals: readonly Interval[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function length(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}
