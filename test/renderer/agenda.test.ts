import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../contract/views.ts';
import type { DocumentSummary } from '../../contract/workspace-views.ts';
import { countdown } from '../../renderer/features/home/AgendaList.tsx';
import {
  type AgendaItem,
  agendaItems,
  daysOf,
  groupOf,
  type Home,
  narrowed,
  openRuns,
} from '../../renderer/features/home/agenda-items.ts';
import { noFilter, runsShown } from '../../renderer/features/home/runs-filter.ts';
import {
  defaultSpeed,
  faultText,
  faultyProbes,
  faultySteps,
} from '../../renderer/features/rehearsal/rehearsal-words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Wednesday 25 November 2026, 12:00 UTC. */
const NOW = Date.UTC(2026, 10, 25, 12);
const ZONE = 'Europe/Berlin';

function document(key: string, start: number | null, change: Partial<DocumentSummary> = {}): DocumentSummary {
  return {
    ...{
      kind: 'Runbook',
      key,
      title: `The ${key}`,
      revision: 1,
      sha256: 'a'.repeat(64),
      savedAt: NOW - DAY,
      savedBy: 'Ana',
    },
    ...{ reason: null, errors: 0, warnings: 0, notExecutable: 0, steps: 3, timezone: ZONE, environment: null },
    window: start === null ? null : { start, end: start + 4 * HOUR },
    targets: [{ name: 'db-01', address: '10.0.0.21:22' }],
    ...change,
  };
}

function run(key: string, change: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: `run-20261125-0900-${key.padEnd(4, 'x')}` as RunSummary['runId'],
    ...{ title: `The ${key}`, documentKey: key, change: null, mode: 'live', life: 'completed', held: false },
    ...{ failing: false, driven: true, createdAt: NOW - HOUR, startedAt: NOW - HOUR, endedAt: NOW - HOUR / 2 },
    ...{ closureCode: 'successful', done: 3, total: 3, open: null },
    ...change,
  };
}

const open: NonNullable<RunSummary['open']> = {
  ...{ timezone: ZONE, window: null, t0: NOW, now: NOW, pace: 1, projectedEnd: null, heldBecause: null, next: null },
  rag: { colour: 'green', because: 'All is well.' },
};

function home(change: Partial<Home>): Home {
  const workspace = {
    ...{ path: '/w', version: '0', coreId: 'c', pid: 1, host: 'browser' as const, osUser: 'ana', machine: 'm' },
    ...{ driving: true, conditions: [], practiceRange: false },
  };
  return { workspace, runs: [], documents: [], checklists: [], overlaps: [], rehearsals: [], ...change };
}

const item = (change: Partial<Home>): AgendaItem => {
  const [found] = agendaItems(home(change), NOW, ZONE);
  if (found === undefined) throw new Error('nothing on the agenda');
  return found;
};

describe('the agenda', () => {
  it('puts everything under its day of this machine, what goes on past midnight under today', () => {
    const starts: Record<string, number | null> = {
      yesterday: NOW - DAY,
      night: NOW - 16 * HOUR,
      today: NOW + HOUR,
      tomorrow: NOW + DAY,
      friday: NOW + 2 * DAY,
      monday: NOW + 5 * DAY,
      undated: null,
    };
    const documents = Object.entries(starts).map(([key, start]) =>
      document(key, start, key === 'night' && start !== null ? { window: { start, end: NOW + HOUR } } : {}),
    );
    const items = agendaItems(home({ documents }), NOW, ZONE);
    expect(Object.fromEntries(items.map((one) => [one.title, groupOf(one, NOW, ZONE)]))).toEqual({
      'The yesterday': 'past',
      'The night': 'today',
      'The today': 'today',
      'The tomorrow': 'tomorrow',
      'The friday': 'this week',
      'The monday': 'later',
      'The undated': 'undated',
    });
    expect(items.at(-1)?.title).toBe('The undated');
  });

  it('says what state a runbook is in: not rehearsed, rehearsed, changed since, running, done with its code', () => {
    const documents = [document('a', NOW + HOUR)];
    const fact = {
      ...{
        key: 'a',
        runId: run('a').runId,
        at: NOW - DAY,
        closureCode: 'successful' as const,
        planHash: 'f'.repeat(64),
      },
      ...{ isUnchanged: true, changedSteps: 0 },
    };
    expect(item({ documents }).look.word).toBe('not rehearsed');
    expect(item({ documents, rehearsals: [fact] })).toMatchObject({ look: { word: 'rehearsed' } });
    expect(item({ documents, rehearsals: [fact] }).detail).toContain('unchanged since');
    const changed = item({ documents, rehearsals: [{ ...fact, isUnchanged: false, changedSteps: 2 }] });
    expect(changed).toMatchObject({ look: { word: 'changed since rehearsed' } });
    expect(changed.detail).toContain('2 steps changed since');
    const going = run('a', { life: 'running', endedAt: null, open, done: 1 });
    expect(item({ documents, runs: [going], rehearsals: [fact] })).toMatchObject({
      look: { word: 'running' },
      detail: '1 of 3 steps',
    });
    expect(item({ documents, runs: [run('a')] })).toMatchObject({ look: { word: 'completed' }, isDone: true });
    expect(item({ documents, runs: [run('a', { mode: 'rehearsal' })] }).isDone).toBe(false);
  });

  it('is not done when the runbook was dated anew after its run', () => {
    const runs = [run('a', { startedAt: NOW - 9 * DAY, endedAt: NOW - 9 * DAY + HOUR })];
    expect(item({ documents: [document('a', NOW + HOUR)], runs }).isDone).toBe(false);
  });

  it('marks an overlap at both, with the title of the other, until it is over', () => {
    const documents = [document('a', NOW + HOUR), document('b', NOW + 2 * HOUR)];
    const overlap = {
      keys: ['a', 'b'] as [string, string],
      targets: ['db-01'],
      from: NOW + 2 * HOUR,
      to: NOW + 5 * HOUR,
    };
    const items = agendaItems(home({ documents, overlaps: [overlap] }), NOW, ZONE);
    expect(items.map((one) => one.overlaps.map((clash) => clash.title))).toEqual([['The b'], ['The a']]);
    const past = { ...overlap, from: NOW - 2 * HOUR, to: NOW - HOUR };
    expect(agendaItems(home({ documents, overlaps: [past] }), NOW, ZONE).flatMap((one) => one.overlaps)).toEqual([]);
  });

  it('holds open passes over checklists by what is due next, and keeps the overdue in sight', () => {
    const pass = {
      ...{ passId: 'p1', key: 'ready', title: 'Readiness', subject: 'Orders', t0: NOW + DAY, timezone: ZONE },
      ...{
        openedAt: NOW - 9 * DAY,
        closedAt: null,
        total: 4,
        ticked: 1,
        skipped: 0,
        openDueAt: [NOW - 3 * DAY],
        nextDueAt: NOW - 3 * DAY,
      },
    };
    const late = item({ checklists: [pass] });
    expect(late).toMatchObject({ kind: 'checklist', look: { word: 'overdue' }, detail: '1 of 4 ticked' });
    expect(groupOf(late, NOW, ZONE)).toBe('today');
    expect(agendaItems(home({ checklists: [{ ...pass, closedAt: NOW }] }), NOW, ZONE)).toEqual([]);
  });

  it('is searched by every word in title, key, place and state, and narrowed to a day', () => {
    const documents = [document('orders', NOW + HOUR, { environment: 'production' }), document('other', NOW + DAY)];
    const items = agendaItems(home({ documents }), NOW, ZONE);
    const found = (search: string) => narrowed(items, { search, day: null }, ZONE).map((one) => one.title);
    expect(found('PROD orders')).toEqual(['The orders']);
    expect(found('10.0.0.21')).toHaveLength(2);
    expect(found('orders nowhere')).toEqual([]);
    expect(narrowed(items, { search: '', day: '2026-11-26' }, ZONE).map((one) => one.title)).toEqual(['The other']);
    expect(items[0] === undefined ? [] : daysOf(items[0], ZONE)).toEqual(['2026-11-25']);
  });

  it('counts down to the start, up within the window, and is silent when it is over', () => {
    const one = item({ documents: [document('a', NOW)] });
    expect(countdown(one, NOW - 3 * DAY - 4 * HOUR)).toBe('T-3 d 04 h');
    expect(countdown(one, NOW - 90_000)).toBe('T-1 m 30 s');
    expect(countdown(one, NOW + HOUR)).toBe('T+1 h 00 m');
    expect(countdown(one, NOW + 5 * HOUR)).toBe('');
    expect(countdown({ ...one, isDone: true }, NOW - HOUR)).toBe('');
  });

  it('shows live runs before rehearsals, and drafts last', () => {
    const draft = run('d', { life: 'draft', startedAt: null, endedAt: null });
    const rehearsal = run('r', { mode: 'rehearsal', life: 'running', endedAt: null, open });
    const live = run('l', { life: 'running', endedAt: null, open });
    expect(openRuns([draft, rehearsal, live, run('x')]).map((one) => one.documentKey)).toEqual(['l', 'r', 'd']);
  });
});

describe('the list of runs', () => {
  const runs = [
    run('a', { change: 'CHG1' }),
    run('b', { mode: 'rehearsal' }),
    run('c', { life: 'running', endedAt: null, held: true }),
    run('d', { life: 'aborted', closureCode: 'unsuccessful' }),
  ];
  const shown = (change: Partial<typeof noFilter>) =>
    runsShown(runs, { ...noFilter, ...change }).map((one) => one.documentKey);

  it('is filtered by mode, state and words', () => {
    expect(shown({})).toEqual(['a', 'b', 'c', 'd']);
    expect(shown({ mode: 'rehearsal' })).toEqual(['b']);
    expect(shown({ state: 'held' })).toEqual(['c']);
    expect(shown({ state: 'not completed' })).toEqual(['d']);
    expect(shown({ text: 'chg1 the' })).toEqual(['a']);
    expect(shown({ text: 'unsuccessful', mode: 'rehearsal' })).toEqual([]);
  });
});

describe('the form of a rehearsal', () => {
  it('writes a fault as the command line does', () => {
    const draft = { of: 'drain', target: 'web-07', kind: 'exit', code: 42 } as const;
    expect(faultText(draft)).toBe('drain:web-07=exit 42');
    expect(faultText({ ...draft, target: '', kind: 'timeout' })).toBe('drain=timeout');
    const [probe] = faultyProbes([{ name: 'health', targets: ['web-07'] } as never]);
    expect(faultText({ ...draft, of: probe?.of ?? '' })).toBe('probe:health:web-07=exit 42');
  });

  it('offers faults at what machines do', () => {
    const kinds = ['manual', 'ssh', 'gate', 'http', 'wait', 'upload'] as const;
    const steps = kinds.map((kind) => ({ kind, id: kind, title: kind, targets: [] })) as unknown as Parameters<
      typeof faultySteps
    >[0];
    expect(faultySteps(steps).map(({ of }) => of)).toEqual(['ssh', 'http', 'upload']);
  });

  it('is over within a minute and a half by itself, and keeps a minute a second by hand', () => {
    expect(defaultSpeed(60_000, true)).toBe(1);
    expect(defaultSpeed(5 * HOUR, true)).toBe(300);
    expect(defaultSpeed(90 * DAY, true)).toBe(600);
    expect(defaultSpeed(5 * HOUR, false)).toBe(60);
  });
});
