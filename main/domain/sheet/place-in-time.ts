import type { ResolveWallTime } from '../plan/wall-time.ts';
import type { FindingBook } from './findings.ts';
import type { Phase } from './phases.ts';
import { type PlannedTimes, wallText } from './planned-times.ts';
import { offsetText } from './read-duration.ts';
import { rollForward } from './roll-forward.ts';
import type { StepLink } from './step-links.ts';
import { columnOf, type Table } from './table.ts';

const DAY_MS = 86_400_000;

export interface PlacedStep {
  readonly startAt: string | null;
  /** The planned start is told by `startAt` or follows from the predecessors: it needs not be kept. */
  readonly isStartTold: boolean;
}

export interface PlacedPlan {
  readonly steps: readonly PlacedStep[];
  /** Wall times in the zone; null = the sheet has no dates. */
  readonly window: { readonly start: string; readonly end: string } | null;
  /** From T0 to the last end, ms; null = unknown. */
  readonly lengthMs: number | null;
}

export interface Placing {
  readonly table: Table;
  readonly rows: readonly number[];
  readonly phases: readonly (Phase | null)[];
  readonly times: readonly PlannedTimes[];
  readonly links: readonly (readonly StepLink[])[];
  readonly dated: boolean;
  /** A T0 somebody named, UTC ms. */
  readonly givenStart: number | null;
  readonly timezone: string;
  readonly resolve: ResolveWallTime;
  readonly book: FindingBook;
}

/** T0, the window, and the starts that do not follow from the predecessors alone. */
export function placeInTime(placing: Placing): PlacedPlan {
  const { times, links } = placing;
  const offsetZero = zeroOf(placing);
  const fixed = times.map((time) => {
    const byOffset = time.offsetMs === null || offsetZero === null ? null : offsetZero + time.offsetMs;
    return { ...time, fixedAt: time.startAt ?? byOffset };
  });
  const rolled = rollForward(fixed, links);
  const starts = rolled.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]));
  const zero = offsetZero ?? zeroByPhase(placing, rolled) ?? least(starts);
  const ends = rolled.flatMap(({ endAt }, index) =>
    endAt === null || placing.phases[index] === 'hypercare' ? [] : [endAt],
  );
  const end = greatest(ends.length > 0 ? ends : rolled.flatMap(({ endAt }) => (endAt === null ? [] : [endAt])));
  const steps = fixed.map((time, index) =>
    placeStep(placing, { index, time, zero, released: rolled[index]?.released ?? null }),
  );
  const lengthMs = zero === null || end === null || end <= zero ? null : end - zero;
  const isDated = placing.dated || placing.givenStart !== null;
  if (!isDated || zero === null || lengthMs === null) return { steps, window: null, lengthMs };
  const wall = (at: number) => wallAt(at, placing);
  return { steps, window: { start: wall(zero), end: wall(zero + lengthMs) }, lengthMs };
}

/** T0 where the sheet has offsets: told by a row with an offset and a planned start, or given; else it counts from 0. */
function zeroOf({ times, givenStart }: Placing): number | null {
  if (givenStart !== null) return givenStart;
  const offsets = times.filter((time) => time.offsetMs !== null);
  if (offsets.length === 0) return null;
  const told = offsets.find((time) => time.startAt !== null);
  return told === undefined ? 0 : (told.startAt ?? 0) - (told.offsetMs ?? 0);
}

/** Preparation that begins more than a day before the cutover does not open the window: the cutover does. */
function zeroByPhase({ phases }: Placing, rolled: readonly { readonly startAt: number | null }[]): number | null {
  const starts = rolled.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]));
  const cutover = rolled.flatMap(({ startAt }, index) =>
    startAt === null || phases[index] !== 'cutover' ? [] : [startAt],
  );
  const [first, opening] = [least(starts), least(cutover)];
  return first === null || opening === null || opening - first <= DAY_MS ? null : opening;
}

interface StepPlace {
  readonly index: number;
  readonly time: PlannedTimes;
  readonly zero: number | null;
  readonly released: number | null;
}

function placeStep(placing: Placing, { index, time, zero, released }: StepPlace): PlacedStep {
  if (time.offsetMs !== null)
    return {
      startAt: offsetText(time.offsetMs),
      isStartTold: time.startAt === null || zero === time.startAt - time.offsetMs,
    };
  if (time.startAt === null || zero === null) return { startAt: null, isStartTold: false };
  const hasPredecessors = (placing.links[index] ?? []).length > 0;
  if (!hasPredecessors || released === null) return { startAt: offsetText(time.startAt - zero), isStartTold: true };
  if (time.startAt < released - 60_000) {
    const row = placing.rows[index] ?? 0;
    placing.book.warn(
      { row, column: columnOf(placing.table, 'start') },
      {
        rule: 'start-before-predecessor',
        message:
          'The planned start lies before the end of what the row waits for. The predecessors decide; the planned start is kept as a text.',
        cure: 'Correct the planned start, a duration above it, or the predecessors.',
      },
    );
    return { startAt: null, isStartTold: false };
  }
  const isGap = time.startAt > released + 60_000;
  return { startAt: isGap ? offsetText(time.startAt - zero) : null, isStartTold: true };
}

function least(values: readonly number[]): number | null {
  return values.reduce((best: number | null, value) => (best === null ? value : Math.min(best, value)), null);
}

function greatest(values: readonly number[]): number | null {
  return values.reduce((best: number | null, value) => (best === null ? value : Math.max(best, value)), null);
}

/** The wall time of an instant: guessed as UTC, then put right by what the zone makes of the guess. */
function wallAt(at: number, { resolve, timezone }: Placing): string {
  let guess = at;
  for (let round = 0; round < 3; round++) {
    const resolved = resolve(wallText(guess), timezone);
    if (resolved.kind !== 'instant') break;
    if (resolved.at === at) return wallText(guess);
    guess += at - resolved.at;
  }
  return `${wallText(at)}Z`;
}
