/** What the keys mean, as a pure function: the same press in the same place always means the same. */

export type KeyCommand =
  | 'palette'
  | 'help'
  | 'next-step'
  | 'previous-step'
  | 'open-step'
  | 'filter'
  | 'hold'
  | 'note'
  | 'close-panel'
  | 'go-needs'
  | 'go-runsheet'
  | 'go-output'
  | 'go-log'
  | 'go-runbooks'
  | 'go-runs';

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
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

export function meaningOf(state: KeyState, press: KeyPress): KeyMeaning {
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.ctrl && key === 'k') return { state: idle, command: 'palette' };
  if (key === 'Escape') return { state: idle, command: 'close-panel' };
  if (press.ctrl || press.alt || press.isTyping) return { state: idle, command: null };
  if (state.awaitsGo) return { state: idle, command: goTo(key, press.isInRun) };
  if (key === 'g') return { state: { awaitsGo: true }, command: null };
  if (key === '?') return { state: idle, command: 'help' };
  return { state: idle, command: press.isInRun ? inRun(key, press) : null };
}

function goTo(key: string, isInRun: boolean): KeyCommand | null {
  if (key === 'b') return 'go-runbooks';
  if (key === 'r') return 'go-runs';
  if (!isInRun) return null;
  const places: Readonly<Record<string, KeyCommand>> = {
    n: 'go-needs',
    s: 'go-runsheet',
    o: 'go-output',
    l: 'go-log',
  };
  return places[key] ?? null;
}

function inRun(key: string, press: Pick<KeyPress, 'isOnControl' | 'isInGrid'>): KeyCommand | null {
  switch (key) {
    case 'j':
      return 'next-step';
    case 'k':
      return 'previous-step';
    case 'Enter':
      return press.isOnControl ? null : 'open-step';
    case 'ArrowDown':
      return press.isInGrid ? 'next-step' : null;
    case 'ArrowUp':
      return press.isInGrid ? 'previous-step' : null;
    case '/':
      return 'filter';
    case 'h':
      return 'hold';
    case 'n':
      return 'note';
    default:
      return null;
  }
}
