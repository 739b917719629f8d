// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; the row says what stands there in words
import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import type { Looks } from '../runsheet/gantt/looks.ts';
import { paintSeries, SERIES_ROW, type SeriesPicture } from './paint-series.ts';

interface SeriesCanvasProps {
  readonly picture: SeriesPicture;
  readonly looks: Looks;
  /** x in CSS pixels; null = the pointer left. */
  onPoint(x: number | null): void;
}

/** One series over time: a strip of answers with the line of what was measured above it. */
export function SeriesCanvas({ picture, looks, onPoint }: SeriesCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width } = picture.view;
  useLayoutEffect(() => {
    const place = canvas.current;
    if (place === null) return;
    const ratio = window.devicePixelRatio || 1;
    const [pixelsX, pixelsY] = [Math.round(picture.view.width * ratio), Math.round(SERIES_ROW * ratio)];
    if (place.width !== pixelsX || place.height !== pixelsY) {
      place.width = pixelsX;
      place.height = pixelsY;
    }
    const ink = place.getContext('2d');
    if (ink === null) return;
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintSeries(ink, picture, looks);
  }, [picture, looks]);
  return (
    <canvas
      ref={canvas}
      className="probe-canvas"
      aria-hidden="true"
      style={{ inlineSize: width, blockSize: SERIES_ROW }}
      onPointerMove={(event: PointerEvent<HTMLCanvasElement>) =>
        onPoint(event.clientX - event.currentTarget.getBoundingClientRect().left)
      }
      onPointerLeave={() => onPoint(null)}
    />
  );
}
