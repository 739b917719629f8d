import type { Arrow } from './arrows.ts';
import type { Looks } from './looks.ts';
import { ROW, type Scene } from './scene.ts';
import { xOf } from './time-view.ts';

export function paintDependencies(
  ink: CanvasRenderingContext2D,
  scene: Scene,
  { looks, tile }: { looks: Looks; tile: { readonly top: number; readonly height: number } },
): void {
  ink.strokeStyle = looks.accent;
  ink.fillStyle = looks.accent;
  ink.lineWidth = 1.25;
  for (const one of scene.arrows) {
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
