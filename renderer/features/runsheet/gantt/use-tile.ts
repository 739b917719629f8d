import { type RefObject, useEffect, useState } from 'react';
import type { Tile } from './paint-rows.ts';
import { AXIS, ROW } from './scene.ts';

const SPARE_ROWS = 16;

/** The stretch of rows worth drawing: what is in sight and some rows around. Moves only when sight leaves it. */
export function useTile(place: RefObject<HTMLElement | null>): Tile {
  const [tile, setTile] = useState<Tile>({ top: 0, height: 640 });
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const look = () => setTile((present) => tileFor(present, { top: box.scrollTop, height: box.clientHeight - AXIS }));
    look();
    box.addEventListener('scroll', look, { passive: true });
    const size = new ResizeObserver(look);
    size.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      size.disconnect();
    };
  }, [place]);
  return tile;
}

export function tileFor(present: Tile, sight: Tile): Tile {
  const isInside = sight.top >= present.top && sight.top + sight.height <= present.top + present.height;
  const wanted = sight.height + 2 * SPARE_ROWS * ROW;
  if (isInside && Math.abs(present.height - wanted) < ROW) return present;
  const top = Math.max(0, Math.floor(sight.top / ROW - SPARE_ROWS) * ROW);
  return { top, height: wanted };
}
