import { useEffect, useRef, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import type { OutputState } from '../../state/output-slice.ts';
import { type Findings, findInOutput, nothingFound } from './find-in-output.ts';
import { nextHit, type OutputQuery, queryProblem } from './output-query.ts';

export interface OutputSearch {
  readonly query: OutputQuery;
  readonly found: Findings;
  /** The place among the hits of the one that is shown; -1 = none. */
  readonly current: number;
  readonly isSearching: boolean;
  readonly problem: string | null;
  ask(change: Partial<OutputQuery>): void;
  /** To the next hit after `row`, or the one before it; answers with its row. */
  step(by: 1 | -1, row: number): number | null;
  stop(): void;
}

/** Looks through the whole attempt while it is typed, and goes on as more is stored. */
export function useOutputSearch({ window }: OutputState): OutputSearch {
  const find = useDesk((state) => state.findInOutput);
  const [query, setQuery] = useState<OutputQuery>({ text: '', isPattern: false, isCaseSensitive: false });
  const [found, setFound] = useState<Findings>(nothingFound);
  const [current, setCurrent] = useState(-1);
  const [isSearching, setSearching] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const work = useRef<AbortController | null>(null);
  const known = useRef(nothingFound);
  const total = window.totals.settled;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another output is another search
  useEffect(() => {
    known.current = nothingFound;
    setFound(nothingFound);
    setCurrent(-1);
    setFailure(null);
    return () => work.current?.abort();
  }, [query, window]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows are more to look through
  useEffect(() => {
    if (query.text === '' || queryProblem(query) !== null || work.current?.signal.aborted === false) return;
    const control = new AbortController();
    work.current = control;
    setSearching(true);
    const tell = (next: Findings) => {
      known.current = next;
      setFound(next);
    };
    findInOutput({ query, find, signal: control.signal, tell }, known.current)
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        control.abort();
        // A search that was given up for the next one has nothing to say about it.
        if (work.current === control) setSearching(false);
      });
  }, [query, window, total, find]);

  return {
    query,
    found,
    current,
    isSearching,
    problem: queryProblem(query) ?? failure,
    ask: (change) => setQuery({ ...query, ...change }),
    step: (by, row) => {
      const at = nextHit(found.hits, current === -1 ? row - by : (found.hits[current] ?? row), by);
      setCurrent(at);
      return found.hits[at] ?? null;
    },
    stop: () => {
      work.current?.abort();
      setSearching(false);
    },
  };
}
