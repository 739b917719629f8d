import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { type KeyCommand, type KeyState, meaningOf } from '../../keyboard/keyboard.ts';
import { useDeskStore } from '../../state/desk-context.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import { stepsShown } from '../run/runsheet-rows.ts';

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
        isTyping: isTyping(event.target),
        isOnControl: isOnControl(event.target),
        isInGrid: isInside(event.target, '#runsheet'),
        isInRun: store.getState().route.screen === 'run',
      });
      state = meaning.state;
      if (meaning.command === null) return;
      if (meaning.command !== 'close-panel') event.preventDefault();
      obey(meaning.command, store);
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

function obey(command: KeyCommand, store: DeskStore): void {
  const desk = store.getState();
  switch (command) {
    case 'palette':
      return spotlight.open();
    case 'help':
      return desk.showHelp(true);
    case 'close-panel':
      return desk.openPanel(null);
    case 'next-step':
      return moveSelection(store, 1);
    case 'previous-step':
      return moveSelection(store, -1);
    case 'open-step':
      return focusOn('step-pane');
    case 'filter':
      return focusOn('runsheet-filter');
    case 'hold':
      return hold(store);
    case 'note':
      return desk.openPanel('note');
    case 'go-runbooks':
      return desk.navigate({ screen: 'home' });
    case 'go-runs':
      return desk.navigate({ screen: 'runs' });
    default:
      return focusOn(places[command]);
  }
}

const places = {
  'go-needs': 'needs-you',
  'go-runsheet': 'runsheet',
  'go-output': 'output',
  'go-log': 'log',
} as const;

function focusOn(id: string): void {
  const place = document.getElementById(id);
  const control = place?.querySelector<HTMLElement>('[data-first-act], button:not([aria-disabled=true])');
  (id === 'step-pane' || id === 'needs-you' ? (control ?? place) : place)?.focus();
}

function moveSelection(store: DeskStore, by: number): void {
  const { run, route, selectInRun } = store.getState();
  if (run === null || route.screen !== 'run') return;
  const steps = stepsShown(run.steps, route.filter);
  const at = steps.findIndex((step) => step.id === route.stepId);
  const next = steps[at === -1 ? 0 : Math.min(steps.length - 1, Math.max(0, at + by))];
  if (next !== undefined) selectInRun({ stepId: next.id, target: null });
}

function hold(store: DeskStore): void {
  const { run, commandRun, tell } = store.getState();
  const verdict = run?.header.allowedActions.find((action) => action.action === 'hold');
  if (verdict?.allowed === true) void commandRun({ type: 'hold' }, 'Hold the run');
  else tell({ tone: 'plain', title: 'Hold is not possible now', text: verdict?.reason ?? 'The run is not running.' });
}
