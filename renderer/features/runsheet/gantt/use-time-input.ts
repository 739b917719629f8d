import { type KeyboardEvent, type RefObject, useEffect } from 'react';
import type { TimeMove } from './use-time-view.ts';

type Move = (move: TimeMove) => void;

/** Ctrl and wheel zoom around the pointer; Shift and wheel, or a wheel that moves sideways, go through time. */
export function useWheel(place: RefObject<HTMLElement | null>, move: Move): void {
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const turn = (event: WheelEvent) => {
      const turned = wheelMove(event, box);
      if (turned === null) return;
      event.preventDefault();
      move(turned);
    };
    // React listens passively to wheels and could not keep the browser from zooming the page.
    box.addEventListener('wheel', turn, { passive: false });
    return () => box.removeEventListener('wheel', turn);
  }, [place, move]);
}

function wheelMove(event: WheelEvent, box: HTMLElement): TimeMove | null {
  const bars = box.querySelector('canvas.gantt-tile')?.getBoundingClientRect();
  if (bars === undefined) return null;
  if (event.ctrlKey || event.metaKey) {
    const anchorX = Math.max(0, event.clientX - bars.left);
    return { kind: 'zoom', factor: Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 240), anchorX };
  }
  const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
  if (event.clientX < bars.left || Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return null;
  return { kind: 'pan', px: sideways };
}

/** With the focus on the runsheet: + and - zoom, left and right go through time, 0 shows everything. */
export function onTimeKey(event: KeyboardEvent, move: Move): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const turned = timeKeys[event.key];
  if (turned === undefined) return;
  event.preventDefault();
  move(turned);
}

const timeKeys: Readonly<Record<string, TimeMove>> = {
  '+': { kind: 'zoom', factor: 1.5, anchorX: null },
  '=': { kind: 'zoom', factor: 1.5, anchorX: null },
  '-': { kind: 'zoom', factor: 1 / 1.5, anchorX: null },
  '0': { kind: 'fit' },
  ArrowLeft: { kind: 'pan', px: -80 },
  ArrowRight: { kind: 'pan', px: 80 },
};

/** Tells how wide the bars may be whenever that changes. */
export function useBarsWidth(place: RefObject<HTMLElement | null>, size: (width: number) => void): void {
  useEffect(() => {
    const axis = place.current?.querySelector('.gantt-axis');
    if (!(axis instanceof HTMLElement)) return;
    const look = () => size(axis.clientWidth);
    look();
    const watch = new ResizeObserver(look);
    watch.observe(axis);
    return () => watch.disconnect();
  }, [place, size]);
}
