import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { addDays, type Day, dayName, dayOf, readDayName, weeksFrom } from '../../format/days.ts';
import { counted } from '../../format/duration.ts';
import { type AgendaItem, daysOf } from './agenda-items.ts';

const WEEKS = 6;
const SHOWN_DOTS = 3;
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const moves: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

interface MonthStripProps {
  readonly items: readonly AgendaItem[];
  readonly now: number;
  readonly zone: string;
  readonly day: Day | null;
  onChoose(day: Day | null): void;
}

/** Six weeks from this Monday on: what is on which day, and a way to look at one day alone. */
export function MonthStrip({ items, now, zone, day, onChoose }: MonthStripProps) {
  const today = dayOf(now, zone);
  const weeks = useMemo(() => weeksFrom(today, WEEKS), [today]);
  const byDay = useMemo(() => itemsByDay(items, zone), [items, zone]);
  const [focused, setFocused] = useState<Day>(day ?? today);
  const grid = useRef<HTMLTableElement>(null);
  const days = weeks.flat();
  const stop = days.includes(focused) ? focused : today;
  const move = (event: KeyboardEvent) => {
    const by = moves[event.key];
    if (by === undefined) return;
    const to = addDays(stop, by);
    event.preventDefault();
    if (!days.includes(to)) return;
    setFocused(to);
    grid.current?.querySelector<HTMLElement>(`[data-day="${to}"]`)?.focus();
  };
  return (
    <table className="month" ref={grid} aria-label={`Six weeks, days of ${zone}`} onKeyDown={move}>
      <caption>{monthWords(days)}</caption>
      <thead>
        <tr>
          {weekdays.map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((one) => (
              <td key={one}>
                <DayButton
                  {...{ day: one, today, items: byDay.get(one) ?? [] }}
                  isChosen={day === one}
                  isStop={one === stop}
                  onPress={() => {
                    setFocused(one);
                    onChoose(day === one ? null : one);
                  }}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface DayButtonProps {
  readonly day: Day;
  readonly today: Day;
  readonly items: readonly AgendaItem[];
  readonly isChosen: boolean;
  readonly isStop: boolean;
  onPress(): void;
}

function DayButton({ day, today, items, isChosen, isStop, onPress }: DayButtonProps) {
  const isClashing = items.some((item) => item.overlaps.length > 0);
  // The mark of an overlap takes the room of one dot.
  const room = isClashing ? SHOWN_DOTS - 1 : SHOWN_DOTS;
  const dots = items.slice(0, items.length > room ? room - 1 : room);
  return (
    <button
      type="button"
      className="month-day"
      data-day={day}
      data-past={day < today}
      aria-pressed={isChosen}
      aria-label={label(day, items, isClashing)}
      tabIndex={isStop ? 0 : -1}
      onClick={onPress}
      {...(day === today ? { 'aria-current': 'date' as const } : {})}
    >
      <span className="figures">{numberOf(day)}</span>
      <span className="month-dots" aria-hidden="true">
        {dots.map((item) => (
          <span className="month-dot" data-tone={item.look.tone} key={item.id} />
        ))}
        {items.length > dots.length && <span className="month-more">+{items.length - dots.length}</span>}
        {isClashing && <span className="month-clash">!</span>}
      </span>
    </button>
  );
}

function label(day: Day, items: readonly AgendaItem[], isClashing: boolean): string {
  const named = items.slice(0, 5).map((item) => `${item.title}, ${item.look.word}`);
  const parts = [readDayName(day), items.length === 0 ? 'nothing planned' : counted(items.length, 'plan'), ...named];
  return [...parts, ...(isClashing ? ['with an overlap'] : [])].join(': ');
}

/** The first of a month carries its name. */
function numberOf(day: Day): string {
  const [, date = '', month = ''] = dayName(day).split(' ');
  return day.endsWith('-01') ? `${date} ${month}` : date;
}

/** Nov – Dec 2026 */
function monthWords(days: readonly Day[]): string {
  const [first = '', last = ''] = [days[0], days.at(-1)];
  const name = (day: Day) => dayName(day).split(' ')[2] ?? '';
  const year = last.slice(0, 4);
  return name(first) === name(last) ? `${name(last)} ${year}` : `${name(first)} – ${name(last)} ${year}`;
}

function itemsByDay(items: readonly AgendaItem[], zone: string): ReadonlyMap<Day, readonly AgendaItem[]> {
  const pairs = items.flatMap((item) => daysOf(item, zone).map((day) => ({ day, item })));
  const grouped = Map.groupBy(pairs, ({ day }) => day);
  return new Map([...grouped].map(([day, list]) => [day, list.map(({ item }) => item)]));
}
