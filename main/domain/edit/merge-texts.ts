import type { MergeConflict } from '../../../contract/editing.ts';
import { type Hunk, hunksBetween, linesOf } from './line-diff.ts';

export interface Merged {
  /** null = both changed the same lines. */
  readonly text: string | null;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Three-way merge by lines: what only one side changed is taken from it; where both changed the same or neighbouring
 * lines, and not to the same, a person chooses.
 */
export function mergeTexts(base: string, newest: string, mine: string): Merged {
  const [b, n, m] = [linesOf(base), linesOf(newest), linesOf(mine)];
  const parts: string[] = [];
  const conflicts: MergeConflict[] = [];
  let at = 0;
  for (const region of regionsOf(hunksBetween(b, n), hunksBetween(b, m))) {
    parts.push(...b.slice(at, region.from));
    const theirs = sideOf(n, region.newest, region);
    const ours = sideOf(m, region.mine, region);
    const before = b.slice(region.from, region.to);
    const [t, o] = [theirs.join(''), ours.join('')];
    if (region.mine.length === 0 || t === o) parts.push(...theirs);
    else if (region.newest.length === 0) parts.push(...ours);
    else conflicts.push({ line: firstLine(region), base: before, newest: [...theirs], mine: [...ours] });
    at = region.to;
  }
  parts.push(...b.slice(at));
  return { text: conflicts.length === 0 ? parts.join('') : null, conflicts };
}

/** A stretch of the base that hunks of either side touch, those of both that touch each other together. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly newest: readonly Hunk[];
  readonly mine: readonly Hunk[];
}

function regionsOf(newest: readonly Hunk[], mine: readonly Hunk[]): readonly Region[] {
  const all = [
    ...newest.map((hunk) => ({ side: 'newest' as const, hunk })),
    ...mine.map((hunk) => ({ side: 'mine' as const, hunk })),
  ].toSorted((one, other) => one.hunk.beforeFrom - other.hunk.beforeFrom || one.hunk.beforeTo - other.hunk.beforeTo);
  const regions: Region[] = [];
  for (const { side, hunk } of all) {
    const last = regions.at(-1);
    const joins = last !== undefined && hunk.beforeFrom <= last.to;
    const into: Region = joins ? last : { from: hunk.beforeFrom, to: hunk.beforeTo, newest: [], mine: [] };
    const grown: Region = { ...into, to: Math.max(into.to, hunk.beforeTo), [side]: [...into[side], hunk] };
    regions.splice(joins ? -1 : regions.length, joins ? 1 : 0, grown);
  }
  return regions;
}

/** What one side made of the region: its changes, and the base's lines between them. */
function sideOf(lines: readonly string[], hunks: readonly Hunk[], { from, to }: Region): readonly string[] {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (first === undefined || last === undefined) return [];
  return lines.slice(first.afterFrom - (first.beforeFrom - from), last.afterTo + (to - last.beforeTo));
}

function firstLine({ newest, from }: Region): number {
  const first = newest[0];
  return first === undefined ? from + 1 : first.afterFrom - (first.beforeFrom - from) + 1;
}
