import { Button } from '@mantine/core';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import type { TerminalView } from '../../../contract/terminals.ts';
import { duration } from '../../format/duration.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import type { TerminalNews } from '../../state/terminal-slice.ts';
import { disarm, terminalOptions, wearTheme } from './terminal-look.ts';

interface Life {
  readonly state: TerminalNews['state'] | 'lost';
  readonly reason: string | null;
  readonly closesAt: number | null;
}

const begin: Life = { state: 'connecting', reason: null, closesAt: null };

/** A live terminal: everything in the box is the target's, everything around it is ours. */
export function TerminalScreen({ view }: { readonly view: TerminalView }) {
  const place = useRef<HTMLDivElement>(null);
  const store = useDeskStore();
  const [life, setLife] = useState(begin);
  const { terminalId } = view;
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    setLife(begin);
    return attach(element, { terminalId, store, setLife });
  }, [terminalId, store]);
  return (
    <section className="terminal" aria-label={`Terminal on ${view.target}`}>
      <TerminalBar view={view} life={life} />
      <div className="terminal-place" ref={place} data-state={life.state} />
      <p className="terminal-keys dim">
        <kbd>Ctrl Shift L</kbd> leave · <kbd>Ctrl Shift H</kbd> hold · <kbd>Ctrl Shift X</kbd> abort… · what is shown is
        recorded
      </p>
    </section>
  );
}

function TerminalBar({ view, life }: { readonly view: TerminalView; readonly life: Life }) {
  const closeTerminal = useDesk((state) => state.closeTerminal);
  const stay = useDesk((state) => state.stayInTerminal);
  const isOpen = life.state === 'open' || life.state === 'connecting';
  return (
    <div className="terminal-bar">
      <strong className="code">{view.target}</strong>
      <span className="clip" title={view.reason}>
        {view.reason}
      </span>
      <span className="grow" />
      {life.closesAt !== null && isOpen && (
        <span role="status" className="terminal-idle">
          Nobody typed: it closes in {duration(Math.max(0, life.closesAt - Date.now()))}.{' '}
          <Button size="compact-xs" onClick={() => stay(view.terminalId)}>
            Keep it open
          </Button>
        </span>
      )}
      <span role="status" className={life.state === 'open' ? 'terminal-recording' : 'dim'}>
        {words[life.state]}
      </span>
      {isOpen && (
        <Button size="compact-xs" onClick={() => void closeTerminal(view.terminalId)}>
          Close terminal
        </Button>
      )}
      {!isOpen && life.reason !== null && <span className="clip">{life.reason}</span>}
    </div>
  );
}

const words: Readonly<Record<Life['state'], string>> = {
  connecting: 'connecting …',
  open: '● recording',
  closed: 'closed',
  lost: 'not open here any more',
};

interface Attaching {
  readonly terminalId: string;
  readonly store: DeskStore;
  setLife(life: Life): void;
}

function attach(place: HTMLElement, { terminalId, store, setLife }: Attaching): () => void {
  const terminal = new Terminal(terminalOptions);
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  disarm(terminal);
  terminal.open(place);
  const undress = wearTheme(terminal, place);
  terminal.attachCustomKeyEventHandler((event) => ownKey(event, { terminal, store }));
  const refit = () => {
    const size = fit.proposeDimensions();
    if (size === undefined || !Number.isFinite(size.cols) || size.cols < 2 || size.rows < 1) return;
    if (size.cols === terminal.cols && size.rows === terminal.rows) return;
    terminal.resize(size.cols, size.rows);
    store.getState().resizeTerminal(terminalId, { columns: size.cols, rows: size.rows });
  };
  const watch = new ResizeObserver(refit);
  watch.observe(place);
  const encoder = new TextEncoder();
  const typed = terminal.onData((text) => store.getState().typeIntoTerminal(terminalId, encoder.encode(text)));
  const binary = terminal.onBinary((text) =>
    store.getState().typeIntoTerminal(
      terminalId,
      Uint8Array.from(text, (one) => one.charCodeAt(0)),
    ),
  );
  let last = '';
  const hear = ({ bytes, offset, state, reason, closesAt }: TerminalNews) => {
    // Written and parsed: only then may as many bytes follow.
    terminal.write(bytes, () => store.getState().seenInTerminal(terminalId, offset + bytes.length));
    const now = `${state} ${closesAt}`;
    if (now === last) return;
    last = now;
    setLife({ state, reason, closesAt });
    if (state === 'closed') void store.getState().loadTerminals();
  };
  const lost = () => {
    setLife({ state: 'lost', reason: null, closesAt: null });
    void store.getState().loadTerminals();
  };
  const leave = store.getState().watchTerminal(terminalId, hear, lost);
  terminal.focus();
  return () => {
    leave();
    watch.disconnect();
    undress();
    typed.dispose();
    binary.dispose();
    terminal.dispose();
  };
}

/** Every key is the target's, but for these: nobody is shut in, and the run stays within reach. */
function ownKey(event: KeyboardEvent, { terminal, store }: { terminal: Terminal; store: DeskStore }): boolean {
  if (!event.ctrlKey || !event.shiftKey || event.altKey || event.type !== 'keydown') return true;
  switch (event.key.toLowerCase()) {
    case 'l':
      document.getElementById('view-terminals')?.focus();
      break;
    case 'h':
      void store.getState().commandRun({ type: 'hold' }, 'Hold the run');
      break;
    case 'x':
      store.getState().openPanel('abort');
      break;
    case 'c':
      void navigator.clipboard?.writeText(terminal.getSelection());
      break;
    default:
      return true;
  }
  event.preventDefault();
  return false;
}
