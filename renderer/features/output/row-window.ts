/** Which rows are in sight, and how the scroll bar stands to them, for any number of rows. */
export interface RowWindow {
  readonly count: number;
  /** Rows that fit wholly. */
  readonly fits: number;
  readonly height: number;
}

export const OUTPUT_ROW = 18;
/** Browsers cut elements off at some ten million pixels: beyond this a pixel of the bar is several rows. */
const TALLEST = 8_000_000;

export function windowOf(count: number, height: number): RowWindow {
  return { count, height, fits: Math.max(1, Math.floor(height / OUTPUT_ROW)) };
}

/** The height of what the scroll bar stands for. */
export function scrollHeight({ count, height }: RowWindow): number {
  return Math.max(height, Math.min(count * OUTPUT_ROW, TALLEST));
}

export function lastTop({ count, height }: RowWindow): number {
  return Math.max(0, count - height / OUTPUT_ROW);
}

export function topAt(window: RowWindow, scrollTop: number): number {
  const way = scrollHeight(window) - window.height;
  return way <= 0 ? 0 : Math.min(1, Math.max(0, scrollTop / way)) * lastTop(window);
}

export function scrollTopOf(window: RowWindow, top: number): number {
  const last = lastTop(window);
  if (last === 0) return 0;
  return (Math.min(last, Math.max(0, top)) / last) * (scrollHeight(window) - window.height);
}

/** The top that brings a row into sight, in the middle when it was out of it. */
export function topFor(window: RowWindow, top: number, row: number): number {
  if (row >= Math.ceil(top) && row < Math.floor(top) + window.fits) return top;
  return Math.min(lastTop(window), Math.max(0, row - Math.floor(window.fits / 2)));
}
