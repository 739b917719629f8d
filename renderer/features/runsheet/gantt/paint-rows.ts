import type { StepView } from '../../../../contract/views.ts';
import { duration, fineDuration } from '../../../format/duration.ts';
import { zoneOffset } from '../../../format/zone-offset.ts';
import type { RunsheetRow } from '../runsheet-rows.ts';
import { fillBar } from './fill-patterns.ts';
import type { Looks } from './looks.ts';
import { paintDependencies } from './paint-dependencies.ts';
import { boxesOf, type RowBoxes } from './row-geometry.ts';
import { ROW, rowsBetween, type Scene } from './scene.ts';
import { type StepShape, shapeOf } from './step-shape.ts';
import { tickStep, ticksOf, xOf } from './time-view.ts';

export interface Tile {
  readonly top: number;
  readonly height: number;
}

/** One tile of the bars: only its own rows are looked at, however long the plan is. */
export function paintRows(ink: CanvasRenderingContext2D, scene: Scene, how: { tile: Tile; looks: Looks }): void {
  const { tile, looks } = how;
  const { width } = scene.view;
  ink.clearRect(0, 0, width, tile.height);
  const range = rowsBetween(tile.top, tile.top + tile.height, scene.rows.length);
  ink.save();
  ink.translate(0, -tile.top);
  for (let at = range.from; at < range.to; at += 1) paintGround(ink, scene, { at, looks });
  ink.restore();
  paintTimes(ink, scene, how);
  ink.save();
  ink.translate(0, -tile.top);
  for (let at = range.from; at < range.to; at += 1) {
    const row = scene.rows[at];
    if (row?.kind === 'step') paintStep(ink, scene, { step: row.step, top: at * ROW, looks });
  }
  paintDependencies(ink, scene, { looks, tile });
  ink.restore();
}

function paintGround(ink: CanvasRenderingContext2D, scene: Scene, { at, looks }: { at: number; looks: Looks }): void {
  const row: RunsheetRow | undefined = scene.rows[at];
  const top = at * ROW;
  const isSelected = row?.kind === 'step' && row.step.id === scene.selected;
  if (row?.kind === 'stream' || isSelected) {
    ink.fillStyle = isSelected ? looks.selected : looks.inset;
    ink.fillRect(0, top, scene.view.width, ROW);
  }
  ink.fillStyle = looks.line;
  ink.fillRect(0, top + ROW - 1, scene.view.width, 1);
}

/** Lines that go through all rows: ticks, the window's borders, T0, now. */
function paintTimes(ink: CanvasRenderingContext2D, scene: Scene, { tile, looks }: { tile: Tile; looks: Looks }): void {
  const { view, frame } = scene;
  const line = (at: number, color: string, how: { dash?: readonly number[]; thick?: number } = {}) => {
    const x = Math.round(xOf(view, at)) + 0.5;
    if (x < -1 || x > view.width + 1) return;
    ink.strokeStyle = color;
    ink.lineWidth = how.thick ?? 1;
    ink.setLineDash([...(how.dash ?? [])]);
    ink.beginPath();
    ink.moveTo(x, 0);
    ink.lineTo(x, tile.height);
    ink.stroke();
    ink.setLineDash([]);
  };
  for (const at of ticksOf(view, tickStep(view, 64), (at) => zoneOffset(at, frame.zone))) line(at, looks.line);
  if (frame.window !== null) {
    const end = Math.max(0, xOf(view, frame.window.to));
    if (end < view.width) {
      ink.globalAlpha = 0.55;
      ink.fillStyle = looks.inset;
      ink.fillRect(end, 0, view.width - end, tile.height);
      ink.globalAlpha = 1;
    }
    line(frame.window.to, looks.lineStrong, { thick: 2 });
  }
  if (frame.t0 !== null) line(frame.t0, looks.lineStrong, { dash: [4, 3] });
  if (!frame.isOver) line(scene.now, looks.accent, { thick: 1 });
}

function paintStep(
  ink: CanvasRenderingContext2D,
  scene: Scene,
  { step, top, looks }: { step: StepView; top: number; looks: Looks },
): void {
  const shape = shapeOf(step, scene.now);
  const boxes = boxesOf(shape, scene.view);
  ink.save();
  ink.translate(0, top);
  paintPlan(ink, boxes, looks);
  if (shape.form === 'milestone') paintMilestone(ink, shape, { scene, looks });
  else paintWork(ink, { shape, boxes }, looks);
  if (scene.critical.has(step.id)) paintCritical(ink, boxes, looks);
  if (boxes.noReturnX !== null) paintDiamond(ink, boxes.noReturnX, looks);
  if (boxes.etaX !== null) paintEta(ink, boxes.etaX, looks);
  paintClock(ink, { step, shape, boxes }, { scene, looks });
  ink.restore();
}

function paintPlan(ink: CanvasRenderingContext2D, { planned }: RowBoxes, looks: Looks): void {
  if (planned === null) return;
  ink.strokeStyle = looks.lineStrong;
  ink.lineWidth = 1;
  ink.beginPath();
  ink.roundRect(planned.x + 0.5, planned.y + 0.5, planned.width - 1, planned.height - 1, 2);
  ink.stroke();
}

function paintWork(
  ink: CanvasRenderingContext2D,
  { shape, boxes }: { shape: StepShape; boxes: RowBoxes },
  looks: Looks,
): void {
  const color = looks.tones[shape.tone];
  const paper = looks.surface;
  const isBegun = boxes.done !== null;
  if (boxes.ahead !== null) fillBar(ink, boxes.ahead, { fill: isBegun ? 'light' : shape.fill, color, paper });
  if (boxes.done !== null) fillBar(ink, boxes.done, { fill: shape.fill, color, paper });
  const whole = boxes.done ?? boxes.ahead;
  if (whole === null || shape.form === 'bar') return;
  const end = (boxes.ahead ?? whole).x + (boxes.ahead ?? whole).width;
  ink.fillStyle = color;
  if (shape.form === 'gate') {
    // Two posts with the way between them.
    ink.fillRect(whole.x - 1, whole.y - 4, 3, whole.height + 8);
    ink.fillRect(end - 2, whole.y - 4, 3, whole.height + 8);
  } else {
    // A wait is a span between two stops.
    ink.fillRect(whole.x - 1, whole.y - 1, 2, whole.height + 2);
    ink.fillRect(end - 1, whole.y - 1, 2, whole.height + 2);
  }
}

function paintMilestone(
  ink: CanvasRenderingContext2D,
  shape: StepShape,
  { scene, looks }: { scene: Scene; looks: Looks },
): void {
  const at = shape.done?.to ?? shape.ahead?.to ?? shape.planned?.to;
  if (at === undefined) return;
  const x = xOf(scene.view, at);
  ink.beginPath();
  ink.moveTo(x, ROW / 2 + 6);
  ink.lineTo(x - 6, ROW / 2 - 5);
  ink.lineTo(x + 6, ROW / 2 - 5);
  ink.closePath();
  ink.fillStyle = looks.tones[shape.tone];
  ink.strokeStyle = looks.tones[shape.tone];
  ink.lineWidth = 1.5;
  if (shape.done !== null) ink.fill();
  ink.stroke();
}

/** What would make the run end later stands on a strong line. */
function paintCritical(ink: CanvasRenderingContext2D, boxes: RowBoxes, looks: Looks): void {
  const from = (boxes.done ?? boxes.ahead)?.x;
  const last = boxes.ahead ?? boxes.done;
  if (from === undefined || last === null) return;
  ink.fillStyle = looks.text;
  ink.fillRect(from, ROW - 7, last.x + last.width - from, 2);
}

function paintDiamond(ink: CanvasRenderingContext2D, x: number, looks: Looks): void {
  const middle = ROW / 2 - 0.5;
  ink.beginPath();
  ink.moveTo(x, middle - 7);
  ink.lineTo(x + 7, middle);
  ink.lineTo(x, middle + 7);
  ink.lineTo(x - 7, middle);
  ink.closePath();
  ink.fillStyle = looks.warning;
  ink.strokeStyle = looks.surface;
  ink.lineWidth = 1.5;
  ink.fill();
  ink.stroke();
}

/** Somebody's word about the end: a flag on its own pole. */
function paintEta(ink: CanvasRenderingContext2D, x: number, looks: Looks): void {
  ink.fillStyle = looks.text;
  ink.fillRect(Math.round(x) - 1, 3, 2, ROW - 7);
  ink.beginPath();
  ink.moveTo(x + 1, 3);
  ink.lineTo(x + 8, 6.5);
  ink.lineTo(x + 1, 10);
  ink.closePath();
  ink.fill();
}

/** Beside what goes on now: how long it has worked, waited, or is over its time. */
function paintClock(
  ink: CanvasRenderingContext2D,
  { step, shape, boxes }: { step: StepView; shape: StepShape; boxes: RowBoxes },
  { scene, looks }: { scene: Scene; looks: Looks },
): void {
  if (step.endedAt !== null || (step.startedAt === null && step.readyAt === null)) return;
  const last = [boxes.planned, boxes.done, boxes.ahead].reduce(
    (end, box) => (box === null ? end : Math.max(end, box.x + box.width)),
    Number.NEGATIVE_INFINITY,
  );
  const edge = Math.max(last, boxes.etaX === null ? last : boxes.etaX + 8, xOf(scene.view, scene.now));
  if (!Number.isFinite(edge) || edge > scene.view.width) return;
  const isOver = shape.overSince !== null;
  ink.font = `${isOver ? '600 ' : ''}11px ${looks.font}`;
  ink.textBaseline = 'middle';
  ink.fillStyle = isOver ? looks.warning : looks.dim;
  ink.fillText(clockText(step, shape, scene.now), Math.max(4, edge + 6), ROW / 2);
}

function clockText(step: StepView, shape: Pick<StepShape, 'overSince'>, now: number): string {
  if (shape.overSince !== null) return `+${fineDuration(now - shape.overSince)} over`;
  if (step.startedAt !== null) return fineDuration(Math.max(0, now - step.startedAt));
  return `waits ${duration(Math.max(0, now - (step.readyAt ?? now)))}`;
}
