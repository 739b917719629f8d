import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type Day, longDayName } from '../../format/days.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { AgendaList } from './AgendaList.tsx';
import { type AgendaItem, agendaItems, type Home, type Narrowing, narrowed, openRuns } from './agenda-items.ts';
import { DroppedFindings } from './DroppedFindings.tsx';
import { DropZone } from './DropZone.tsx';
import { FirstOffers } from './FirstOffers.tsx';
import { MonthStrip } from './MonthStrip.tsx';
import { NewButtons } from './NewButtons.tsx';
import { OpenRuns } from './OpenRuns.tsx';
import { WhoAreYou } from './WhoAreYou.tsx';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The agenda: what is going on, then everything with a date, by date. */
export function HomeScreen() {
  const home = useDesk((state) => state.home);
  if (home === null) return <Waiting />;
  const isEmpty = home.documents.length === 0 && home.runs.length === 0;
  return <DropZone>{isEmpty ? <FirstStart /> : <Agenda home={home} />}</DropZone>;
}

function FirstStart() {
  return (
    <RoomBody>
      <DroppedFindings />
      <div className="first">
        <h1>Holdpoint</h1>
        <p className="dim">
          The plan of a release window, rehearsed, run and written down: steps, who does them, on which hosts, and what
          must hold before the next one may start.
        </p>
        <WhoAreYou />
        <FirstOffers />
      </div>
    </RoomBody>
  );
}

function Agenda({ home }: { readonly home: Home }) {
  const now = useMinute();
  const search = useRef<HTMLInputElement>(null);
  const [narrowing, setNarrowing] = useState<Narrowing>({ search: '', day: null });
  const items = useMemo(() => agendaItems(home, now, HERE), [home, now]);
  const runs = useMemo(() => openRuns(home.runs), [home.runs]);
  const shown = useMemo(() => narrowed(items, narrowing, HERE), [items, narrowing]);
  const isNarrowed = narrowing.search.trim() !== '' || narrowing.day !== null;
  useSlash(search);
  return (
    <>
      <header className="room-head">
        <h1>Agenda</h1>
        <span className="dim clip" title={home.workspace.path}>
          {home.workspace.path}
        </span>
        <span className="gap" />
        <input
          ref={search}
          className="filter agenda-search"
          type="search"
          aria-label="Search the agenda"
          placeholder="Search  /"
          value={narrowing.search}
          onChange={(event) => setNarrowing({ ...narrowing, search: event.currentTarget.value })}
        />
        <NewButtons />
      </header>
      <div className="agenda-room">
        <RoomBody>
          <WhoAreYou />
          <DroppedFindings />
          {narrowing.day === null && <OpenRuns runs={runs} />}
          {isNarrowed && (
            <Narrowed
              narrowing={narrowing}
              found={shown.length}
              onClear={() => setNarrowing({ search: '', day: null })}
            />
          )}
          <AgendaList items={shown} now={now} zone={HERE} isNarrowed={isNarrowed} />
        </RoomBody>
        <aside className="agenda-side" aria-label="The next six weeks">
          <MonthStrip
            items={items}
            now={now}
            zone={HERE}
            day={narrowing.day}
            onChoose={(day: Day | null) => setNarrowing({ ...narrowing, day })}
          />
          <OverlapCount items={items} />
        </aside>
      </div>
    </>
  );
}

interface NarrowedProps {
  readonly narrowing: Narrowing;
  readonly found: number;
  onClear(): void;
}

function Narrowed({ narrowing, found, onClear }: NarrowedProps) {
  const parts = [
    narrowing.day === null ? '' : longDayName(narrowing.day),
    narrowing.search.trim() === '' ? '' : `“${narrowing.search.trim()}”`,
  ].filter((part) => part !== '');
  return (
    <p className="agenda-narrowed" role="status">
      {found === 0 ? 'Nothing' : `${found} found`} for {parts.join(', ')}
      <button type="button" className="plain-button" onClick={onClear}>
        Show all
      </button>
    </p>
  );
}

function OverlapCount({ items }: { readonly items: readonly AgendaItem[] }) {
  const count = items.filter((item) => item.overlaps.length > 0).length;
  return (
    <p className="hint">
      {count === 0
        ? `Days of ${HERE.replaceAll('_', ' ')}. No two runbooks want the same target at the same time.`
        : `${counted(count, 'runbook')} overlap with another on a target, marked ! above.`}
    </p>
  );
}

/** The slash goes to the search, as it goes to the filter in a run. */
function useSlash(search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
      event.preventDefault();
      search.current?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [search]);
}

function Waiting() {
  const connection = useDesk((state) => state.connection);
  return (
    <RoomBody>
      <p className="dim" role="status">
        {connection === 'connected' ? 'Reading the workspace …' : 'Connecting to Holdpoint …'}
      </p>
    </RoomBody>
  );
}
