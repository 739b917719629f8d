import { Button } from '@mantine/core';
import type { RunHeader } from '../../../contract/views.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useNow } from '../../ui/use-now.ts';

/** Starts a run that was created but not started, with the choice of T0. */
export function StartPanel() {
  const header = useDesk((state) => state.run?.header);
  const commandRun = useDesk((state) => state.commandRun);
  const openPanel = useDesk((state) => state.openPanel);
  const now = useNow();
  if (header === undefined) return null;
  const start = async (t0: 'window' | 'now') => {
    if (await commandRun({ type: 'start', t0 }, 'Start the run')) openPanel(null);
  };
  return (
    <section className="act-panel" aria-label="Start the run">
      <p>
        <strong>{header.mode === 'live' ? 'Start the live run.' : 'Start the rehearsal.'}</strong>{' '}
        {windowMeans(header, now)} No step runs before somebody says Go, unless the plan says start: auto.
      </p>
      <div className="act-line">
        <Button onClick={() => openPanel(null)}>Not yet</Button>
        {header.window !== null && (
          <Button onClick={() => void start('window')}>
            Start, T0 = {dayAndTime(header.window.start, header.timezone, now)}
          </Button>
        )}
        <Button variant="filled" onClick={() => void start('now')}>
          Start, T0 = now
        </Button>
      </div>
    </section>
  );
}

function windowMeans({ window, timezone }: Pick<RunHeader, 'window' | 'timezone'>, now: number): string {
  if (window === null) return 'The runbook names no window.';
  const when = `${dayAndTime(window.start, timezone, now)} to ${dayAndTime(window.end, timezone, now)} ${zoneName(timezone)}`;
  const isInside = now >= window.start && now <= window.end;
  return isInside ? `The window is open: ${when}.` : `Outside its window (${when}); this will be recorded.`;
}
