import { type KeyCommand, keyTable } from './key-table.ts';

/** What the keys mean, as a pure function: the same press in the same place always means the same. */
export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** The focus is where letters are text. */
  readonly isTyping: boolean;
  /** The focus is on something Enter already presses: a button, a link. */
  readonly isOnControl: boolean;
  /** The focus is in the runsheet, where arrows move the selection too. */
  readonly isInGrid: boolean;
  /** A run is on the screen. */
  readonly isInRun: boolean;
}

/** `awaitsGo` = G was pressed, the next letter says where to. */
export interface KeyState {
  readonly awaitsGo: boolean;
}

export interface KeyMeaning {
  readonly state: KeyState;
  readonly command: KeyCommand | null;
}

const idle: KeyState = { awaitsGo: false };
const rows = new Map(keyTable.flatMap((row) => row.presses.map((press) => [press, row])));

export function meaningOf(state: KeyState, press: KeyPress): KeyMeaning {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const found = (spelling: string) => ({ state: idle, command: commandOf(spelling, press.isInRun) });
  if (press.ctrl && key === 'k') return found('ctrl+k');
  if (key === 'Escape') return found('Escape');
  // On its way to another key: Shift comes before the letter it belongs to.
  if (key === 'Shift') return { state, command: null };
  if (press.ctrl || press.alt || press.isTyping) return { state: idle, command: null };
  if (state.awaitsGo) return found(`g ${key}`);
  if (key === 'g') return { state: { awaitsGo: true }, command: null };
  if (key === 'Enter' && press.isOnControl) return { state: idle, command: null };
  if (key.startsWith('Arrow')) return found(press.isInGrid ? `grid ${key}` : '');
  const isLetter = key.length === 1 && key >= 'a' && key <= 'z';
  return found(isLetter && press.shift && rows.has(`shift+${key}`) ? `shift+${key}` : key);
}

function commandOf(spelling: string, isInRun: boolean): KeyCommand | null {
  const row = rows.get(spelling);
  if (row === undefined || (row.where === 'run' && !isInRun)) return null;
  return row.command;
}
