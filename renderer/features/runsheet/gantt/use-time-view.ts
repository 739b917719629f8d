import { useCallback, useEffect, useReducer } from 'react';
import { type Extent, firstView, fitted, following, panned, resized, type TimeView, zoomed } from './time-view.ts';

interface Looking {
  /** null until the width is known. */
  readonly view: TimeView | null;
  readonly isFollowing: boolean;
}

export type TimeMove =
  | { readonly kind: 'pan'; readonly px: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly anchorX: number | null }
  | { readonly kind: 'fit' }
  | { readonly kind: 'follow' };

type Turn = TimeMove | { readonly kind: 'size'; readonly width: number } | { readonly kind: 'time' };

interface World {
  readonly extent: Extent;
  readonly now: number;
  readonly usualMs: number;
  /** A run that is over has no now to follow. */
  readonly isOver: boolean;
}

/** The stretch on the screen. It follows now until a person moves it. */
export function useTimeView(world: World): Looking & { move(turn: TimeMove): void; size(width: number): void } {
  const [looking, turn] = useReducer(
    (present: Looking, { turn, world }: { turn: Turn; world: World }) => turned(present, turn, world),
    { view: null, isFollowing: !world.isOver },
  );
  const { now, extent } = world;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock alone makes it follow
  useEffect(() => turn({ turn: { kind: 'time' }, world }), [now, extent.from, extent.to]);
  const size = useCallback((width: number) => turn({ turn: { kind: 'size', width }, world }), [world]);
  const move = useCallback((one: TimeMove) => turn({ turn: one, world }), [world]);
  return { ...looking, size, move };
}

export function turned(present: Looking, turn: Turn, world: World): Looking {
  const { extent, now } = world;
  const { view } = present;
  if (view === null) {
    if (turn.kind !== 'size' || turn.width <= 0) return present;
    const first = firstView(extent, turn.width, world.usualMs);
    return { ...present, view: present.isFollowing ? following(first, now, extent) : first };
  }
  switch (turn.kind) {
    case 'size':
      if (turn.width === view.width || turn.width <= 0) return present;
      return {
        ...present,
        view: present.isFollowing ? following(resized(view, turn.width), now, extent) : resized(view, turn.width),
      };
    case 'time':
      return present.isFollowing ? { ...present, view: following(view, now, extent) } : present;
    case 'pan':
      return { view: panned(view, turn.px, extent), isFollowing: false };
    case 'zoom':
      return zoomTurn(present, view, { turn, world });
    case 'fit':
      return { view: fitted(extent, view.width), isFollowing: false };
    case 'follow':
      return { view: following(view, now, extent), isFollowing: !world.isOver };
  }
}

/** While it follows, zooming turns around now; else around the pointer or the middle. */
function zoomTurn(
  present: Looking,
  view: TimeView,
  { turn, world }: { turn: Extract<TimeMove, { kind: 'zoom' }>; world: World },
): Looking {
  const closer = zoomed(view, turn.factor, turn.anchorX ?? view.width / 2);
  if (!present.isFollowing) return { ...present, view: panned(closer, 0, world.extent) };
  return { ...present, view: following(closer, world.now, world.extent) };
}
