import { Temporal } from 'temporal-polyfill';
import type { ResolvedWallTime, ResolveWallTime } from '../domain/plan/wall-time.ts';

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/;

/** Zones by the time-zone data of this Node; the frozen plan keeps only the instants. */
export const resolveWallTime: ResolveWallTime = (wall, zone) => {
  const [, , offset] = shape.exec(wall) ?? [null, null, null];
  if (offset === null) return malformed(wall);
  if (!isZone(zone)) {
    return {
      kind: 'unknown-zone',
      message: `There is no time zone "${zone}".`,
      cure: 'Write a zone of the IANA list, such as Europe/Berlin or UTC.',
    };
  }
  try {
    if (offset !== undefined) return { kind: 'instant', at: Temporal.Instant.from(wall).epochMilliseconds };
    return inZone(Temporal.PlainDateTime.from(wall, { overflow: 'reject' }), zone);
  } catch {
    return malformed(wall);
  }
};

function malformed(wall: string): ResolvedWallTime {
  return {
    kind: 'malformed',
    message: `"${wall}" is not a wall time that exists in the calendar.`,
    cure: "Write '2026-11-28T22:00'.",
  };
}

const zones = new Map<string, boolean>();

function isZone(zone: string): boolean {
  const known = zones.get(zone) ?? canRead(zone);
  zones.set(zone, known);
  return known;
}

function canRead(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** Two readings of the wall clock agree, unless the clock was put forward (gap) or back (fold) over it. */
function inZone(wall: Temporal.PlainDateTime, zone: string): ResolvedWallTime {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'instant', at: earlier.epochMilliseconds };
  const text = wall.toString({ smallestUnit: 'minute' });
  if (earlier.toPlainDateTime().equals(wall)) {
    const [first, second] = [earlier, later].map((reading) => `'${text}${reading.offset}'`);
    return {
      kind: 'fold',
      message: `${text} happens twice in ${zone}: the clocks are put back over it.`,
      cure: `Say which one: ${first} or ${second}.`,
    };
  }
  const [before, after] = [earlier, later].map((reading) =>
    reading.toPlainDateTime().toString({ smallestUnit: 'minute' }),
  );
  return {
    kind: 'gap',
    message: `${text} does not happen in ${zone}: the clocks are put forward over it.`,
    cure: `Write '${before}' or '${after}'.`,
  };
}
