import type { DurationUnit, SheetField } from '../../../contract/sheets.ts';
import { otherTimes, type Synonym, synonyms } from './heading-synonyms.ts';
import { plainWords } from './plain-words.ts';

/** What a heading may mean, best first. */
export interface HeadingMatch {
  readonly field: SheetField;
  /** 1 = the very word; below 0.5 nothing is said. */
  readonly score: number;
}

const byWords = Map.groupBy(synonyms, (synonym) => synonym.words);
const remembered = new Map<string, readonly HeadingMatch[]>();

export function matchHeading(heading: string): readonly HeadingMatch[] {
  const known = remembered.get(heading);
  if (known !== undefined) return known;
  const matches = match(heading);
  // Headings of strange sheets come and go; the map stays small.
  if (remembered.size > 2000) remembered.clear();
  remembered.set(heading, matches);
  return matches;
}

function match(heading: string): readonly HeadingMatch[] {
  if (heading.length > 80) return [];
  if (/^\s*(#|№|nº|n°)\s*$/i.test(heading)) return [{ field: 'id', score: 1 }];
  const words = plainWords(heading);
  const bare = plainWords(withoutUnit(heading));
  if (words === '') return [];
  const exact = [...(byWords.get(words) ?? []), ...(byWords.get(bare) ?? [])];
  if (exact.length > 0) return named(exact, (synonym) => (synonym.words === words ? 1 : 0.97));
  const tokens = (bare === '' ? words : bare).split(' ');
  const isOther = tokens.some((token) => otherTimes.has(token));
  const near = synonyms.flatMap((synonym) => {
    const score = likeness(tokens, synonym);
    return score >= 0.5 && !(isOther && isTime(synonym.field)) ? [{ synonym, score }] : [];
  });
  const best = new Map(near.toSorted((a, b) => a.score - b.score).map(({ synonym, score }) => [synonym, score]));
  const found = named([...best.keys()], (synonym) => best.get(synonym) ?? 0);
  const keptScore = Math.max(0, ...near.filter(({ synonym }) => synonym.field === null).map(({ score }) => score));
  return found.filter(({ score }) => score > keptScore);
}

function isTime(field: SheetField | null): boolean {
  return field === 'start' || field === 'end' || field === 'duration' || field === 'date' || field === 'offset';
}

function named(found: readonly Synonym[], scoreOf: (synonym: Synonym) => number): readonly HeadingMatch[] {
  const best = new Map<SheetField, number>();
  for (const synonym of found) {
    if (synonym.field === null) continue;
    best.set(synonym.field, Math.max(best.get(synonym.field) ?? 0, scoreOf(synonym)));
  }
  return [...best].map(([field, score]) => ({ field, score })).toSorted((a, b) => b.score - a.score);
}

/** How much a heading's words are those of a synonym: all of its words, begun words (`verantw.`), slips of the pen. */
function likeness(tokens: readonly string[], synonym: Synonym): number {
  const used = new Set<number>();
  let sum = 0;
  for (const wanted of synonym.tokens) {
    let best = 0;
    let at = -1;
    for (const [index, token] of tokens.entries()) {
      const score = used.has(index) ? 0 : tokenLikeness(token, wanted);
      if (score > best) {
        best = score;
        at = index;
      }
    }
    if (best === 0) return 0;
    used.add(at);
    sum += best;
  }
  const average = sum / synonym.tokens.length;
  const coverage = synonym.tokens.length / Math.max(tokens.length, synonym.tokens.length);
  // One short word inside a long heading says little: "to" in "Time to recover".
  if (coverage < 1 && synonym.words.length < 4) return 0;
  return average * (0.55 + 0.4 * coverage);
}

function tokenLikeness(token: string, wanted: string): number {
  if (token === wanted) return 1;
  if (token.length >= 4 && wanted.startsWith(token)) return 0.85;
  if (wanted.length >= 5 && token.startsWith(wanted)) return 0.75;
  if (wanted.length >= 6 && token.length >= 6 && token.endsWith(wanted)) return 0.7;
  const reach = wanted.length >= 9 ? 2 : wanted.length >= 5 ? 1 : 0;
  return reach > 0 && isNear(token, wanted, reach) ? 0.8 : 0;
}

/** At most `reach` letters inserted, left out, swapped or wrong. */
function isNear(a: string, b: string, reach: number): boolean {
  if (Math.abs(a.length - b.length) > reach) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [a.slice(start, endA), b.slice(start, endB)];
  if (restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]) return true;
  return Math.max(restA.length, restB.length) <= reach;
}

const unitWords: readonly (readonly [DurationUnit, RegExp])[] = [
  ['min', /\b(min|mins|minutes?|minuten?)\b/],
  ['h', /\b(h|hr|hrs|hours?|std|stunden?)\b/],
  ['d', /\b(d|days?|tage?|at|pt)\b/],
  ['s', /\b(s|sec|secs|seconds?|sek|sekunden?)\b/],
];

/** `Duration (min)`, `Dauer in Stunden`, `Duration [h]`; hh:mm is no unit of plain numbers. */
export function unitIn(heading: string): DurationUnit | null {
  if (/h+\s*:\s*m+/i.test(heading)) return null;
  const words = plainWords(heading);
  return unitWords.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/** The heading without what stands in brackets, and without `in minutes`. */
export function withoutUnit(heading: string): string {
  return heading
    .replace(/[([{][^)\]}]*[)\]}]/g, ' ')
    .replace(/\bin\s+(min|minuten|minutes|h|stunden|hours|tagen|days)\b\.?/i, ' ')
    .trim();
}
