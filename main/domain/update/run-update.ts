import type { RunHeader, RunUpdate, RunView, StepView } from '../../../contract/views.ts';
import { roughText } from '../log/duration.ts';
import { isUtc, pairedClock, placeOf, siteClock } from '../log/site-time.ts';
import { oneLine } from '../log/voice.ts';

type UpdateFacts = Pick<RunView, 'header' | 'steps' | 'people'>;

const MINUTE = 60_000;
/** Nobody should wait longer than this for news. */
const INTERVAL = 30 * MINUTE;
const MOST = { running: 4, next: 3, issues: 4 } as const;
const LONGEST = 110;

/**
 * What the chair tells those who are not on the desk: plain text for a chat, at most 25 lines, readable on a phone.
 * Pure: the same view gives the same text.
 */
export function runUpdate({ header, steps, people }: UpdateFacts): RunUpdate {
  const { colour: rag, because } = header.rag;
  const nextDueAt = nextUpdateAt(header, steps);
  const lines = [
    ...(header.mode === 'rehearsal' ? ['SIMULATED: this is a rehearsal, nothing real has happened.'] : []),
    clipped([oneLine(header.title), ...(header.change === null ? [] : [oneLine(header.change)])].join(' · ')),
    clipped(`${rag.toUpperCase()}: ${oneLine(because)}`, 3 * LONGEST),
    `As of ${pairedClock(header.timezone, header.now)}: ${progress(header)}.`,
    ...running(header, steps, people),
    ...next(header, steps, people),
    ...ending(header),
    ...clocks(header),
    ...issues(header),
    ...(nextDueAt === null ? [] : [`Next update by ${pairedClock(header.timezone, nextDueAt, header.now)}.`]),
  ];
  return { rag, because, text: lines.join('\n'), nextDueAt };
}

function progress({ life, counts, held, startedAt }: RunHeader): string {
  const done = `${counts.done} of ${counts.total} steps done`;
  const bad = [
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
  ];
  const state = startedAt === null && life !== 'cancelled' ? 'not started' : held.length > 0 ? 'held' : life;
  return [state, done, ...bad].join(', ');
}

function running(header: RunHeader, steps: readonly StepView[], people: RunView['people']): readonly string[] {
  const now = steps.filter((step) => isAtWork(step));
  const lines = now.slice(0, MOST.running).map((step) => {
    const since = step.startedAt === null ? [] : [`since ${siteClock(header.timezone, step.startedAt, header.now)}`];
    const until = step.eta?.endAt ?? step.projectedEnd;
    const eta =
      until === null
        ? []
        : [`${step.eta === null ? 'expected' : 'ETA'} ${siteClock(header.timezone, until, header.now)}`];
    const contact = /^No contact with/.test(step.stateReason ?? '') ? ['no contact'] : [];
    const asked = step.state === 'awaiting-approval' ? [waitsFor(step)] : eta;
    return item(step, [...who(step, people), ...since, ...asked, ...contact]);
  });
  return listed(`Running now (${zoneName(header)} time):`, lines, now.length);
}

function next(header: RunHeader, steps: readonly StepView[], people: RunView['people']): readonly string[] {
  if (header.endedAt !== null) return [];
  const coming = steps
    .filter((step) => step.startedAt === null && waiting.has(step.state))
    .toSorted((one, other) => (startOf(one) ?? Infinity) - (startOf(other) ?? Infinity) || one.index - other.index);
  const lines = coming.slice(0, MOST.next).map((step) => {
    const at = startOf(step);
    const isDue = step.state !== 'pending' && step.state !== 'scheduled';
    const when = at === null ? [] : [siteClock(header.timezone, at, header.now)];
    return item(step, [...who(step, people), ...(isDue ? [waitsFor(step)] : when)]);
  });
  return listed('Next:', lines, 0);
}

const waiting: ReadonlySet<StepView['state']> = new Set([
  ...(['pending', 'scheduled', 'ready', 'awaiting-human', 'awaiting-approval', 'awaiting-supplier'] as const),
]);

function waitsFor(step: StepView): string {
  return step.need === null ? 'about to start' : `waits: ${oneLine(step.need.what)}`;
}

function isAtWork({ state, startedAt, endedAt }: StepView): boolean {
  if (state === 'awaiting-approval') return startedAt !== null && endedAt === null;
  return state === 'running' || state === 'verifying' || state === 'soaking';
}

function startOf({ projectedStart, plannedStart }: StepView): number | null {
  return projectedStart ?? plannedStart;
}

/** The person where the plan names one, else the role. */
function who({ responsible }: StepView, people: RunView['people']): readonly string[] {
  if (responsible === null) return [];
  const person = people.find(({ role }) => role === responsible);
  return [oneLine(person?.name ?? responsible)];
}

function ending(header: RunHeader): readonly string[] {
  const { endedAt, projectedEnd, slackMs, window, timezone, now } = header;
  const at = endedAt ?? projectedEnd;
  if (at === null) {
    return window === null
      ? []
      : [`Window: ${pairedClock(timezone, window.start, now)} to ${pairedClock(timezone, window.end, now)}.`];
  }
  const what = endedAt === null ? 'Projected end' : 'Ended';
  const slack =
    slackMs === null ? '' : `, ${roughText(Math.abs(slackMs))} ${slackMs < 0 ? 'past' : 'before'} the window's end`;
  return [`${what} ${pairedClock(timezone, at, now)}${slack}.`];
}

/** Those that run: how much of the objective is used. */
function clocks({ clocks: all, now, endedAt }: RunHeader): readonly string[] {
  const lines = all.flatMap(({ name, startedAt, stoppedAt, limitMs }) => {
    if (startedAt === null) return [];
    const took = roughText((stoppedAt ?? endedAt ?? now) - startedAt);
    return [`${oneLine(name)} ${took}${limitMs === null ? '' : ` of ${roughText(limitMs)}`}`];
  });
  return lines.length === 0 ? [] : [clipped(`Clocks: ${lines.join('; ')}.`)];
}

function issues({ issues: all }: RunHeader): readonly string[] {
  const open = all.filter((issue) => issue.resolved === null);
  if (open.length === 0) return ['No open issues.'];
  const lines = open.slice(0, MOST.issues).map(({ issueId, severity, owner, text }) => {
    const by = owner === null ? 'no owner' : oneLine(owner);
    return clipped(`- ${issueId} ${severity} (${by}): ${oneLine(text)}`);
  });
  return listed(`Open issues (${open.length}):`, lines, open.length);
}

function item(step: StepView, said: readonly string[]): string {
  const tail = said.length === 0 ? '' : `: ${said.join(', ')}`;
  return `- ${clipped(oneLine(step.title), Math.max(30, LONGEST - tail.length))}${tail}`;
}

function listed(heading: string, lines: readonly string[], all: number): readonly string[] {
  if (lines.length === 0) return [];
  const more = all - lines.length;
  return [heading, ...lines, ...(more > 0 ? [`- and ${more} more`] : [])];
}

/** The next message the plan sends, when it comes before the interval is over; null once the run has ended. */
function nextUpdateAt(header: RunHeader, steps: readonly StepView[]): number | null {
  const { now, endedAt, window, startedAt } = header;
  if (endedAt !== null) return null;
  if (startedAt === null) return window !== null && window.start > now ? window.start : null;
  const messages = steps.flatMap((step) => {
    const at = step.kind === 'message' && step.startedAt === null && step.endedAt === null ? startOf(step) : null;
    return at === null || at <= now ? [] : [at];
  });
  const interval = Math.ceil((now + INTERVAL) / (5 * MINUTE)) * 5 * MINUTE;
  return Math.min(interval, ...messages);
}

function zoneName({ timezone }: RunHeader): string {
  return isUtc(timezone) ? 'UTC' : placeOf(timezone);
}

function clipped(text: string, most: number = LONGEST): string {
  if (text.length <= most) return text;
  // Not half of a character outside the basic plane.
  return `${text
    .slice(0, most - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}
