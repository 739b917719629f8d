import type { TopicMessage } from '../../../contract/topics.ts';
import type { RunSummary } from '../../../contract/views.ts';
import type { ChecklistPassSummary, DocumentSummary, Overlap } from '../../../contract/workspace-views.ts';
import { addDays, type Day, dayOf, daysTouched, mondayOf } from '../../format/days.ts';
import { dayAndTime } from '../../format/time.ts';
import { type Route, runbookRoute } from '../../state/route.ts';
import { runLook, type StateLook } from '../../ui/state-words.ts';
import { rehearsedLook, sinceWords } from '../rehearsal/RehearsedFact.tsx';

export type Home = TopicMessage<'home'>;

/** One line of the agenda: a runbook, or a pass over a checklist. */
export interface AgendaItem {
  readonly id: string;
  readonly kind: 'runbook' | 'checklist';
  readonly title: string;
  readonly route: Route;
  /** Its own zone: where the work is done. */
  readonly zone: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly environment: string | null;
  readonly size: string;
  readonly look: StateLook;
  /** What stands under the state. */
  readonly detail: string;
  readonly overlaps: readonly Clash[];
  /** Its window is spent: a live run of it is over. */
  readonly isDone: boolean;
  /** Lower case, for the search. */
  readonly words: string;
}

/** The other runbook that wants the same targets at the same time. */
export interface Clash {
  readonly key: string;
  readonly title: string;
  readonly targets: readonly string[];
  readonly from: number;
  readonly to: number;
}

export type AgendaGroup = 'today' | 'tomorrow' | 'this week' | 'later' | 'undated' | 'past';
export const agendaGroups: readonly AgendaGroup[] = ['today', 'tomorrow', 'this week', 'later', 'undated', 'past'];

const DAY = 86_400_000;
const over: ReadonlySet<string> = new Set(['completed', 'backed-out', 'aborted', 'cancelled']);

/** Runs that are not over, those that are going on first. */
export function openRuns(runs: readonly RunSummary[]): readonly RunSummary[] {
  const open = runs.filter((run) => !over.has(run.life));
  const rank = (run: RunSummary) => (run.open === null ? 2 : run.mode === 'live' ? 0 : 1);
  return open.toSorted((one, other) => rank(one) - rank(other));
}

/** `zone` is that of this machine: it decides which day something is on. */
export function agendaItems(home: Home, now: number, zone: string): readonly AgendaItem[] {
  const titles = new Map(home.documents.map((document) => [document.key, document.title]));
  const clashes = clashesByKey(home.overlaps, titles, now);
  const runs = Map.groupBy(home.runs, (run) => run.documentKey);
  const rehearsals = new Map(home.rehearsals.map((fact) => [fact.key, fact]));
  const runbooks = home.documents
    .filter((document) => document.kind === 'Runbook')
    .map((document) => {
      const fact = rehearsals.get(document.key) ?? null;
      const overlaps = clashes.get(document.key) ?? [];
      return runbookItem(document, { runs: runs.get(document.key) ?? [], fact, overlaps, now, zone });
    });
  const passes = home.checklists.filter((pass) => pass.closedAt === null).map((pass) => passItem(pass, now));
  return [...runbooks, ...passes].toSorted(inOrder);
}

function inOrder(one: AgendaItem, other: AgendaItem): number {
  const [left, right] = [one.start ?? Number.MAX_VALUE, other.start ?? Number.MAX_VALUE];
  return left - right || one.title.localeCompare(other.title, 'en');
}

interface AboutRunbook {
  readonly runs: readonly RunSummary[];
  readonly fact: Home['rehearsals'][number] | null;
  readonly overlaps: readonly Clash[];
  readonly now: number;
  readonly zone: string;
}

function runbookItem(document: DocumentSummary, about: AboutRunbook): AgendaItem {
  const { key, title, window, environment, targets } = document;
  const state = stateOf(document, about);
  const places = targets.flatMap((target) => [target.name, target.address]);
  return {
    id: `runbook ${key}`,
    kind: 'runbook',
    title,
    route: runbookRoute(key),
    zone: document.timezone ?? about.zone,
    start: window?.start ?? null,
    end: window?.end ?? null,
    environment,
    size: `${document.steps} ${document.steps === 1 ? 'step' : 'steps'}`,
    ...state,
    overlaps: state.isDone ? [] : about.overlaps,
    words: [title, key, environment ?? '', state.look.word, state.detail, ...places].join(' ').toLowerCase(),
  };
}

type ItemState = Pick<AgendaItem, 'look' | 'detail' | 'isDone'>;

function stateOf(document: DocumentSummary, { runs, fact, now, zone }: AboutRunbook): ItemState {
  const going = runs.find((run) => run.open !== null && run.mode === 'live');
  if (going !== undefined)
    return { look: runLook(going), detail: `${going.done} of ${going.total} steps`, isDone: false };
  const spent = runs.find((run) => isSpent(document, run));
  if (spent !== undefined) {
    const when = spent.endedAt === null ? '' : dayAndTime(spent.endedAt, zone, now);
    return { look: runLook(spent), detail: `${spent.closureCode ?? 'done'} · ${when}`, isDone: true };
  }
  const rehearsing = runs.find((run) => run.open !== null);
  if (rehearsing !== undefined) {
    const detail = `${rehearsing.done} of ${rehearsing.total} steps, SIMULATED`;
    return { look: { word: 'being rehearsed', shape: 'play', tone: 'soaking' }, detail, isDone: false };
  }
  if (document.errors > 0) {
    const look = { word: 'has errors', shape: 'cross', tone: 'failed' } as const;
    return { look, detail: `${document.errors} to mend before it can run`, isDone: false };
  }
  if (fact === null)
    return { look: { word: 'not rehearsed', shape: 'ring', tone: 'pending' }, detail: '', isDone: false };
  return {
    look: rehearsedLook(fact),
    detail: `${dayAndTime(fact.at, zone, now)} · ${sinceWords(fact)}`,
    isDone: false,
  };
}

/** A live run of this window is over. Re-dated or saved anew since, the runbook is to be run again. */
function isSpent({ window, savedAt }: DocumentSummary, run: RunSummary): boolean {
  if (run.mode !== 'live' || run.endedAt === null || run.startedAt === null || run.life === 'cancelled') return false;
  if (window === null) return run.endedAt >= savedAt;
  return run.startedAt >= window.start - DAY && run.startedAt <= window.end;
}

function passItem(pass: ChecklistPassSummary, now: number): AgendaItem {
  const { key, passId, title, subject, ticked, skipped, total } = pass;
  const isLate = pass.nextDueAt !== null && pass.nextDueAt < now;
  const look: StateLook = isLate
    ? { word: 'overdue', shape: 'cross', tone: 'failed' }
    : ticked + skipped === total
      ? { word: 'all done', shape: 'check', tone: 'succeeded' }
      : { word: 'open', shape: 'half', tone: 'awaiting' };
  return {
    id: `pass ${passId}`,
    kind: 'checklist',
    title,
    route: { screen: 'checklist', key, passId },
    zone: pass.timezone,
    start: pass.nextDueAt ?? pass.t0,
    end: null,
    environment: null,
    size: subject === null ? 'checklist' : `for ${subject}`,
    look,
    detail: `${ticked} of ${total} ticked${skipped === 0 ? '' : `, ${skipped} skipped`}`,
    overlaps: [],
    isDone: false,
    words: [title, key, subject ?? '', look.word].join(' ').toLowerCase(),
  };
}

function clashesByKey(
  overlaps: readonly Overlap[],
  titles: ReadonlyMap<string, string>,
  now: number,
): ReadonlyMap<string, readonly Clash[]> {
  const clashes = overlaps
    .filter((overlap) => overlap.to > now)
    .flatMap(({ keys: [one, other], targets, from, to }) => {
      const clash = (key: string) => ({ key, title: titles.get(key) ?? key, targets, from, to });
      return [
        { of: one, clash: clash(other) },
        { of: other, clash: clash(one) },
      ];
    });
  const byKey = Map.groupBy(clashes, ({ of }) => of);
  return new Map([...byKey].map(([key, list]) => [key, list.map(({ clash }) => clash)]));
}

/** By the days of this machine. What is still going on today is today's, whenever it began. */
export function groupOf(item: AgendaItem, now: number, zone: string): AgendaGroup {
  if (item.start === null) return 'undated';
  const today = dayOf(now, zone);
  const first = dayOf(item.start, zone);
  const last = dayOf(Math.max(item.start, (item.end ?? item.start) - 1), zone);
  // What is overdue has no end of its own: it stays in sight until somebody ticks it.
  if (item.kind === 'checklist' && first < today) return 'today';
  if (last < today) return 'past';
  if (first <= today) return 'today';
  if (first === addDays(today, 1)) return 'tomorrow';
  return first < addDays(mondayOf(today), 7) ? 'this week' : 'later';
}

/** The days an item is marked on in the strip. */
export function daysOf(item: AgendaItem, zone: string): readonly Day[] {
  return item.start === null ? [] : daysTouched(item.start, item.end ?? item.start, zone);
}

export interface Narrowing {
  readonly search: string;
  readonly day: Day | null;
}

/** Every word of the search, in any order. */
export function narrowed(
  items: readonly AgendaItem[],
  { search, day }: Narrowing,
  zone: string,
): readonly AgendaItem[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items.filter((item) => {
    if (day !== null && !daysOf(item, zone).includes(day)) return false;
    return words.every((word) => item.words.includes(word));
  });
}
