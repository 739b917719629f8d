import type { SpotlightActionData, SpotlightActionGroupData } from '@mantine/spotlight';
import { type KeyCommand, keyOf } from '../../keyboard/key-table.ts';
import type { DeskState } from '../../state/desk-state.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import type { Pen } from '../../state/face-slice.ts';
import { openRuns } from '../../state/open-runs.ts';
import { emptySearch, type Route, type RunView, runbookRoute, runRoute } from '../../state/route.ts';
import type { RunMirror } from '../../state/run-mirror.ts';

/** What the palette offers. Nothing starts from here: what changes the run asks for its words in a panel first. */
export function paletteGroups(store: DeskStore): SpotlightActionGroupData[] {
  const { home, run } = store.getState();
  const desk = () => store.getState();
  const { penAsks } = desk();
  if (penAsks !== null) return [whichRun(desk, penAsks)];
  return [
    ...(run === null ? [] : runGroups(run, desk)),
    { group: 'Go to', actions: rooms(desk) },
    {
      group: 'Runs',
      actions: (home?.runs ?? []).map((one) =>
        entry(`run ${one.runId}`, `${one.title}: ${one.runId}`, () => desk().navigate(runRoute(one.runId))),
      ),
    },
    {
      group: 'Runbooks',
      actions: (home?.documents ?? [])
        .filter((one) => one.kind === 'Runbook')
        .map((one) => entry(`book ${one.key}`, one.title, () => desk().navigate(runbookRoute(one.key)))),
    },
    {
      group: 'Checklists',
      actions: (home?.documents ?? [])
        .filter((one) => one.kind === 'Checklist')
        .map((one) =>
          entry(`list ${one.key}`, one.title, () =>
            desk().navigate({ screen: 'checklist', key: one.key, passId: null }),
          ),
        ),
    },
  ];
}

const penWords: Readonly<Record<Pen, string>> = {
  note: 'A note about which run?',
  decision: 'A decision in which run?',
  issue: 'An issue of which run?',
};

function whichRun(desk: Desk, pen: Pen): SpotlightActionGroupData {
  return {
    group: penWords[pen],
    actions: openRuns(desk().home).map((one) =>
      entry(`pen ${one.runId}`, `${one.title}: ${one.runId}`, () => desk().writeAbout(one.runId, pen)),
    ),
  };
}

type Desk = () => DeskState;

function rooms(desk: Desk): SpotlightActionData[] {
  const to = (...[id, label, route, key]: [string, string, Route, KeyCommand?]) =>
    entry(id, label, () => desk().navigate(route), key);
  return [
    to('go-home', 'Runbooks and agenda', { screen: 'home' }, 'go-runbooks'),
    to('go-runs', 'Runs', { screen: 'runs' }, 'go-runs'),
    to('go-secrets', 'Secrets: the vault', { screen: 'secrets' }, 'go-secrets'),
    to('go-search', 'Search the output of all runs', { screen: 'search', query: emptySearch }, 'go-search'),
    to('go-checklists', 'Checklists', { screen: 'checklists' }),
    to('go-targets', 'Targets and environments', { screen: 'environments' }, 'go-targets'),
    to('go-import', 'Import a sheet', { screen: 'import' }),
    entry('help', 'Keys', () => desk().showHelp(true), 'help'),
  ];
}

function runGroups(run: RunMirror, desk: Desk): SpotlightActionGroupData[] {
  return [
    { group: 'This run', actions: runActs(run, desk) },
    { group: 'Views', actions: runViews(desk) },
    {
      group: 'Issues',
      actions: run.header.issues.map((issue) =>
        entry(`issue ${issue.issueId}`, `${issue.issueId}: ${issue.text}`, () => {
          desk().writeDraft('issues view', { issueId: issue.issueId });
          desk().selectInRun({ view: 'issues' });
        }),
      ),
    },
    {
      group: 'People',
      actions: run.people.map((person) =>
        entry(`person ${person.role}`, [person.name, person.role, person.phone ?? 'no number'].join(' · '), () =>
          desk().selectInRun({ view: 'people' }),
        ),
      ),
    },
    {
      group: 'Steps',
      actions: run.steps.map((step) =>
        entry(`step ${step.id}`, `${step.index + 1} ${step.title}`, () =>
          desk().selectInRun({ stepId: step.id, target: null, filter: '' }),
        ),
      ),
    },
  ];
}

function runActs(run: RunMirror, desk: Desk): SpotlightActionData[] {
  const { header } = run;
  const panel = (id: Parameters<DeskState['openPanel']>[0] & string, label: string, key?: KeyCommand) =>
    entry(`act-${id}`, label, () => desk().openPanel(id), key);
  const isBefore = header.life === 'draft' || header.life === 'armed';
  return [
    entry('act-hold', 'Hold the run', () => void desk().commandRun({ type: 'hold' }, 'Hold the run'), 'hold'),
    panel('note', 'Write a note', 'note'),
    panel('decision', 'Record a decision…', 'decision'),
    panel('issue', 'Raise an issue…', 'issue'),
    panel('eta', 'Estimate when the selected step is over…', 'eta'),
    panel('update', 'Give an update…', 'update'),
    panel('rebase', 'Move T0…', 'rebase'),
    ...(header.proposedClosure === null ? [] : [panel('close', 'Close the run…')]),
    ...(isBefore ? [panel('start', 'Start the run…'), panel('cancel', 'Cancel the run…')] : []),
    ...(isBefore ? [] : [panel('abort', 'Abort the run…')]),
    panel('sounds', 'Choose what sounds…'),
    entry(
      'act-mute',
      desk().sound.isMuted ? 'Let sound again' : 'Mute',
      () => desk().mute(!desk().sound.isMuted),
      'mute',
    ),
    entry('act-report', 'Open the report of this run', () =>
      desk().navigate({ screen: 'report', runId: header.runId }),
    ),
  ];
}

const views: readonly (readonly [RunView, string, KeyCommand])[] = [
  ['gantt', 'Gantt', 'view-gantt'],
  ['map', 'Map', 'view-map'],
  ['table', 'Table', 'view-table'],
  ['now', 'Now: running, next, waiting on whom', 'view-now'],
  ['issues', 'Issues', 'view-issues'],
  ['people', 'People', 'view-people'],
  ['probes', 'Probes', 'view-probes'],
  ['terminals', 'Terminals', 'view-terminals'],
];

function runViews(desk: Desk): SpotlightActionData[] {
  return views.map(([view, label, key]) => entry(`view-${view}`, label, () => desk().selectInRun({ view }), key));
}

type Entry = [id: string, label: string, onClick: () => void, key?: KeyCommand];

function entry(...[id, label, onClick, key]: Entry): SpotlightActionData {
  return key === undefined ? { id, label, onClick } : { id, label, onClick, rightSection: <kbd>{keyOf(key)}</kbd> };
}
