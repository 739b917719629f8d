import type { OutputSlice } from '../../state/output-slice.ts';
import type { OutputQuery } from './output-query.ts';

/** The rows that match, rising, as far as was looked. */
export interface Findings {
  readonly hits: readonly number[];
  /** More rows match than are kept; they are counted. */
  readonly count: number;
  /** Where to go on when more is stored. */
  readonly reached: number;
  readonly searchedBytes: number;
  readonly totalBytes: number;
}

export const nothingFound: Findings = { hits: [], count: 0, reached: 0, searchedBytes: 0, totalBytes: 0 };
/** A list nobody steps through to its end. */
export const MOST_HITS = 100_000;

interface Find {
  readonly query: OutputQuery;
  readonly find: OutputSlice['findInOutput'];
  readonly signal: AbortSignal;
  /** Told after each part. */
  tell(found: Findings): void;
}

/** Looks through all that is stored, part by part, from where `before` ended. Throws what a person should read. */
export async function findInOutput({ query, find, signal, tell }: Find, before: Findings): Promise<void> {
  let found = before;
  for (let from: number | null = before.reached; from !== null && !signal.aborted; ) {
    const answer = await find({ query, from });
    if (signal.aborted) return;
    if (!answer.ok) throw new Error(answer.problem.message);
    const { rows, next, reached, searchedBytes, totalBytes } = answer.value;
    const count = found.count + rows.length;
    found = { hits: joined(found.hits, rows), count, reached, searchedBytes, totalBytes };
    tell(found);
    from = next;
  }
}

/** A line that began in the part before may be told late. */
function joined(hits: readonly number[], rows: readonly number[]): readonly number[] {
  if (rows.length === 0 || hits.length >= MOST_HITS) return hits;
  const all = [...hits, ...rows];
  const isRising = (rows[0] ?? 0) > (hits.at(-1) ?? -1);
  return (isRising ? all : [...new Set(all)].sort((a, b) => a - b)).slice(0, MOST_HITS);
}
