import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import { useMemo } from 'react';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import { runbookRoute, runRoute } from '../../state/route.ts';

/** Everything by name: rooms, runbooks, runs, the steps of the run on the screen, and its safe acts. */
export function Palette() {
  const store = useDeskStore();
  const home = useDesk((state) => state.home);
  const steps = useDesk((state) => state.run?.steps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store is read, its parts say when to read again
  const actions = useMemo(() => paletteGroups(store), [store, home, steps]);
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      limit={12}
      // Hold and Abort stay in reach: nothing lies over the page but the palette itself.
      withOverlay={false}
      yOffset={104}
      attributes={{ content: { 'aria-label': 'Find anything' } }}
      nothingFound="Nothing by that name"
      searchProps={{ placeholder: 'Go to, open, hold …', 'aria-label': 'Find anything' }}
    />
  );
}

function paletteGroups(store: DeskStore): SpotlightActionGroupData[] {
  const { home, run } = store.getState();
  const desk = () => store.getState();
  return [
    ...(run === null ? [] : [{ group: 'This run', actions: runActs(store) }]),
    {
      group: 'Go to',
      actions: [
        entry('go-home', 'Runbooks', () => desk().navigate({ screen: 'home' })),
        entry('go-runs', 'Runs', () => desk().navigate({ screen: 'runs' })),
        entry('help', 'Keys', () => desk().showHelp(true)),
      ],
    },
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
      group: 'Steps',
      actions: (run?.steps ?? []).map((step) =>
        entry(`step ${step.id}`, `${step.index + 1} ${step.title}`, () =>
          desk().selectInRun({ stepId: step.id, target: null, filter: '' }),
        ),
      ),
    },
  ];
}

function runActs(store: DeskStore): SpotlightActionData[] {
  const { run } = store.getState();
  const desk = () => store.getState();
  const runId = run?.header.runId ?? '';
  return [
    entry('act-hold', 'Hold the run', () => void desk().commandRun({ type: 'hold' }, 'Hold the run')),
    entry('act-abort', 'Abort the run…', () => desk().openPanel('abort')),
    entry('act-note', 'Write a note', () => desk().openPanel('note')),
    entry('act-report', 'Open the report of this run', () => desk().navigate({ screen: 'report', runId })),
  ];
}

function entry(id: string, label: string, onClick: () => void): SpotlightActionData {
  return { id, label, onClick };
}
