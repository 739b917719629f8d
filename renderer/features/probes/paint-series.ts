import type { SampleBucket } from '../../../contract/samples.ts';
import type { DrawnSeries } from '../../state/probe-slice.ts';
import type { Looks } from '../runsheet/gantt/looks.ts';
import { type TimeView, xOf } from '../runsheet/gantt/time-view.ts';

export const SERIES_ROW = 30;
/** The line of values stands above, the answers as blocks below. */
const LINE = { top: 4, height: 13 };
const BLOCKS = { bottom: SERIES_ROW - 3, low: 5, middle: 7, high: 20 };

export interface SeriesPicture {
  readonly view: TimeView;
  readonly drawn: DrawnSeries | null;
  /** How often it is asked: an answer stands until the next one is due. */
  readonly everyMs: number;
  /** Starts of steps, and T0, as lines behind the answers. */
  readonly starts: readonly number[];
  readonly t0: number | null;
  readonly pointAt: number | null;
}

/**
 * Shape before colour: successful is a low block, failed one of full height, inconclusive a hatched one of its own
 * height, and where nothing was asked there is nothing.
 */
export function paintSeries(ink: CanvasRenderingContext2D, picture: SeriesPicture, looks: Looks): void {
  const { view, drawn, starts, t0, pointAt } = picture;
  ink.clearRect(0, 0, view.width, SERIES_ROW);
  ink.fillStyle = looks.line;
  for (const at of starts) ink.fillRect(Math.round(xOf(view, at)), 0, 1, SERIES_ROW);
  if (t0 !== null) {
    ink.fillStyle = looks.accent;
    for (let y = 0; y < SERIES_ROW; y += 6) ink.fillRect(Math.round(xOf(view, t0)), y, 1, 3);
  }
  if (drawn !== null) {
    const standsMs = Math.max(drawn.bucketMs, picture.everyMs * STANDS);
    for (const [index, bucket] of drawn.buckets.entries()) {
      const next = drawn.buckets[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      paintBucket(ink, bucket, { view, lastsMs: Math.min(standsMs, next - bucket.from), looks });
    }
    paintLine(ink, drawn, { view, looks });
  }
  if (pointAt === null) return;
  ink.fillStyle = looks.text;
  ink.fillRect(Math.round(xOf(view, pointAt)), 0, 1, SERIES_ROW);
}

interface Around {
  readonly view: TimeView;
  readonly lastsMs: number;
  readonly looks: Looks;
}

function paintBucket(ink: CanvasRenderingContext2D, bucket: SampleBucket, { view, lastsMs, looks }: Around): void {
  const left = xOf(view, bucket.from);
  const x = Math.round(left);
  const width = Math.max(1, Math.round(left + lastsMs / view.msPerPx) - x);
  if (x > view.width || x + width < 0) return;
  // Two heights may stand beside each other in one bucket: the worse one is drawn over the better.
  if (bucket.successful > 0) block(ink, { x, width, height: BLOCKS.low }, looks.tones.succeeded);
  if (bucket.inconclusive > 0) hatched(ink, { x, width, height: BLOCKS.middle }, looks.tones.unknown);
  if (bucket.failed > 0) block(ink, { x, width, height: BLOCKS.high }, looks.tones.failed);
}

interface Block {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

function block(ink: CanvasRenderingContext2D, { x, width, height }: Block, color: string): void {
  ink.fillStyle = color;
  ink.fillRect(x, BLOCKS.bottom - height, width, height);
}

function hatched(ink: CanvasRenderingContext2D, { x, width, height }: Block, color: string): void {
  const top = BLOCKS.bottom - BLOCKS.low - height;
  ink.fillStyle = color;
  for (let column = 0; column < width; column += 1) {
    for (let row = 0; row < height; row += 1) if ((x + column + row) % 4 < 2) ink.fillRect(x + column, top + row, 1, 1);
  }
}

/** What was measured, scaled to the series' own highest value; broken where nothing was. */
function paintLine(ink: CanvasRenderingContext2D, drawn: DrawnSeries, { view, looks }: Omit<Around, 'lastsMs'>): void {
  const highest = drawn.buckets.reduce((most, { high }) => Math.max(most, high ?? 0), 0);
  if (highest <= 0) return;
  ink.strokeStyle = looks.dim;
  ink.lineWidth = 1;
  ink.beginPath();
  let before: number | null = null;
  for (const { from, mean } of drawn.buckets) {
    if (mean === null) {
      before = null;
      continue;
    }
    const x = xOf(view, from + drawn.bucketMs / 2);
    const y = LINE.top + LINE.height * (1 - Math.max(0, mean) / highest);
    // A stretch in which nothing was asked is no line.
    if (before === null || from - before > Math.max(drawn.bucketMs * 3, GAP_MS)) ink.moveTo(x, y);
    else ink.lineTo(x, y);
    before = from;
  }
  ink.stroke();
}

const GAP_MS = 90_000;
/** So many turns an answer is drawn on; where the next one did not come, a gap is a gap. */
const STANDS = 1.3;
