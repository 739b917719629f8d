import { PortBridge } from '../port-bridge.ts';
import type { FromApp, Note, ToApp } from '../words.ts';

/** The app process's way to the test that stands for the screen, the system and Chromium. */
export function tell(word: FromApp): void {
  process.send?.(word);
}

export function note(about: Note['about'], facts: Note['facts'] = {}): void {
  tell({ kind: 'note', note: { about, facts } });
}

export const pagePorts = new PortBridge('app-', tell);

/** The test speaks only in these words. */
export function onWord(receive: (word: ToApp) => void): void {
  process.on('message', (word) => receive(word as ToApp));
}
