import type { DiffLine } from '../../../contract/editing.ts';

/** A run of lines that differ: [from, to) on each side. */
export interface Hunk {
  readonly beforeFrom: number;
  readonly beforeTo: number;
  readonly afterFrom: number;
  readonly afterTo: number;
}

/** With their breaks, so that joining them gives the text back. */
export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** More work than this and what lies between is told as replaced: two texts that have little in common. */
const MAX_EDITS = 2000;

/** Where two lists of lines differ, by Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986). */
export function hunksBetween(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const matched = a.length === 0 || b.length === 0 ? [] : matches(a, b);
  return between(matched, a.length, b.length).map((hunk) => ({
    beforeFrom: hunk.beforeFrom + head,
    beforeTo: hunk.beforeTo + head,
    afterFrom: hunk.afterFrom + head,
    afterTo: hunk.afterTo + head,
  }));
}

type Match = readonly [number, number];

/** Pairs of equal lines, rising on both sides. */
function matches(a: readonly string[], b: readonly string[]): readonly Match[] {
  const most = Math.min(MAX_EDITS, a.length + b.length);
  const offset = most + 1;
  const reach = new Int32Array(2 * most + 3);
  const trail: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trail.push(reach.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && at(reach, offset + k - 1) < at(reach, offset + k + 1));
      let x = isDown ? at(reach, offset + k + 1) : at(reach, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkedBack(trail, a.length, b.length);
    }
  }
  return [];
}

function walkedBack(trail: readonly Int32Array[], aLength: number, bLength: number): readonly Match[] {
  const pairs: Match[] = [];
  let x = aLength;
  let y = bLength;
  for (let d = trail.length - 1; d >= 0; d--) {
    const reach = trail[d] ?? new Int32Array();
    const get = (k: number) => at(reach, k + d + 1);
    const k = x - y;
    const previous = k === -d || (k !== d && get(k - 1) < get(k + 1)) ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : get(previous);
    const fromY = d === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) pairs.push([--x, --y]);
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

function at(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}

function between(pairs: readonly Match[], aLength: number, bLength: number): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let x = 0;
  let y = 0;
  for (const [nextX, nextY] of [...pairs, [aLength, bLength] as const]) {
    if (nextX > x || nextY > y) hunks.push({ beforeFrom: x, beforeTo: nextX, afterFrom: y, afterTo: nextY });
    x = nextX + 1;
    y = nextY + 1;
  }
  return hunks;
}

const AROUND = 3;

/** For reading: what changed, with three lines around it. */
export function compareTexts(before: string, after: string): { lines: DiffLine[]; added: number; removed: number } {
  const a = linesOf(before);
  const b = linesOf(after);
  const lines: DiffLine[] = [];
  let [x, y, added, removed] = [0, 0, 0, 0];
  const same = (to: number) => {
    for (; x < to; x++, y++) lines.push({ kind: 'same', text: bare(a[x]), before: x + 1, after: y + 1 });
  };
  for (const hunk of hunksBetween(a, b)) {
    same(hunk.beforeFrom);
    for (; x < hunk.beforeTo; x++, removed++)
      lines.push({ kind: 'removed', text: bare(a[x]), before: x + 1, after: null });
    for (; y < hunk.afterTo; y++, added++) lines.push({ kind: 'added', text: bare(b[y]), before: null, after: y + 1 });
  }
  same(a.length);
  return { lines: folded(lines), added, removed };
}

function bare(line: string | undefined): string {
  return (line ?? '').replace(/\r?\n$/, '');
}

function folded(lines: readonly DiffLine[]): DiffLine[] {
  const near = new Uint8Array(lines.length);
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'same') continue;
    near.fill(1, Math.max(0, index - AROUND), Math.min(lines.length, index + AROUND + 1));
  }
  return lines.flatMap((line, index): DiffLine[] => {
    if (near[index] === 1) return [line];
    return index === 0 || near[index - 1] === 1 ? [{ kind: 'gap', text: '', before: null, after: null }] : [];
  });
}
