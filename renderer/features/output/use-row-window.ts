import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import {
  lastTop,
  OUTPUT_ROW,
  type RowWindow,
  scrollHeight,
  scrollTopOf,
  topAt,
  topFor,
  windowOf,
} from './row-window.ts';

/** A scrolling box over any number of rows. At the end it stays at the end while rows are added. */
export function useRowWindow(place: RefObject<HTMLElement | null>, count: number) {
  const [height, setHeight] = useState(0);
  const [top, setTop] = useState(0);
  const [isFollowing, setFollowing] = useState(true);
  const window = windowOf(count, height);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const look = () => setHeight(box.clientHeight);
    look();
    const size = new ResizeObserver(look);
    size.observe(box);
    return () => size.disconnect();
  }, [place]);
  const shownTop = isFollowing ? lastTop(window) : Math.min(top, lastTop(window));
  useLayoutEffect(() => {
    const box = place.current;
    if (box !== null) box.scrollTop = scrollTopOf(windowOf(count, height), shownTop);
  }, [place, shownTop, count, height]);
  const go = useCallback(
    (next: number) => {
      const at = windowOf(count, height);
      const to = Math.min(lastTop(at), Math.max(0, next));
      setTop(to);
      setFollowing(to >= lastTop(at) - 1);
    },
    [count, height],
  );
  return {
    window,
    top: shownTop,
    isFollowing,
    go,
    follow: () => setFollowing(true),
    rest: () => setFollowing(false),
    show: (row: number) => go(topFor(window, shownTop, row)),
    /** What the bar says; a change of one pixel that came from us is not a person's. */
    onScroll: (scrollTop: number) => {
      if (Math.abs(scrollTop - scrollTopOf(window, shownTop)) < 1.5) return;
      go(topAt(window, scrollTop));
    },
    spacer: scrollHeight(window),
  };
}

export type RowWindowUse = ReturnType<typeof useRowWindow>;

/** Keys of a scrolling box by rows, since a pixel of the bar may be many. */
export function scrollKey(key: string, { window, top }: { window: RowWindow; top: number }): number | null {
  const page = Math.max(1, Math.floor(window.height / OUTPUT_ROW) - 1);
  switch (key) {
    case 'ArrowDown':
      return top + 1;
    case 'ArrowUp':
      return top - 1;
    case 'PageDown':
      return top + page;
    case 'PageUp':
      return top - page;
    case 'Home':
      return 0;
    case 'End':
      return lastTop(window);
    default:
      return null;
  }
}
