import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { ResolveWallTime } from '../../domain/plan/index.ts';

/** A wall time somebody typed, as an instant; a time the zone's clock skips or shows twice is refused with its cure. */
export function instantOf(wall: string, zone: string, resolve: ResolveWallTime): Result<number> {
  const resolved = resolve(wall.trim().replace(' ', 'T'), zone);
  if (resolved.kind === 'instant') return ok(resolved.at);
  return failed('invalid-input', `${resolved.message} ${resolved.cure}`);
}
