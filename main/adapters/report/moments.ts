import { offsetText } from '../../domain/log/offset.ts';
import { isUtc, siteFormatter } from '../../domain/log/site-time.ts';

/** Instants as people read them: the site's wall time first, UTC beside it, T± from T0. */
export interface Moments {
  readonly zone: string;
  /** `22:04:11` at the site. */
  site(at: number): string;
  siteDate(at: number): string;
  /** `22:04:11 UTC`, with its date where it is another than the site's. */
  utc(at: number): string;
  /** `2026-11-28T21:04:11.123Z` */
  exact(at: number): string;
  /** `T+1:02:03`, or an empty text without T0. */
  offset(at: number): string;
  /** False where the site's clock is UTC, and saying both would say nothing. */
  readonly hasZone: boolean;
}

export function momentsIn(zone: string, t0: number | null): Moments {
  const time = siteFormatter(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = siteFormatter(zone, { day: 'numeric', month: 'short', year: 'numeric' });
  const siteDate = (at: number): string => date.format(at);
  return {
    zone,
    site: (at) => time.format(at),
    siteDate,
    utc: (at) => utcText(at, siteDate(at)),
    exact: (at) => new Date(at).toISOString(),
    offset: (at) => (t0 === null ? '' : offsetText(at - t0, '−')),
    hasZone: !isUtc(zone),
  };
}

const utcDate = siteFormatter('UTC', { day: 'numeric', month: 'short', year: 'numeric' });

function utcText(at: number, siteDate: string): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const date = utcDate.format(at);
  return date === siteDate ? `${time} UTC` : `${date.slice(0, -5)} ${time} UTC`;
}
