import type { RunHeader } from '../../../contract/views.ts';
import { offsetText } from '../../domain/log/offset.ts';
import { siteFormatter } from '../../domain/log/site-time.ts';

/** Times of a run for a terminal: T± and the site's clock. */
export interface TimeText {
  /** A rehearsal's times are those of its scenario: nothing is late against this machine's clock. */
  readonly isLive: boolean;
  clock(at: number): string;
  offset(at: number): string;
  dateTime(at: number): string;
}

type Timed = Pick<RunHeader, 'timezone' | 't0' | 'mode'>;

export function timeTextOf({ timezone: zone, t0, mode }: Timed): TimeText {
  const clock = siteFormatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = siteFormatter(zone, { day: '2-digit', month: 'short', year: 'numeric' });
  return {
    isLive: mode === 'live',
    clock: (at) => clock.format(at),
    offset: (at) => (t0 === null ? '' : offsetText(at - t0)),
    dateTime: (at) => `${date.format(at)} ${clock.format(at)}`,
  };
}
