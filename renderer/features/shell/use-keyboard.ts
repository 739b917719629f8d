import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import type { KeyCommand } from '../../keyboard/key-table.ts';
import { type KeyState, meaningOf } from '../../keyboard/keyboard.ts';
import { useDeskStore } from '../../state/desk-context.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import type { Pen } from '../../state/face-slice.ts';
import { emptySearch, type RunView } from '../../state/route.ts';
import { inOrder } from '../pen/issue-words.ts';
import { stepsShown } from '../runsheet/runsheet-rows.ts';

export function useKeyboard(): void {
  const store = useDeskStore();
  useEffect(() => {
    let state: KeyState = { awaitsGo: false };
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const meaning = meaningOf(state, {
        key: event.key,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        isTyping: isTyping(event.target),
        isOnControl: isOnControl(event.target),
        isInGrid: isInside(event.target, '#runsheet'),
        isInRun: store.getState().route.screen === 'run',
      });
      state = meaning.state;
      if (meaning.command === null || belongsElsewhere(store, meaning.command, event.target)) return;
      if (meaning.command !== 'close-panel') event.preventDefault();
      deeds[meaning.command](store);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [store]);
}

function isInside(target: EventTarget | null, place: string): boolean {
  return target instanceof HTMLElement && target.closest(place) !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return isInside(target, 'input:not([type=checkbox]), textarea, select');
}

function isOnControl(target: EventTarget | null): boolean {
  return isInside(target, 'button, a, summary, input, [role=dialog]');
}

/** What each command does; a record, so that a new one cannot be forgotten. */
const deeds: Readonly<Record<KeyCommand, (store: DeskStore) => void>> = {
  palette: () => spotlight.open(),
  help: (store) => store.getState().showHelp(true),
  'close-panel': (store) => store.getState().openPanel(null),
  'next-step': (store) => moveSelection(store, 1),
  'previous-step': (store) => moveSelection(store, -1),
  // Not its first act: Enter pressed twice must not start anything. The act is one Tab away.
  'open-step': () => (document.getElementById('step-pane') ?? document.getElementById('issue-pane'))?.focus(),
  filter: () => document.getElementById('runsheet-filter')?.focus(),
  hold: (store) => hold(store),
  note: (store) => write(store, 'note'),
  decision: (store) => write(store, 'decision'),
  issue: (store) => write(store, 'issue'),
  eta: (store) => store.getState().openPanel('eta'),
  rebase: (store) => store.getState().openPanel('rebase'),
  update: (store) => store.getState().openPanel('update'),
  phone: (store) => showPerson(store),
  mute: (store) => store.getState().mute(!store.getState().sound.isMuted),
  'view-gantt': view('gantt'),
  'view-map': view('map'),
  'view-table': view('table'),
  'view-now': view('now'),
  'view-issues': view('issues'),
  'view-people': view('people'),
  'view-probes': view('probes'),
  'view-terminals': view('terminals'),
  'go-question': () => focusIn('questions'),
  'go-secrets': (store) => store.getState().navigate({ screen: 'secrets' }),
  'go-targets': (store) => store.getState().navigate({ screen: 'environments' }),
  'go-needs': focusNeeds,
  'go-runsheet': focusView,
  'go-output': () => document.getElementById('output')?.focus(),
  'go-log': () => document.getElementById('log')?.focus(),
  'go-runbooks': (store) => store.getState().navigate({ screen: 'home' }),
  'go-runs': (store) => store.getState().navigate({ screen: 'runs' }),
  'go-search': (store) => store.getState().navigate({ screen: 'search', query: emptySearch }),
};

/** The first field or button of a place, where there is one. */
function focusIn(id: string): void {
  document.getElementById(id)?.querySelector<HTMLElement>('input, button')?.focus();
}

const pens: ReadonlySet<KeyCommand> = new Set(['note', 'decision', 'issue']);

/** A pass over a checklist has a pen of its own, and in a table a letter is about to become text. */
function belongsElsewhere(store: DeskStore, command: KeyCommand, target: EventTarget | null): boolean {
  if (!pens.has(command)) return false;
  const { route } = store.getState();
  if (route.screen === 'checklist' && route.passId !== null) return true;
  return route.screen !== 'run' && isInside(target, '[role=grid]');
}

/** With several runs open the palette asks which. */
function write(store: DeskStore, pen: Pen): void {
  if (store.getState().takePen(pen)) return;
  store.getState().askPen(pen);
  spotlight.open();
}

/** The first thing in need, else its place. */
function focusNeeds(): void {
  const place = document.getElementById('needs-you');
  (place?.querySelector<HTMLElement>('button') ?? place)?.focus();
}

function view(to: RunView): (store: DeskStore) => void {
  return (store) => store.getState().selectInRun({ view: to });
}

/** The runsheet, or what stands in its place. */
function focusView(): void {
  const place = document.getElementById('run-view');
  const first = place?.querySelector<HTMLElement>('#runsheet, [aria-current="true"], .row-button');
  (document.getElementById('runsheet') ?? first ?? place)?.focus();
}

/** The number is on the screen with one key; calling takes a second one. What has the focus goes before what is selected. */
function showPerson(store: DeskStore): void {
  const stepId = document.activeElement?.closest<HTMLElement>('[data-step]')?.dataset.step;
  const step = stepId === undefined ? {} : { stepId, target: null };
  store.getState().selectInRun({ ...step, view: 'people' });
  setTimeout(() => document.querySelector<HTMLElement>('[data-wanted="true"]')?.focus(), 0);
}

function moveSelection(store: DeskStore, by: number): void {
  const { run, route, selectInRun } = store.getState();
  if (run === null || route.screen !== 'run') return;
  if (route.view === 'issues') {
    moveIssue(store, by);
    return;
  }
  const steps = stepsShown(run.steps, route.filter);
  const at = steps.findIndex((step) => step.id === route.stepId);
  const next = steps[at === -1 ? 0 : Math.min(steps.length - 1, Math.max(0, at + by))];
  if (next !== undefined) selectInRun({ stepId: next.id, target: null });
}

/** Among the issues J and K walk the issues. */
function moveIssue(store: DeskStore, by: number): void {
  const { run, drafts, writeDraft } = store.getState();
  const issues = inOrder(run?.header.issues ?? []);
  const at = issues.findIndex((issue) => issue.issueId === drafts['issues view']?.fields.issueId);
  const next = issues[Math.min(issues.length - 1, Math.max(0, Math.max(at, 0) + by))];
  if (next !== undefined) writeDraft('issues view', { issueId: next.issueId });
}

function hold(store: DeskStore): void {
  const { run, commandRun, tell } = store.getState();
  const verdict = run?.header.allowedActions.find((action) => action.action === 'hold');
  if (verdict?.allowed === true) void commandRun({ type: 'hold' }, 'Hold the run');
  else tell({ tone: 'plain', title: 'Hold is not possible now', text: verdict?.reason ?? 'The run is not running.' });
}
