import type { KeyboardEvent } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { emptySearch, type SearchQuery } from '../../state/route.ts';

interface SearchBarProps {
  readonly query: SearchQuery;
  onChange(by: Partial<SearchQuery>): void;
}

export function SearchBar({ query, onChange }: SearchBarProps) {
  const toHits = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    document.getElementById('search-hits')?.focus();
  };
  const { text: _, isExact: __, ...without } = emptySearch;
  const isRestricted = query.runId !== '' || query.stepId !== '' || query.target !== '';
  return (
    <search className="search-bar">
      <input
        className="filter search-text"
        type="search"
        id="search-text"
        aria-label="Search the output of all runs"
        placeholder={query.isExact ? 'text as it was printed' : 'words, or how they begin'}
        maxLength={500}
        // biome-ignore lint/a11y/noAutofocus: the room is for typing
        autoFocus
        value={query.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
        onKeyDown={toHits}
      />
      <button
        type="button"
        className="plain-button"
        aria-pressed={query.isExact}
        title="Find the text anywhere, also inside words and with its punctuation"
        onClick={() => onChange({ isExact: !query.isExact })}
      >
        Exact
      </button>
      <RunChoice runId={query.runId} onChange={(runId) => onChange({ runId })} />
      <input
        className="filter search-part"
        aria-label="Only this step"
        placeholder="step"
        value={query.stepId}
        onChange={(event) => onChange({ stepId: event.currentTarget.value.trim() })}
      />
      <input
        className="filter search-part"
        aria-label="Only this target"
        placeholder="target"
        value={query.target}
        onChange={(event) => onChange({ target: event.currentTarget.value.trim() })}
      />
      {isRestricted && (
        <button type="button" className="plain-button" onClick={() => onChange(without)}>
          Everywhere
        </button>
      )}
    </search>
  );
}

function RunChoice({ runId, onChange }: { readonly runId: string; onChange(runId: string): void }) {
  const runs = useDesk((state) => state.home?.runs ?? null);
  const newest = [...(runs ?? [])].sort((a, b) => b.createdAt - a.createdAt).slice(0, MOST_RUNS);
  const isKnown = runId === '' || newest.some((run) => run.runId === runId);
  return (
    <select
      className="small-select"
      aria-label="Only this run"
      value={runId}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      <option value="">every run</option>
      {!isKnown && <option value={runId}>{runId}</option>}
      {newest.map((run) => (
        <option value={run.runId} key={run.runId}>
          {`${run.title} · ${run.runId.replace(/^run-/, '')}`}
        </option>
      ))}
    </select>
  );
}

const MOST_RUNS = 200;
