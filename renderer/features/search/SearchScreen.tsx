import { useEffect, useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { emptySearch, type SearchQuery } from '../../state/route.ts';
import { SearchBar } from './SearchBar.tsx';
import { SearchHits } from './SearchHits.tsx';

/** Lines in the output of every run, found while they are typed. */
export function SearchScreen() {
  const asked = useDesk((state) => (state.route.screen === 'search' ? state.route.query : emptySearch));
  const ask = useDesk((state) => state.searchOutput);
  const navigate = useDesk((state) => state.navigate);
  const [query, setQuery] = useState<SearchQuery>(asked);
  // The address follows what is typed, so that a reload and the way back from a line find it again.
  useEffect(() => setQuery(asked), [asked]);
  useEffect(() => ask(asked), [asked, ask]);
  const change = (by: Partial<SearchQuery>) => {
    const next = { ...query, ...by };
    setQuery(next);
    navigate({ screen: 'search', query: next });
  };
  return (
    <>
      <header className="room-head">
        <h1>Search</h1>
        <span className="dim clip">what every run printed, newest first; masked secrets are not in it</span>
      </header>
      <SearchBar query={query} onChange={change} />
      <SearchHits />
    </>
  );
}
