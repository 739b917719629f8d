/** A wall time in a zone, resolved: an instant, or the reason why there is none (DST gap) or two (fold). */
export type ResolvedWallTime =
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'gap' | 'fold' | 'unknown-zone' | 'malformed'; readonly message: string; readonly cure: string };

/** Resolves `2026-11-28T22:00` in `Europe/Berlin` to UTC ms. An explicit offset or Z wins over the zone. */
export type ResolveWallTime = (wall: string, zone: string) => ResolvedWallTime;
