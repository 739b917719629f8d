import { useCallback, useEffect, useReducer } from 'react';
import { type Extent, firstView, fitted, following, panned, resized, type TimeView, zoomed } from './time-view.ts';

interface Looking {
  /** null until the width is known. */
  readonly view: TimeView | null;
  /** The whole run, whatever its length becomes; or now in its place; or where a person moved it. */
  readonly mode: 'whole' | 'now' | 'moved';
}

export type TimeMove =
  | { readonly kind: 'pan'; readonly px: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly anchorX: number | null }
  | { readonly kind: 'fit' }
  | { readonly kind: 'follow' };

type Turn = TimeMove | { readonly kind: 'size'; readonly width: number } | { readonly kind: 'time' };

interface World {
  readonly extent: Extent;
  /** From T0 to the projected end, without the rest of the window. */
  readonly run: Extent;
  readonly now: number;
  readonly usualMs: number;
  /** A run that is over has no now to follow. */
  readonly isOver: boolean;
}

/** The stretch on the screen: the whole run at first sight, until a person follows now or moves it. */
export function useTimeView(world: World): Looking & { move(turn: TimeMove): void; size(width: number): void } {
  const [looking, turn] = useReducer(
    (present: Looking, { turn, world }: { turn: Turn; world: World }) => turned(present, turn, world),
    { view: null, mode: 'whole' },
  );
  const { now, extent, run } = world;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock alone makes it follow
  useEffect(() => turn({ turn: { kind: 'time' }, world }), [now, extent.from, extent.to, run.from, run.to]);
  const size = useCallback((width: number) => turn({ turn: { kind: 'size', width }, world }), [world]);
  const move = useCallback((one: TimeMove) => turn({ turn: one, world }), [world]);
  return { ...looking, size, move };
}

export function turned(present: Looking, turn: Turn, world: World): Looking {
  const { view } = present;
  if (view === null) {
    if (turn.kind !== 'size' || turn.width <= 0) return present;
    return kept(present, { start: world.run.from, msPerPx: 1, width: turn.width }, world);
  }
  switch (turn.kind) {
    case 'size':
      return turn.width === view.width || turn.width <= 0 ? present : kept(present, resized(view, turn.width), world);
    case 'time':
      return kept(present, view, world);
    case 'pan':
      return { view: panned(view, turn.px, world.extent), mode: 'moved' };
    case 'zoom':
      return zoomTurn(present, view, { turn, world });
    case 'fit':
      return kept({ ...present, mode: 'whole' }, view, world);
    case 'follow':
      return followTurn(present, view, world);
  }
}

/** The view as its mode wants it now; the same object when nothing of it changes. */
function kept(present: Looking, view: TimeView, { run, now, extent }: World): Looking {
  const next = present.mode === 'whole' ? fitted(run, view.width) : view;
  const placed = present.mode === 'now' ? following(next, now, extent) : next;
  const isSame =
    placed.start === present.view?.start &&
    placed.msPerPx === present.view.msPerPx &&
    placed.width === present.view.width;
  return isSame ? present : { ...present, view: placed };
}

/** From the whole run it goes close enough to read; where a person zoomed, it stays as close as that. */
function followTurn(present: Looking, view: TimeView, { extent, now, usualMs, isOver }: World): Looking {
  const close = present.mode === 'whole' ? firstView(extent, view.width, usualMs) : view;
  return { view: following(close, now, extent), mode: isOver ? 'moved' : 'now' };
}

/** While it follows, zooming turns around now; else around the pointer or the middle. */
function zoomTurn(
  present: Looking,
  view: TimeView,
  { turn, world }: { turn: Extract<TimeMove, { kind: 'zoom' }>; world: World },
): Looking {
  const closer = zoomed(view, turn.factor, turn.anchorX ?? view.width / 2);
  if (present.mode !== 'now') return { mode: 'moved', view: panned(closer, 0, world.extent) };
  return { ...present, view: following(closer, world.now, world.extent) };
}
