import type {
  CheckCell,
  CheckOutcome,
  CheckSeries,
  CheckState,
  EnvironmentList,
  EnvironmentSummary,
  EnvironmentView,
  InfrastructureItem,
  RagReason,
} from '../../../contract/environments.ts';
import { durationText } from '../../domain/log/duration.ts';
import { siteFormatter } from '../../domain/log/site-time.ts';
import type { Tone } from '../../domain/log/voice.ts';
import { harmless, type Terminal } from './terminal.ts';

const tones: Readonly<Record<RagReason['rag'], Tone>> = { red: 'bad', amber: 'person', green: 'good' };
const marks: Readonly<Record<CheckState, string>> = {
  ...{ bad: '✕', unknown: '?', flapping: '~', warning: '!', never: '·', stale: '◷', good: '✓' },
};
const words: Readonly<Record<CheckState, string>> = {
  ...{ bad: 'bad', unknown: 'cannot tell', flapping: 'flapping', warning: 'warning', never: 'never asked' },
  ...{ stale: 'too old', good: 'good' },
};

/** Every environment by rank, then what went where. */
export function environmentListLines(list: EnvironmentList, now: number, terminal: Terminal): readonly string[] {
  const { environments, promotion } = list;
  if (environments.length === 0) return ['No environment is stored. Save one: holdpoint targets check FILE'];
  const width = Math.max(...environments.map(({ key }) => key.length));
  return [
    ...environments.map((one) => summaryLine(one, { now, width, terminal })),
    ...(promotion.length === 0 ? [] : ['', terminal.colours.bold('What went where last')]),
    ...promotion.map(({ runbook, environment, revision, closureCode, endedAt, inputs }) => {
      const given = Object.entries(inputs)
        .map(([name, value]) => `${name}=${value}`)
        .slice(0, 3)
        .join(' ');
      const what = `${runbook} revision ${revision}${given === '' ? '' : ` (${given})`}`;
      return harmless(`  ${environment.padEnd(width)}  ${what}: ${closureCode ?? 'completed'}, ${age(now - endedAt)}`);
    }),
  ];
}

function summaryLine(
  { key, rag, because, targets, checked, nextWindow }: EnvironmentSummary,
  { now, width, terminal }: { readonly now: number; readonly width: number; readonly terminal: Terminal },
): string {
  const when = checked === null ? 'never checked' : `checked ${age(now - checked.at)} by ${checked.by}`;
  const window = nextWindow === null ? '' : `; next window: ${nextWindow.title} ${soon(nextWindow.start - now)}`;
  const count = `${targets} ${targets === 1 ? 'target' : 'targets'}`;
  const line = harmless(
    `${key.padEnd(width)}  ${rag.toUpperCase().padEnd(5)}  ${because} (${count}, ${when}${window})`,
  );
  return terminal.colours.tone(tones[rag], line);
}

function age(ms: number): string {
  return ms < 60_000 ? 'just now' : `${durationText(ms)} ago`;
}

function soon(ms: number): string {
  return ms <= 0 ? 'is open' : `in ${durationText(ms)}`;
}

/** What a check found: what is not good with its cure, differences of what is installed, the good ones as counts. */
export function checkLines(outcome: CheckOutcome, view: EnvironmentView, terminal: Terminal): readonly string[] {
  const { summary } = view;
  const asked = new Set(outcome.targets.map(({ name }) => name));
  const cells = view.cells.filter((cell) => isAsked(view, cell, { asked, startedAt: outcome.startedAt }));
  const took = durationText(outcome.endedAt - outcome.startedAt);
  const counts = `${outcome.bad} bad, ${outcome.warning + outcome.unknown} to look at, ${outcome.good} good`;
  const end = outcome.isCancelled ? ' · CANCELLED' : '';
  const head = `${summary.title} · ${summary.rag.toUpperCase()} · ${asked.size} targets, ${counts} · took ${took}${end}`;
  return [
    terminal.colours.bold(harmless(head)),
    terminal.colours.tone(tones[summary.rag], harmless(summary.because)),
    ...section(view, cells, { title: 'Bad', states: ['bad'], terminal }),
    ...section(view, cells, { title: 'To look at', states: ['unknown', 'flapping', 'warning'], terminal }),
    ...differences(view, cells, terminal),
    ...itemSection(view, terminal),
    ...goodLines(view, cells, terminal),
  ];
}

function isAsked(
  view: EnvironmentView,
  { target, at }: CheckCell,
  { asked, startedAt }: { readonly asked: ReadonlySet<string>; readonly startedAt: number },
): boolean {
  if (at === null || at < startedAt) return false;
  return target === null || asked.has(view.targets[target]?.name ?? '');
}

interface Section {
  readonly title: string;
  readonly states: readonly CheckState[];
  readonly terminal: Terminal;
}

const SHOWN = 4;

function section(view: EnvironmentView, cells: readonly CheckCell[], { title, states, terminal }: Section) {
  const groups = new Map<string, { cell: CheckCell; names: string[] }>();
  for (const cell of cells) {
    const kind = view.columns[cell.column]?.kind;
    if (!states.includes(cell.state) || isNotAsked(cell) || (kind === 'installed' && cell.state === 'bad')) continue;
    const key = JSON.stringify([cell.column, cell.state, cell.text]);
    const group = groups.get(key) ?? { cell, names: [] };
    group.names.push(cell.target === null ? view.summary.key : (view.targets[cell.target]?.name ?? ''));
    groups.set(key, group);
  }
  const silent = states.includes('unknown') ? notAskedLines(view, cells, terminal) : [];
  if (groups.size === 0 && silent.length === 0) return [];
  return [
    '',
    terminal.colours.bold(title),
    ...[...groups.values()].flatMap(({ cell, names }) => {
      const shown = names.slice(0, SHOWN).join(', ');
      const who = names.length <= SHOWN ? shown : `${shown} and ${names.length - SHOWN} more`;
      const column = view.columns[cell.column];
      const what = column?.kind === 'reach' ? `to ${column.title}` : (column?.title ?? '');
      const line = harmless(`  ${marks[cell.state]} ${who} · ${what}: ${cell.text}`);
      const tone: Tone = cell.state === 'bad' ? 'bad' : cell.state === 'unknown' ? 'unknown' : 'person';
      const cure = cell.cure === null ? [] : [harmless(`      → ${cell.cure}`)];
      return [terminal.colours.tone(tone, line), ...cure];
    }),
    ...silent,
  ];
}

function isNotAsked({ state, text }: CheckCell): boolean {
  return state === 'unknown' && text.startsWith('Not asked:');
}

/** What stands behind a door that is shut is one line, not a dozen. */
function notAskedLines(view: EnvironmentView, cells: readonly CheckCell[], { colours }: Terminal): readonly string[] {
  const behind = new Map<string, number>();
  for (const cell of cells.filter(isNotAsked)) {
    const name = cell.target === null ? view.summary.key : (view.targets[cell.target]?.name ?? '');
    behind.set(name, (behind.get(name) ?? 0) + 1);
  }
  return [...behind].map(([name, count]) => {
    const what = count === 1 ? 'one more check was' : `${count} more checks were`;
    return colours.tone('unknown', harmless(`  ? ${name} · ${what} not asked: it did not come to them`));
  });
}

/** Installed set against expected: only where they differ. */
function differences(view: EnvironmentView, cells: readonly CheckCell[], terminal: Terminal): readonly string[] {
  const rows = cells.flatMap(({ column, target, state, text }) => {
    const { kind, title = '', expected = null } = view.columns[column] ?? {};
    if (kind !== 'installed' || state !== 'bad' || target === null) return [];
    return [[view.targets[target]?.name ?? '', title, expected ?? 'any', text]];
  });
  if (rows.length === 0) return [];
  const table = [['target', 'what', 'expected', 'installed'], ...rows];
  const widths = [0, 1, 2].map((index) => Math.min(40, Math.max(...table.map((row) => (row[index] ?? '').length))));
  return [
    '',
    terminal.colours.bold('Installed, and not as expected'),
    ...table.map((row, index) => {
      const line = harmless(
        `  ${row
          .map((word, place) => word.padEnd(widths[place] ?? 0))
          .join('  ')
          .trimEnd()}`,
      );
      return index === 0 ? terminal.colours.faint(line) : terminal.colours.tone('bad', line);
    }),
  ];
}

function itemSection({ items }: EnvironmentView, terminal: Terminal): readonly string[] {
  const open = items.filter(({ rag }) => rag !== 'green');
  if (open.length === 0) return [];
  return ['', terminal.colours.bold('Infrastructure'), ...open.map((item) => itemLine(item, terminal))];
}

function itemLine(
  { id, text, type, state, rag, because, responsible }: InfrastructureItem,
  terminal: Terminal,
): string {
  const mark = rag === 'red' ? '✕' : rag === 'amber' ? '!' : '✓';
  const who = responsible === null ? '' : ` (${responsible})`;
  const line = harmless(`  ${mark} ${id} · ${text} · ${type}, ${state}${who}: ${because}`);
  return terminal.colours.tone(tones[rag], line);
}

function goodLines(view: EnvironmentView, cells: readonly CheckCell[], terminal: Terminal): readonly string[] {
  const counts = new Map<string, number>();
  for (const { column, state } of cells) {
    if (state !== 'good') continue;
    const title = view.columns[column]?.title ?? '';
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const line = [...counts].map(([title, count]) => `${title} ${count}`).join(' · ');
  return ['', terminal.colours.bold('Good'), harmless(`  ✓ ${line}`)];
}

/** One environment as it stands: targets by colour, then its infrastructure. */
export function itemLines(view: EnvironmentView, terminal: Terminal): readonly string[] {
  const { summary, targets, items } = view;
  const width = Math.min(40, Math.max(0, ...targets.map(({ name }) => name.length)));
  return [
    terminal.colours.bold(harmless(`${summary.title} · ${summary.rag.toUpperCase()} · ${summary.because}`)),
    ...targets.map(({ name, rag, because, address }) =>
      terminal.colours.tone(tones[rag], harmless(`  ${name.padEnd(width)}  ${rag.padEnd(5)}  ${because}  ${address}`)),
    ),
    ...(items.length === 0 ? [] : ['', terminal.colours.bold('Infrastructure')]),
    ...items.map((item) => itemLine(item, terminal)),
  ];
}

/** One check over time, newest first. */
export function seriesLines(series: CheckSeries, terminal: Terminal): readonly string[] {
  const day = siteFormatter('UTC', {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const { column, target, state, text } = series;
  const head = `${column.title}${target === null ? '' : ` on ${target}`}: ${words[state]}. ${text}`;
  const verdicts = { successful: '✓', failed: '✕', inconclusive: '?' } as const;
  const tone = { successful: 'good', failed: 'bad', inconclusive: 'unknown' } as const;
  return [
    terminal.colours.bold(harmless(head)),
    ...series.samples.map(({ at, verdict, detail }) => {
      const line = `  ${day.format(at)} UTC  ${verdicts[verdict]} ${detail.split('\n')[0] ?? ''}`;
      return terminal.colours.tone(tone[verdict], harmless(line));
    }),
  ];
}
