import type { ITheme, Terminal } from '@xterm/xterm';

const tokens = {
  background: '--surface-output',
  foreground: '--text',
  cursor: '--text',
  cursorAccent: '--surface-output',
  selectionBackground: '--surface-selected',
  black: '--ansi-black',
  red: '--ansi-red',
  green: '--ansi-green',
  yellow: '--ansi-yellow',
  blue: '--ansi-blue',
  magenta: '--ansi-magenta',
  cyan: '--ansi-cyan',
  white: '--ansi-white',
  brightBlack: '--ansi-black',
  brightRed: '--ansi-red',
  brightGreen: '--ansi-green',
  brightYellow: '--ansi-yellow',
  brightBlue: '--ansi-blue',
  brightMagenta: '--ansi-magenta',
  brightCyan: '--ansi-cyan',
  brightWhite: '--text',
} as const;

/** The colours of the desk as they are now: a custom property keeps both of its themes, an element has one. */
function themeOf(place: HTMLElement): ITheme {
  const probe = document.createElement('span');
  place.append(probe);
  const theme: Record<string, string> = {};
  for (const [name, token] of Object.entries(tokens)) {
    probe.style.color = `var(${token})`;
    theme[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return theme;
}

/** Keeps a terminal in the colours of the desk; the returned function stops that. */
export function wearTheme(terminal: Terminal, place: HTMLElement): () => void {
  const dress = () => {
    terminal.options.theme = themeOf(place);
  };
  dress();
  const watch = new MutationObserver(dress);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] });
  return () => watch.disconnect();
}

/**
 * What a target may say to a terminal that is not for the screen: titles (0, 1, 2), links (8), notifications (9, 777),
 * the clipboard (52), files (1337), and questions about colours (4, 10–19), whose answers would be typed into the shell.
 */
const inert = [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 52, 104, 133, 633, 777, 1337] as const;

export function disarm(terminal: Terminal): void {
  for (const code of inert) terminal.parser.registerOscHandler(code, () => true);
}

export const terminalOptions = {
  allowProposedApi: false,
  cursorBlink: false,
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
  fontSize: 12,
  lineHeight: 1.2,
  scrollback: 5000,
  minimumContrastRatio: 4.5,
  screenReaderMode: false,
} as const;
