import type { Fill } from './step-shape.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Ink = Pick<
  CanvasRenderingContext2D,
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'rect'
  | 'roundRect'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'fillRect'
  | 'setLineDash'
> & {
  globalAlpha: number;
  fillStyle: string | CanvasGradient | CanvasPattern;
  strokeStyle: string | CanvasGradient | CanvasPattern;
  lineWidth: number;
};

/** Fills a bar so that its state can be told without its colour. `paper` = the colour of marks upon a full bar. */
export function fillBar(ink: Ink, box: Box, how: { fill: Fill; color: string; paper: string }): void {
  ink.save();
  ink.beginPath();
  if (how.fill === 'thin') ink.rect(box.x, box.y + box.height / 2 - 1, box.width, 2);
  else ink.roundRect(box.x, box.y, box.width, box.height, 2);
  ink.clip();
  patterns[how.fill](ink, box, how);
  ink.restore();
  if (isOutlined.has(how.fill)) outline(ink, box, how.color);
}

const isOutlined: ReadonlySet<Fill> = new Set(['light', 'dotted', 'hatched', 'waved']);

type Colors = { readonly color: string; readonly paper: string };
const patterns: Readonly<Record<Fill, (ink: Ink, box: Box, colors: Colors) => void>> = {
  solid: (ink, box, { color }) => wash(ink, box, { color, alpha: 1 }),
  thin: (ink, box, { color }) => wash(ink, box, { color, alpha: 1 }),
  light: (ink, box, { color }) => wash(ink, box, { color, alpha: 0.18 }),
  dotted: (ink, box, { color }) => {
    wash(ink, box, { color, alpha: 0.14 });
    ink.fillStyle = color;
    for (let x = box.x + 4; x < box.x + box.width; x += 6) {
      ink.beginPath();
      ink.arc(x, box.y + box.height / 2, 1.25, 0, Math.PI * 2);
      ink.fill();
    }
  },
  striped: (ink, box, { color, paper }) => {
    wash(ink, box, { color, alpha: 1 });
    slants(ink, box, { color: paper, every: 7, lean: 1 });
  },
  crossed: (ink, box, { color, paper }) => {
    wash(ink, box, { color, alpha: 1 });
    slants(ink, box, { color: paper, every: 8, lean: 1 });
    slants(ink, box, { color: paper, every: 8, lean: -1 });
  },
  hatched: (ink, box, { color }) => {
    wash(ink, box, { color, alpha: 0.16 });
    slants(ink, box, { color, every: 6, lean: 1 });
  },
  waved: (ink, box, { color }) => {
    wash(ink, box, { color, alpha: 0.2 });
    ink.fillStyle = color;
    ink.fillRect(box.x, box.y + 2, box.width, 2);
    ink.fillRect(box.x, box.y + box.height - 4, box.width, 2);
  },
};

function wash(ink: Ink, box: Box, { color, alpha }: { color: string; alpha: number }): void {
  ink.globalAlpha = alpha;
  ink.fillStyle = color;
  ink.fillRect(box.x, box.y, box.width, box.height);
  ink.globalAlpha = 1;
}

function slants(ink: Ink, box: Box, how: { color: string; every: number; lean: 1 | -1 }): void {
  ink.strokeStyle = how.color;
  ink.lineWidth = 1.25;
  ink.beginPath();
  const drop = box.height;
  // Counted from a fixed place, so that a bar that grows does not make its stripes wander.
  for (let x = Math.floor((box.x - drop) / how.every) * how.every; x < box.x + box.width + drop; x += how.every) {
    ink.moveTo(how.lean === 1 ? x : x + drop, box.y + drop);
    ink.lineTo(how.lean === 1 ? x + drop : x, box.y);
  }
  ink.stroke();
}

function outline(ink: Ink, box: Box, color: string): void {
  ink.strokeStyle = color;
  ink.lineWidth = 1;
  ink.beginPath();
  ink.roundRect(box.x + 0.5, box.y + 0.5, Math.max(1, box.width - 1), box.height - 1, 2);
  ink.stroke();
}
