import type { StepView } from '../../../../contract/views.ts';
import type { Looks } from './looks.ts';
import { ROW, type Scene } from './scene.ts';
import { xOf } from './time-view.ts';

/** An arrow from one step's edge to another's, by rows and instants. */
export interface Arrow {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromAt: number;
  readonly toAt: number;
  /** Out of the end (FS, FF) or the start (SS, SF); into the start (FS, SS) or the end (FF, SF). */
  readonly type: StepView['after'][number]['type'];
}

/** What the selected step waits for and what waits for it; the rest would be a thicket. */
export function arrowsOf(rows: Scene['rows'], selected: string | null): readonly Arrow[] {
  if (selected === null) return [];
  const places = new Map<string, { row: number; step: StepView }>();
  for (const [row, line] of rows.entries())
    if (line.kind === 'step') places.set(line.step.id, { row, step: line.step });
  const chosen = places.get(selected);
  if (chosen === undefined) return [];
  const before = chosen.step.after.flatMap((one) => arrow(places.get(one.step), chosen, one.type));
  const behind = [...places.values()].flatMap((place) =>
    place.step.after.filter((one) => one.step === selected).flatMap((one) => arrow(chosen, place, one.type)),
  );
  return [...before, ...behind];
}

type Place = { readonly row: number; readonly step: StepView };

function arrow(from: Place | undefined, to: Place | undefined, type: Arrow['type']): readonly Arrow[] {
  if (from === undefined || to === undefined) return [];
  const fromAt = type === 'FS' || type === 'FF' ? endOf(from.step) : startOf(from.step);
  const toAt = type === 'FS' || type === 'SS' ? startOf(to.step) : endOf(to.step);
  return fromAt === null || toAt === null ? [] : [{ fromRow: from.row, toRow: to.row, fromAt, toAt, type }];
}

function startOf(step: StepView): number | null {
  return step.startedAt ?? step.projectedStart ?? step.plannedStart;
}

function endOf(step: StepView): number | null {
  return step.endedAt ?? step.projectedEnd ?? step.plannedEnd;
}

export function paintDependencies(
  ink: CanvasRenderingContext2D,
  scene: Scene,
  { looks, tile }: { looks: Looks; tile: { readonly top: number; readonly height: number } },
): void {
  ink.strokeStyle = looks.accent;
  ink.fillStyle = looks.accent;
  ink.lineWidth = 1.25;
  for (const one of arrowsOf(scene.rows, scene.selected)) {
    const [high, low] = one.fromRow < one.toRow ? [one.fromRow, one.toRow] : [one.toRow, one.fromRow];
    if ((low + 1) * ROW < tile.top || high * ROW > tile.top + tile.height) continue;
    paintArrow(ink, one, scene);
  }
}

function paintArrow(ink: CanvasRenderingContext2D, one: Arrow, { view }: Scene): void {
  const fromX = xOf(view, one.fromAt);
  const toX = xOf(view, one.toAt);
  const isDown = one.toRow > one.fromRow;
  const fromY = one.fromRow * ROW + ROW / 2;
  const toY = one.toRow * ROW + (isDown ? 6 : ROW - 8);
  ink.beginPath();
  ink.moveTo(fromX, fromY);
  const bendX = Math.max(fromX + 4, toX);
  ink.lineTo(bendX, fromY);
  if (bendX !== toX) {
    const lane = isDown ? one.toRow * ROW - 1 : (one.toRow + 1) * ROW;
    ink.lineTo(bendX, lane);
    ink.lineTo(toX, lane);
  }
  ink.lineTo(toX, toY);
  ink.stroke();
  const back = isDown ? -5 : 5;
  ink.beginPath();
  ink.moveTo(toX, toY);
  ink.lineTo(toX - 3.5, toY + back);
  ink.lineTo(toX + 3.5, toY + back);
  ink.closePath();
  ink.fill();
}
