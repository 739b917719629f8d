import type { RunHeader } from '../../../../contract/views.ts';
import type { RunsheetRow } from '../runsheet-rows.ts';
import type { Arrow } from './arrows.ts';
import type { Extent, TimeView } from './time-view.ts';

export const ROW = 28;
export const AXIS = 36;

/** Everything a picture of the bars depends on; the same scene gives the same picture. */
export interface Scene {
  readonly rows: readonly RunsheetRow[];
  readonly view: TimeView;
  readonly now: number;
  readonly selected: string | null;
  readonly critical: ReadonlySet<string>;
  readonly arrows: readonly Arrow[];
  readonly frame: Frame;
}

/** The instants of the whole run. */
export interface Frame {
  readonly t0: number | null;
  readonly window: Extent | null;
  /** Nothing moves any more: no now line, no following. */
  readonly isOver: boolean;
  readonly zone: string;
}

export function frameOf(header: RunHeader): Frame {
  return {
    t0: header.t0,
    window: header.window === null ? null : { from: header.window.start, to: header.window.end },
    isOver: header.endedAt !== null,
    zone: header.timezone,
  };
}

/** The rows of which something lies between two heights. */
export function rowsBetween(
  top: number,
  bottom: number,
  count: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(top / ROW));
  return { from, to: Math.max(from, Math.min(count, Math.ceil(bottom / ROW))) };
}
