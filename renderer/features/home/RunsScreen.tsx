import { Select } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { RunSummary } from '../../../contract/views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';
import { RunsTable } from './RunsTable.tsx';
import { noFilter, type RunsFilter, runStates, runsShown } from './runs-filter.ts';

const ROW = 46;

/** Every execution there ever was. Long lists are drawn only where they are looked at. */
export function RunsScreen() {
  const runs = useDesk((state) => state.home?.runs ?? null);
  const [filter, setFilter] = useState<RunsFilter>(noFilter);
  const shown = useMemo(() => runsShown(runs ?? [], filter), [runs, filter]);
  return (
    <>
      <header className="room-head">
        <h1>Runs</h1>
        <span className="dim clip">every execution, newest first; nothing is ever removed</span>
        <span className="gap" />
        {runs !== null && runs.length > 0 && <Filters filter={filter} onChange={setFilter} />}
      </header>
      {runs !== null && runs.length === 0 && <NoRuns />}
      {runs !== null && runs.length > 0 && (
        <Shown runs={shown} total={runs.length} onClear={() => setFilter(noFilter)} />
      )}
    </>
  );
}

interface FiltersProps {
  readonly filter: RunsFilter;
  onChange(filter: RunsFilter): void;
}

function Filters({ filter, onChange }: FiltersProps) {
  return (
    <div className="runs-filters">
      <Select
        size="xs"
        aria-label="Live or rehearsal"
        data={[
          { value: '', label: 'Live and rehearsals' },
          { value: 'live', label: 'Live only' },
          { value: 'rehearsal', label: 'Rehearsals only' },
        ]}
        value={filter.mode}
        allowDeselect={false}
        onChange={(mode) => onChange({ ...filter, mode: mode === 'live' || mode === 'rehearsal' ? mode : '' })}
      />
      <Select
        size="xs"
        aria-label="State"
        data={[{ value: '', label: 'Any state' }, ...runStates.map((state) => ({ value: state, label: state }))]}
        value={filter.state}
        allowDeselect={false}
        onChange={(state) => onChange({ ...filter, state: runStates.find((one) => one === state) ?? '' })}
      />
      <input
        className="filter agenda-search"
        type="search"
        aria-label="Search the runs"
        placeholder="Search"
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.currentTarget.value })}
      />
    </div>
  );
}

interface ShownProps {
  readonly runs: readonly RunSummary[];
  readonly total: number;
  onClear(): void;
}

function Shown({ runs, total, onClear }: ShownProps) {
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <main className="room-body" tabIndex={0} ref={scroller}>
      {runs.length < total && (
        <p className="agenda-narrowed" role="status">
          {runs.length} of {total} runs
          <button type="button" className="plain-button" onClick={onClear}>
            Show all
          </button>
        </p>
      )}
      {runs.length > 0 && (
        <RunsTable
          runs={items.flatMap((item) => runs[item.index] ?? [])}
          label="Runs"
          first={first?.index ?? 0}
          total={runs.length}
          before={first?.start ?? 0}
          after={last === undefined ? 0 : rows.getTotalSize() - last.end}
        />
      )}
    </main>
  );
}

function NoRuns() {
  return (
    <div className="empty">
      <h2>No run yet</h2>
      <p>A run is one execution of a runbook: a rehearsal, or the live window. Each keeps its complete log.</p>
      <a className="link" href={formatRoute({ screen: 'home' })}>
        Choose a runbook to rehearse
      </a>
    </div>
  );
}
