// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; each row says its times in words
import { type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Looks } from './looks.ts';
import { paintAxis } from './paint-axis.ts';
import { paintRows, type Tile } from './paint-rows.ts';
import { AXIS, type Scene } from './scene.ts';
import type { TimeMove } from './use-time-view.ts';

/** Sharp on every screen: as many pixels as the device has, spoken to in CSS pixels. */
function inkOf(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [pixelsX, pixelsY] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsX || canvas.height !== pixelsY) {
    canvas.width = pixelsX;
    canvas.height = pixelsY;
  }
  const ink = canvas.getContext('2d');
  ink?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return ink;
}

/** Changes when the window moves to a screen of another density. */
function usePixelRatio(): number {
  const [ratio, setRatio] = useState(window.devicePixelRatio);
  useEffect(() => {
    const media = window.matchMedia(`(resolution: ${ratio}dppx)`);
    const turn = () => setRatio(window.devicePixelRatio);
    media.addEventListener('change', turn);
    return () => media.removeEventListener('change', turn);
  }, [ratio]);
  return ratio;
}

interface Drawn {
  readonly scene: Scene;
  readonly looks: Looks;
}

export function AxisCanvas({ scene: { view, now, frame }, looks }: Drawn) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ratio = usePixelRatio();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density is another picture
  useLayoutEffect(() => {
    const ink = canvas.current === null ? null : inkOf(canvas.current, view.width, AXIS);
    if (ink !== null) paintAxis(ink, { view, now, frame }, looks);
  }, [view, now, frame, looks, ratio]);
  return <canvas ref={canvas} style={{ inlineSize: view.width, blockSize: AXIS }} aria-hidden="true" />;
}

interface BarsProps extends Drawn {
  readonly tile: Tile;
  onPoint(at: { x: number; y: number } | null): void;
  onPress(y: number): void;
  onMove(move: TimeMove): void;
}

const DRAG_PX = 4;

/** A tile of bars, longer than what is in sight: it scrolls with its rows and is drawn anew only past its edge. */
export function BarsCanvas({ scene, looks, tile, onPoint, onPress, onMove }: BarsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const ratio = usePixelRatio();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density is another picture
  useLayoutEffect(() => {
    const ink = canvas.current === null ? null : inkOf(canvas.current, scene.view.width, tile.height);
    if (ink !== null) paintRows(ink, scene, { tile, looks });
  }, [scene, looks, tile, ratio]);
  const placeOf = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top + tile.top };
  };
  const drags = (event: PointerEvent<HTMLCanvasElement>) => {
    const begun = drag.current;
    if (begun === null) return onPoint(placeOf(event));
    const by = begun.x - event.clientX;
    if (!begun.moved && Math.abs(by) < DRAG_PX) return;
    drag.current = { x: event.clientX, moved: true };
    onPoint(null);
    onMove({ kind: 'pan', px: by });
  };
  return (
    <canvas
      ref={canvas}
      className="gantt-tile"
      aria-hidden="true"
      style={{ inlineSize: scene.view.width, blockSize: tile.height, transform: `translateY(${tile.top}px)` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        drag.current = { x: event.clientX, moved: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drags}
      onPointerUp={(event) => {
        if (drag.current?.moved === false) onPress(placeOf(event).y);
        drag.current = null;
      }}
      onPointerCancel={() => {
        drag.current = null;
      }}
      onPointerLeave={() => onPoint(null)}
    />
  );
}
