import type { Splice } from './editing.ts';

/** In order, none overlapping. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const { from, to, text: instead } of splices) {
    parts.push(text.slice(at, from), instead);
    at = to;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** The least that turns one text into the other. */
export function narrowed(before: string, after: string): Splice[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let tail = 0;
  while (
    tail < shorter - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return [{ from, to: before.length - tail, text: after.slice(from, after.length - tail) }];
}
