import { clockTime, clockTimeWithSeconds, dayAndTime, offsetFromT0 } from '../../../format/time.ts';
import { zoneOffset } from '../../../format/zone-offset.ts';
import type { Looks } from './looks.ts';
import { AXIS, type Frame } from './scene.ts';
import { type TimeView, tickStep, ticksOf, xOf } from './time-view.ts';

const LABEL = 64;

/** Two scales, one above the other: the site's clock, and T±. */
export function paintAxis(
  ink: CanvasRenderingContext2D,
  { view, now, frame }: { view: TimeView; now: number; frame: Frame },
  looks: Looks,
): void {
  ink.clearRect(0, 0, view.width, AXIS);
  ink.font = `11px ${looks.font}`;
  ink.textBaseline = 'middle';
  const step = tickStep(view, LABEL);
  const clock = ticksOf(view, step, (at) => zoneOffset(at, frame.zone));
  ink.fillStyle = looks.dim;
  let before: number | null = null;
  for (const at of clock) {
    tick(ink, { x: xOf(view, at), top: 0 }, looks);
    ink.fillStyle = looks.dim;
    ink.fillText(clockLabel(at, before, { zone: frame.zone, step }), xOf(view, at) + 4, 9);
    before = at;
  }
  const { t0 } = frame;
  if (t0 !== null) {
    ink.fillStyle = looks.faint;
    for (const at of ticksOf(view, step, () => -t0)) {
      if (isUnderFlag(xOf(view, at), { view, now, frame })) continue;
      tick(ink, { x: xOf(view, at), top: 19 }, looks);
      ink.fillStyle = looks.faint;
      ink.fillText(tLabel(at - t0), xOf(view, at) + 4, 27);
    }
  }
  paintFlags(ink, { view, now, frame }, looks);
}

function clockLabel(at: number, before: number | null, { zone, step }: { zone: string; step: number }): string {
  if (step < 60_000) return clockTimeWithSeconds(at, zone);
  // The day is named where it begins, and at the first tick of a view of days.
  if (before === null) return step >= 12 * 3_600_000 ? dayClock(at, zone, 0) : clockTime(at, zone);
  return dayClock(at, zone, before);
}

/** 22:47, or Sun 00:00 on another day than that of `reference`. */
function dayClock(at: number, zone: string, reference: number): string {
  return dayAndTime(at, zone, reference).replace(/ .* /, ' ');
}

function tLabel(ms: number): string {
  if (Math.abs(ms) >= 60_000 || ms === 0) return offsetFromT0(ms);
  return `T${ms < 0 ? '-' : '+'}${Math.round(Math.abs(ms) / 1000)}s`;
}

function tick(ink: CanvasRenderingContext2D, { x, top }: { x: number; top: number }, looks: Looks): void {
  ink.fillStyle = looks.line;
  ink.fillRect(Math.round(x), top, 1, 18);
}

/** A label that a flag would cut in two is left out. */
function isUnderFlag(x: number, { view, now, frame }: { view: TimeView; now: number; frame: Frame }): boolean {
  const flags = [frame.isOver ? null : now, frame.window?.to ?? null];
  return flags.some((at) => {
    if (at === null) return false;
    const distance = xOf(view, at) - x;
    return distance > -90 && distance < LABEL;
  });
}

/** Now and the end of the window by name, on the scale itself. */
function paintFlags(
  ink: CanvasRenderingContext2D,
  { view, now, frame }: { view: TimeView; now: number; frame: Frame },
  looks: Looks,
): void {
  if (frame.window !== null) {
    flag(ink, { x: xOf(view, frame.window.to), y: 19, text: 'window ends' }, { view, back: looks.lineStrong, looks });
  }
  if (!frame.isOver) flag(ink, { x: xOf(view, now), y: 19, text: 'now' }, { view, back: looks.accent, looks });
}

function flag(
  ink: CanvasRenderingContext2D,
  { x, y, text }: { x: number; y: number; text: string },
  { view, back, looks }: { view: TimeView; back: string; looks: Looks },
): void {
  if (x < 0 || x > view.width) return;
  ink.font = `600 11px ${looks.font}`;
  const width = ink.measureText(text).width + 8;
  const left = x + width > view.width ? x - width : x;
  ink.fillStyle = back;
  ink.fillRect(left, y, width, 16);
  ink.fillStyle = looks.surface;
  ink.fillText(text, left + 4, y + 8.5);
}
