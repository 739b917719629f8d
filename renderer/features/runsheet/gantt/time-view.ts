/** The stretch of time on the screen: where it begins and how many ms a pixel stands for. */
export interface TimeView {
  readonly start: number;
  readonly msPerPx: number;
  readonly width: number;
}

export interface Extent {
  readonly from: number;
  readonly to: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A pixel is at least 50 ms (what a person can tell apart) and at most a quarter of a day. */
const FINEST = 50;
const COARSEST = 6 * HOUR;
/** Air on both sides of what is fitted in, as a share of the width. */
const MARGIN = 0.03;
/** Where now stands while the view follows it: more room for what comes than for what was. */
const NOW_AT = 0.35;

export function xOf(view: TimeView, at: number): number {
  return (at - view.start) / view.msPerPx;
}

export function timeAt(view: TimeView, x: number): number {
  return view.start + x * view.msPerPx;
}

export function endOf(view: TimeView): number {
  return timeAt(view, view.width);
}

/** Zooms by `factor` (> 1 = closer); the time under `anchorX` stays where it is. */
export function zoomed(view: TimeView, factor: number, anchorX: number): TimeView {
  const msPerPx = clamp(view.msPerPx / factor, FINEST, COARSEST);
  return { ...view, msPerPx, start: timeAt(view, anchorX) - anchorX * msPerPx };
}

/** Moves by pixels, but never so far that nothing of `extent` is left on the screen. */
export function panned(view: TimeView, byPx: number, extent: Extent): TimeView {
  const most = extent.to - view.msPerPx * 48;
  const least = extent.from - view.msPerPx * (view.width - 48);
  return { ...view, start: clamp(view.start + byPx * view.msPerPx, least, Math.max(least, most)) };
}

export function resized(view: TimeView, width: number): TimeView {
  return { ...view, width };
}

export function fitted(extent: Extent, width: number): TimeView {
  const length = Math.max(extent.to - extent.from, MINUTE);
  const msPerPx = clamp(length / (width * (1 - 2 * MARGIN) || 1), FINEST, COARSEST);
  const spare = width * msPerPx - length;
  return { start: extent.from - spare / 2, msPerPx, width };
}

/** Now keeps its place; a view that holds everything stays as it is, for there is nothing to follow. */
export function following(view: TimeView, now: number, extent: Extent): TimeView {
  if (view.start <= extent.from && endOf(view) >= extent.to) return view;
  return { ...view, start: clamp(now, extent.from, extent.to) - view.width * view.msPerPx * NOW_AT };
}

/** The first look: everything, unless a usual step would then be too short to see. `usualMs` = its length. */
export function firstView(extent: Extent, width: number, usualMs: number): TimeView {
  const whole = fitted(extent, width);
  const READABLE_PX = 22;
  const msPerPx = clamp(Math.max(usualMs, MINUTE) / READABLE_PX, FINEST, COARSEST);
  return whole.msPerPx <= msPerPx ? whole : { start: extent.from, msPerPx, width };
}

const tickSteps = [
  ...[1, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

/** The distance of ticks so that their labels, `labelPx` wide, do not touch. */
export function tickStep(view: TimeView, labelPx: number): number {
  return tickSteps.find((step) => step / view.msPerPx >= labelPx) ?? tickSteps.at(-1) ?? DAY;
}

/** Instants on whole steps counted from `origin`; `offsetAt` is what the zone adds there (0 for T-offsets). */
export function ticksOf(view: TimeView, step: number, offsetAt: (at: number) => number): readonly number[] {
  const ticks: number[] = [];
  const end = endOf(view);
  const offset = offsetAt(view.start);
  let local = Math.floor((view.start + offset) / step) * step;
  for (let count = 0; count < 500; count += 1, local += step) {
    // The offset behind a change of the clocks is that of the tick itself, not that of the view's beginning.
    const at = local - offsetAt(local - offset);
    if (at > end) break;
    if (at >= view.start && at !== ticks.at(-1)) ticks.push(at);
  }
  return ticks;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
