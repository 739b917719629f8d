import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { TerminalView } from '../../../contract/terminals.ts';
import { measuredDuration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { OpenTerminalForm } from './OpenTerminalForm.tsx';
import { TerminalPlayer } from './TerminalPlayer.tsx';
import { TerminalScreen } from './TerminalScreen.tsx';

/** Terminals of the run: the open one is worked in, the others are played back. */
export function TerminalsView() {
  const terminals = useDesk((state) => state.terminals);
  const shown = useDesk((state) => state.terminalShown);
  const wish = useDesk((state) => state.terminalWish);
  const mode = useDesk((state) => state.run?.header.mode);
  const isOver = useDesk((state) => state.run?.header.endedAt !== null);
  const targets = useDesk((state) => state.detail?.targets);
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const wishTerminal = useDesk((state) => state.wishTerminal);
  useTerminalList();
  if (mode === 'rehearsal') {
    return <p className="quiet">A rehearsal touches no host: there is nothing a terminal could be opened on.</p>;
  }
  const names = [...new Set((targets ?? []).map((target) => target.name))];
  const view = terminals?.find((one) => one.terminalId === shown) ?? null;
  return (
    <div className="terminals">
      <div className="terminal-list" role="toolbar" aria-label="Terminals of this run">
        {(terminals ?? []).map((one) => (
          <TerminalTab view={one} isShown={one.terminalId === shown} key={one.terminalId} />
        ))}
        {wish === null && !isOver && names.length > 0 && (
          <Button size="compact-xs" onClick={() => wishTerminal({ target: names[0] ?? '', stepId })}>
            Open terminal…
          </Button>
        )}
      </div>
      {wish !== null && <OpenTerminalForm targets={names.includes(wish.target) ? names : [wish.target, ...names]} />}
      {view === null ? (
        wish === null && <NoTerminal hasTargets={names.length > 0} />
      ) : view.closed === null ? (
        <TerminalScreen view={view} key={view.terminalId} />
      ) : (
        <TerminalPlayer view={view} closed={view.closed} key={view.terminalId} />
      )}
    </div>
  );
}

function TerminalTab({ view, isShown }: { readonly view: TerminalView; readonly isShown: boolean }) {
  const showTerminal = useDesk((state) => state.showTerminal);
  const { target, reason, closed, openedBy } = view;
  return (
    <button
      type="button"
      className="terminal-tab"
      aria-pressed={isShown}
      title={`${target} · ${reason} · opened by ${openedBy}${closed === null ? '' : ` · ${closed.reason}`}`}
      onClick={() => showTerminal(view.terminalId)}
    >
      <span aria-hidden="true">{closed === null ? '●' : '▸'}</span>
      <span className="code">{target}</span>
      <span className="dim figures">{closed === null ? 'open' : measuredDuration(closed.durationMs)}</span>
    </button>
  );
}

function NoTerminal({ hasTargets }: { readonly hasTargets: boolean }) {
  return (
    <p className="quiet">
      A terminal is for what no step foresaw: you look at a host by hand, and all that it shows is kept with the run.{' '}
      {hasTargets ? 'Choose one above, or open one.' : 'Select a step that works on targets to open one.'}
    </p>
  );
}

/** Read anew when the log says that one was opened or closed, on this desk or another. */
function useTerminalList(): void {
  const loadTerminals = useDesk((state) => state.loadTerminals);
  const newest = useDesk((state) => state.run?.log.findLast((entry) => entry.type.startsWith('terminal.'))?.seq ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer event means another list
  useEffect(() => void loadTerminals(), [loadTerminals, newest]);
}
