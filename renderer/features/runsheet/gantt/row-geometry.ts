import type { Box } from './fill-patterns.ts';
import { ROW } from './scene.ts';
import type { StepShape } from './step-shape.ts';
import { type Extent, type TimeView, xOf } from './time-view.ts';

/** The bars of one step in pixels; `y` counts from the row's own top. */
export interface RowBoxes {
  readonly planned: Box | null;
  readonly done: Box | null;
  readonly ahead: Box | null;
  readonly noReturnX: number | null;
  readonly etaX: number | null;
}

/** A step of no length is still to be seen and hit. */
const LEAST = 3;
const PLAN = { y: 5, height: ROW - 11 };
const WORK = { y: 9, height: ROW - 19 };

export function boxesOf(shape: StepShape, view: TimeView): RowBoxes {
  return {
    planned: boxOf(shape.planned, view, PLAN),
    done: boxOf(shape.done, view, WORK),
    ahead: boxOf(shape.ahead, view, WORK),
    noReturnX: shape.noReturnAt === null ? null : xOf(view, shape.noReturnAt),
    etaX: shape.etaAt === null ? null : xOf(view, shape.etaAt),
  };
}

/** Whole pixels, so that edges are sharp; cut at the borders of the view, since a week in pixels is no number to draw. */
function boxOf(span: Extent | null, view: TimeView, row: { y: number; height: number }): Box | null {
  if (span === null) return null;
  const from = Math.round(xOf(view, span.from));
  const to = Math.max(Math.round(xOf(view, span.to)), from + LEAST);
  if (to < 0 || from > view.width) return null;
  const x = Math.max(from, -8);
  return { x, y: row.y, width: Math.min(to, view.width + 8) - x, height: row.height };
}

export type HitPart = 'work' | 'ahead' | 'planned' | 'eta' | 'no-return';

const NEAR = 4;

/** What of a row lies under a point; `x`, `y` count from the row's own corner. Small marks come before long bars. */
export function hitOf(boxes: RowBoxes, x: number, y: number): HitPart | null {
  if (boxes.noReturnX !== null && Math.abs(x - boxes.noReturnX) <= NEAR + 2) return 'no-return';
  if (boxes.etaX !== null && Math.abs(x - boxes.etaX) <= NEAR) return 'eta';
  if (isIn(boxes.done, x, y)) return 'work';
  if (isIn(boxes.ahead, x, y)) return 'ahead';
  return isIn(boxes.planned, x, y) ? 'planned' : null;
}

function isIn(box: Box | null, x: number, y: number): boolean {
  if (box === null) return false;
  return x >= box.x - NEAR && x <= box.x + box.width + NEAR && y >= box.y - NEAR && y <= box.y + box.height + NEAR;
}
