// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { OutputHit } from '../../../contract/output-views.ts';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { runRoute } from '../../state/route.ts';
import type { SearchState } from '../../state/search-slice.ts';
import { HitRow } from './HitRow.tsx';

const ROW = 40;

/** The lines found; Enter opens the output at one of them. */
export function SearchHits() {
  const search = useDesk((state) => state.search);
  const older = useDesk((state) => state.searchOlder);
  const navigate = useDesk((state) => state.navigate);
  const runs = useDesk((state) => state.home?.runs ?? null);
  const titles = useMemo(() => new Map((runs ?? []).map((run) => [run.runId as string, run])), [runs]);
  const [chosen, setChosen] = useState(0);
  const place = useRef<HTMLDivElement>(null);
  const { hits } = search;
  const virtual = useVirtualizer({
    count: hits.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its newest line
  useEffect(() => setChosen(0), [search.of]);
  useEffect(() => {
    if (search.next !== null && !search.isAsking && last >= hits.length - 20) older();
  }, [last, hits.length, search.next, search.isAsking, older]);
  const open = (hit: OutputHit | undefined) => {
    if (hit === undefined) return;
    const { runId, stepId, target, attempt, stream, offset } = hit;
    navigate({ ...runRoute(runId), stepId, target, at: { attempt, stream, offset } });
  };
  const press = (event: KeyboardEvent) => {
    const to = moved(event.key, chosen, hits.length);
    if (event.key === 'Enter') open(hits[chosen]);
    if (event.key === 'Escape') document.getElementById('search-text')?.focus();
    if (to === null) return;
    event.preventDefault();
    setChosen(to);
    virtual.scrollToIndex(to);
  };
  return (
    <>
      <p className="search-said" role="status">
        {said(search)}
      </p>
      <div
        className="search-hits"
        id="search-hits"
        ref={place}
        role="listbox"
        tabIndex={0}
        aria-label="Lines found"
        aria-activedescendant={hits.length === 0 ? undefined : `hit-${chosen}`}
        onKeyDown={press}
      >
        <div style={{ blockSize: virtual.getTotalSize(), position: 'relative' }}>
          {rows.map((row) => {
            const hit = hits[row.index];
            return hit === undefined ? null : (
              <HitRow
                key={row.index}
                hit={hit}
                run={titles.get(hit.runId) ?? null}
                id={`hit-${row.index}`}
                isChosen={row.index === chosen}
                top={row.start}
                onOpen={() => open(hit)}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

function moved(key: string, chosen: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 15, PageUp: -15 };
  if (key === 'Home') return 0;
  if (key === 'End') return Math.max(0, count - 1);
  const by = steps[key];
  return by === undefined ? null : Math.min(Math.max(0, count - 1), Math.max(0, chosen + by));
}

function said({ of, hits, next, isAsking, pendingBytes, isPartial, problem }: SearchState): string {
  if (problem !== null) return `It could not be searched: ${problem.message}`;
  if (of === null) return 'Type what to look for. Each word must begin a word of the line; Exact finds any part of it.';
  const many = hits.length === 1 ? '1 line' : `${hits.length.toLocaleString('en')}${next === null ? '' : '+'} lines`;
  const found = hits.length === 0 ? (isAsking || next !== null ? 'Looking …' : 'Nothing found') : many;
  if (pendingBytes === 0) return found;
  const rest = `${byteCount(pendingBytes)} of output ${isPartial ? 'are not indexed yet and only in part looked through' : 'are being indexed'}`;
  return `${found} · ${rest}`;
}
