import { useEffect, useRef, useState } from 'react';
import type { OutputState } from '../../state/output-slice.ts';
import { type OutputQuery, queryProblem } from './line-matcher.ts';
import { openLineSearch } from './line-search.ts';
import { type OutputChoice, streamsOf } from './output-choice.ts';
import { type Findings, nextHit, nothingFound, searchOutput } from './search-output.ts';

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

/** Looks through the whole attempt while it is typed, and goes on as more is printed. */
export function useOutputSearch(output: OutputState, choice: OutputChoice): OutputSearch {
  const [query, setQuery] = useState<OutputQuery>({ text: '', isPattern: false, isCaseSensitive: false });
  const [found, setFound] = useState<Findings>(nothingFound);
  const [current, setCurrent] = useState(-1);
  const [isSearching, setSearching] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const work = useRef<AbortController | null>(null);
  const { reader } = output;
  const known = useRef(nothingFound);
  const total = reader.rows.countOf(streamsOf(choice));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another output or choice is another search
  useEffect(() => {
    known.current = nothingFound;
    setFound(nothingFound);
    setCurrent(-1);
    setFailure(null);
    return () => work.current?.abort();
  }, [query, reader, choice]);

  useEffect(() => {
    if (query.text === '' || queryProblem(query) !== null || work.current?.signal.aborted === false) return;
    if (total <= known.current.searchedTo || known.current.isCapped) return;
    const control = new AbortController();
    work.current = control;
    const lines = openLineSearch(query);
    setSearching(true);
    const tell = (next: Findings) => {
      if (control.signal.aborted) return;
      known.current = next;
      setFound(next);
    };
    searchOutput({ reader, choice, lines, signal: control.signal, tell }, known.current)
      .catch((error: unknown) => {
        if (!control.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        lines.close();
        control.abort();
        // A search that was given up for the next one has nothing to say about it.
        if (work.current === control) setSearching(false);
      });
  }, [query, reader, choice, total]);

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
