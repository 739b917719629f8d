// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; each sample says its time in words
import { useLayoutEffect, useRef } from 'react';
import type { Looks } from '../runsheet/gantt/looks.ts';
import { paintAxis } from '../runsheet/gantt/paint-axis.ts';
import { AXIS, type Frame } from '../runsheet/gantt/scene.ts';
import type { TimeView } from '../runsheet/gantt/time-view.ts';

interface SeriesAxisProps {
  readonly view: TimeView;
  readonly now: number;
  readonly frame: Frame;
  readonly looks: Looks;
}

/** The same scale as the Gantt's: the site's clock, and T± below it. */
export function SeriesAxis({ view, now, frame, looks }: SeriesAxisProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { t0, zone, isOver } = frame;
  useLayoutEffect(() => {
    const place = canvas.current;
    const ink = place?.getContext('2d') ?? null;
    if (place === null || ink === null) return;
    const ratio = window.devicePixelRatio || 1;
    place.width = Math.round(view.width * ratio);
    place.height = Math.round(AXIS * ratio);
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintAxis(ink, { view, now, frame: { t0, zone, isOver, window: null } }, looks);
  }, [view, now, t0, zone, isOver, looks]);
  return <canvas ref={canvas} style={{ inlineSize: view.width, blockSize: AXIS }} aria-hidden="true" />;
}
