import { duration, fineDuration } from '../../format/duration.ts';
import { clockTime, dayAndTime, fullTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { useNow } from '../../ui/use-now.ts';
import { type AgendaGroup, type AgendaItem, agendaGroups, type Clash, groupOf } from './agenda-items.ts';

const HOUR = 3_600_000;

interface AgendaListProps {
  readonly items: readonly AgendaItem[];
  readonly now: number;
  readonly zone: string;
  /** Somebody looks for something: nothing is folded away. */
  readonly isNarrowed: boolean;
}

/** Everything with a date, by date; then what has none; what is over last and folded. */
export function AgendaList({ items, now, zone, isNarrowed }: AgendaListProps) {
  const groups = Map.groupBy(items, (item) => groupOf(item, now, zone));
  return agendaGroups.map((group) => {
    const own = groups.get(group) ?? [];
    if (own.length === 0) return null;
    // The newest first: what was last week matters more than what was last year.
    const lines = group === 'past' ? own.toReversed() : own;
    if (group === 'past' && !isNarrowed) {
      return (
        <details className="agenda-past" key={group}>
          <summary>
            Past <span className="count">{own.length}</span>
          </summary>
          <Lines group={group} items={lines} now={now} />
        </details>
      );
    }
    return (
      <section aria-labelledby={`agenda-${group.replace(' ', '-')}`} key={group}>
        <h2 id={`agenda-${group.replace(' ', '-')}`}>
          {headings[group]} <span className="count">{own.length}</span>
        </h2>
        <Lines group={group} items={lines} now={now} />
      </section>
    );
  });
}

const headings: Readonly<Record<AgendaGroup, string>> = {
  today: 'Today',
  tomorrow: 'Tomorrow',
  'this week': 'This week',
  later: 'Later',
  undated: 'Without a date',
  past: 'Past',
};

interface LinesProps {
  readonly group: AgendaGroup;
  readonly items: readonly AgendaItem[];
  readonly now: number;
}

function Lines({ group, items, now }: LinesProps) {
  return (
    <table className="table agenda" aria-label={headings[group]}>
      <colgroup>
        <col className="agenda-when" />
        <col className="agenda-count" />
        <col />
        <col className="agenda-state" />
      </colgroup>
      <thead className="for-readers">
        <tr>
          <th scope="col">When</th>
          <th scope="col">Countdown</th>
          <th scope="col">What</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Line item={item} now={now} key={item.id} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ item, now }: { readonly item: AgendaItem; readonly now: number }) {
  const navigate = useDesk((state) => state.navigate);
  return (
    <tr className="pressable" onClick={() => navigate(item.route)}>
      <td className="agenda-when figures">
        <When item={item} now={now} />
      </td>
      <td className="agenda-count figures">
        <Countdown item={item} />
      </td>
      <td className="agenda-what">
        <a className="link strong" href={formatRoute(item.route)} onClick={(event) => event.stopPropagation()}>
          {item.title}
        </a>
        <span className="under">
          {item.kind === 'checklist' && <span className="tag">checklist</span>}
          {item.environment !== null && <span className="tag">{item.environment}</span>}
          {item.size}
        </span>
        {item.overlaps.length > 0 && <Clashes clashes={item.overlaps} zone={item.zone} />}
      </td>
      <td className="agenda-state">
        <StateMark look={item.look} />
        {item.detail !== '' && <span className="under">{item.detail}</span>}
      </td>
    </tr>
  );
}

/** Both ends in the zone where the work is done, and under it in UTC. */
function When({ item, now }: { readonly item: AgendaItem; readonly now: number }) {
  const { start, end, zone } = item;
  if (start === null) return <span className="dim">no date</span>;
  const span = (place: string) => {
    const ends = end === null ? '' : ` – ${dayAndTime(end, place, start)}`;
    return `${clockTime(start, place)}${ends}`;
  };
  const day = dayAndTime(start, zone, 0).replace(/ \d\d:\d\d$/, '');
  return (
    <span title={fullTime(start, zone)}>
      {item.kind === 'checklist' ? 'due ' : ''}
      {day} {isThisYear(start, now) ? '' : new Date(start).getUTCFullYear()}
      <span className="agenda-span">
        {span(zone)} <small>{zoneName(zone)}</small>
      </span>
      {zone !== 'UTC' && (
        <span className="under">
          {span('UTC')} <small>UTC</small>
        </span>
      )}
    </span>
  );
}

function isThisYear(instant: number, now: number): boolean {
  return new Date(instant).getUTCFullYear() === new Date(now).getUTCFullYear();
}

function Countdown({ item }: { readonly item: AgendaItem }) {
  const now = useNow();
  return <span className={item.isDone ? 'dim' : ''}>{countdown(item, now)}</span>;
}

/** T-3 d 04 h before, T+12 m within; nothing once it is over. Seconds only within the last hour. */
export function countdown({ start, end, isDone, kind }: AgendaItem, now: number): string {
  if (start === null || isDone) return '';
  const ms = now - start;
  if (ms < 0) return `T-${-ms < HOUR ? fineDuration(ms) : duration(ms)}`;
  if (kind === 'checklist') return `${duration(ms)} late`;
  return end !== null && now < end ? `T+${duration(ms)}` : '';
}

const SHOWN_TARGETS = 3;

function Clashes({ clashes, zone }: { readonly clashes: readonly Clash[]; readonly zone: string }) {
  return (
    <ul className="clashes" aria-label="Overlaps">
      {clashes.map((clash) => (
        <li key={`${clash.key} ${clash.from}`}>
          <svg viewBox="0 0 16 16" className="state-shape" aria-hidden="true">
            <path className="outline" d="M1.5 4.500h8v5h-8zM6.500 7h8v5h-8z" />
          </svg>
          <span>
            <strong>Overlap</strong> with {clash.title} on {targetWords(clash.targets)},{' '}
            <span className="figures">
              {dayAndTime(clash.from, zone, 0)} – {dayAndTime(clash.to, zone, clash.from)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function targetWords(targets: readonly string[]): string {
  const more = targets.length - SHOWN_TARGETS;
  const shown = targets.slice(0, more === 1 ? SHOWN_TARGETS + 1 : SHOWN_TARGETS).join(', ');
  return more > 1 ? `${shown} and ${more} more targets` : shown;
}
