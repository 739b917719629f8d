import type { ResolvedWallTime, ResolveWallTime } from '../plan/wall-time.ts';

/** A date means its end (a certificate is good all that day); a wall time means itself. */
export function dayInstant(text: string, zone: string, resolve: ResolveWallTime): ResolvedWallTime {
  if (text.includes('T')) return resolve(text, zone);
  const noon = resolve(`${text}T12:00`, zone);
  // The last minute may be one that the zone's clock skips or repeats.
  for (const clock of ['23:59', '22:59', '21:59']) {
    const end = resolve(`${text}T${clock}`, zone);
    if (end.kind === 'instant') return end;
  }
  return noon;
}
