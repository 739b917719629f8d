import { Button } from '@mantine/core';
import type { RunHeader } from '../../../contract/views.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useStartPhase } from '../../state/use-start-phase.ts';
import { useNow } from '../../ui/use-now.ts';
import { StartCheck } from '../runbook/StartCheck.tsx';

/** Starts a run that was created but not started, with the choice of T0. */
export function StartPanel() {
  const header = useDesk((state) => state.run?.header);
  const commandRun = useDesk((state) => state.commandRun);
  const openPanel = useDesk((state) => state.openPanel);
  const now = useNow();
  if (header === undefined) return null;
  const start = async (t0: 'window' | 'now', accept?: string) => {
    const command = { type: 'start', t0, ...(accept === undefined ? {} : { acceptPreflight: accept }) } as const;
    if (await commandRun(command, 'Start the run')) openPanel(null);
  };
  return (
    <section className="act-panel start-panel" aria-label="Start the run">
      <p>
        <strong>{header.mode === 'live' ? 'Start the live run.' : 'Start the rehearsal.'}</strong>{' '}
        {windowMeans(header, now)} No step runs before somebody says Go, unless the plan says start: auto.
      </p>
      {header.preflight.demand === null ? (
        <PlainStart header={header} now={now} onStart={(t0) => void start(t0)} />
      ) : (
        <CheckedStart header={header} onStart={(t0, accept) => void start(t0, accept)} />
      )}
    </section>
  );
}

interface StartProps {
  readonly header: RunHeader;
  onStart(t0: 'window' | 'now', accept?: string): void;
}

function PlainStart({ header, now, onStart }: StartProps & { readonly now: number }) {
  const openPanel = useDesk((state) => state.openPanel);
  return (
    <div className="act-line">
      <Button onClick={() => openPanel(null)}>Not yet</Button>
      {header.window !== null && (
        <Button onClick={() => onStart('window')}>
          Start, T0 = {dayAndTime(header.window.start, header.timezone, now)}
        </Button>
      )}
      <Button variant="filled" onClick={() => onStart('now')}>
        Start, T0 = now
      </Button>
    </div>
  );
}

/** A live run goes by its preflight, which is recorded in its log. */
function CheckedStart({ header, onStart }: StartProps) {
  const check = useDesk((state) => state.checkStart);
  const reset = useDesk((state) => state.resetStart);
  const openPanel = useDesk((state) => state.openPanel);
  const { runId, preflight, window, timezone } = header;
  const subject = { kind: 'run', runId } as const;
  const phase = useStartPhase(subject);
  if (phase.kind === 'idle') {
    return (
      <>
        {preflight.lacks.length > 0 && (
          <ul className="start-lacks" aria-label="Why the run cannot start">
            {preflight.lacks.map((lack) => (
              <li key={lack}>{lack}</li>
            ))}
          </ul>
        )}
        <div className="act-line">
          <Button onClick={() => openPanel(null)}>Not yet</Button>
          <Button variant="filled" onClick={() => void check(subject)}>
            Run the preflight
          </Button>
        </div>
      </>
    );
  }
  const leave = () => {
    reset();
    openPanel(null);
  };
  return (
    <StartCheck
      subject={subject}
      window={window}
      timezone={timezone}
      targets={null}
      maxAgeMs={preflight.demand?.maxAgeMs ?? 0}
      onStart={onStart}
      onLeave={leave}
    />
  );
}

function windowMeans({ window, timezone }: Pick<RunHeader, 'window' | 'timezone'>, now: number): string {
  if (window === null) return 'The runbook names no window.';
  const when = `${dayAndTime(window.start, timezone, now)} to ${dayAndTime(window.end, timezone, now)} ${zoneName(timezone)}`;
  const isInside = now >= window.start && now <= window.end;
  return isInside ? `The window is open: ${when}.` : `Outside its window (${when}); this will be recorded.`;
}
