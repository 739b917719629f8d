import type { KeyboardEvent } from 'react';
import { MOST_HITS } from './find-in-output.ts';
import type { OutputSearch } from './use-output-search.ts';

interface OutputSearchBarProps {
  readonly search: OutputSearch;
  onStep(by: 1 | -1): void;
  onClose(): void;
}

export function OutputSearchBar({ search, onStep, onClose }: OutputSearchBarProps) {
  const { query } = search;
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') {
      onClose();
      document.getElementById('output')?.focus();
    }
    // Escape would shut the panel of the run as well.
    if (event.key === 'Escape' || event.key === 'Enter') event.stopPropagation();
  };
  return (
    <search className="output-search">
      <input
        className="filter"
        type="search"
        id="output-search"
        aria-label="Search the output"
        placeholder="search the whole output"
        // biome-ignore lint/a11y/noAutofocus: it opens because somebody wants to type into it
        autoFocus
        value={query.text}
        onChange={(event) => search.ask({ text: event.currentTarget.value })}
        onKeyDown={press}
      />
      <button
        type="button"
        className="plain-button"
        aria-pressed={query.isCaseSensitive}
        aria-label="Match case"
        title="Match case"
        onClick={() => search.ask({ isCaseSensitive: !query.isCaseSensitive })}
      >
        Aa
      </button>
      <button
        type="button"
        className="plain-button"
        aria-pressed={query.isPattern}
        aria-label="Regular expression"
        title="Regular expression"
        onClick={() => search.ask({ isPattern: !query.isPattern })}
      >
        .*
      </button>
      <span className="figures output-hits" role="status" data-tone={search.problem === null ? undefined : 'bad'}>
        {hitWords(search)}
      </span>
      <button
        type="button"
        className="plain-button"
        aria-label="Previous hit"
        title="Shift+F3"
        onClick={() => onStep(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        className="plain-button"
        aria-label="Next hit"
        title="F3 or Enter"
        onClick={() => onStep(1)}
      >
        ↓
      </button>
      {search.isSearching && (
        <button type="button" className="plain-button" onClick={search.stop}>
          Stop
        </button>
      )}
    </search>
  );
}

function hitWords({ query, problem, found, current, isSearching }: OutputSearch): string {
  if (problem !== null) return problem;
  if (query.text === '') return '';
  const many = found.count.toLocaleString('en');
  const kept = found.count > MOST_HITS ? ` (the first ${MOST_HITS.toLocaleString('en')} are shown)` : '';
  const place = current === -1 ? `${many}${kept}` : `${(current + 1).toLocaleString('en')} of ${many}${kept}`;
  if (!isSearching) return found.count === 0 ? 'not found' : place;
  const share = found.totalBytes === 0 ? 0 : Math.floor((found.searchedBytes / found.totalBytes) * 100);
  return `${place} · ${Math.min(99, share)} %`;
}
