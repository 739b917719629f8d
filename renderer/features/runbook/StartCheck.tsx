import { Button } from '@mantine/core';
import { counted, duration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { StartSubject } from '../../state/start-slice.ts';
import { useStartPhase } from '../../state/use-start-phase.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { useNow } from '../../ui/use-now.ts';
import { startLacks } from './check-groups.ts';
import { HostKeys } from './HostKeys.tsx';
import { LiveStart, type T0Choice } from './LiveStart.tsx';
import { PreflightChecks } from './PreflightChecks.tsx';

interface StartCheckProps {
  readonly subject: StartSubject;
  readonly window: { readonly start: number } | null;
  readonly timezone: string;
  readonly maxAgeMs: number;
  /** How many targets a live start may touch; null = the page says so elsewhere. */
  readonly targets: number | null;
  onStart(t0: T0Choice, accept?: string): void;
  onLeave(): void;
}

/** The way to a live start: host keys, checks, and the start itself, each where its time has come. */
export function StartCheck({ subject, ...page }: StartCheckProps) {
  const phase = useStartPhase(subject);
  const check = useDesk((state) => state.checkStart);
  const trust = useDesk((state) => state.trustHostKeys);
  const now = useNow();
  switch (phase.kind) {
    case 'idle':
      return null;
    case 'asking':
      return <Asking since={phase.since} now={now} onLeave={page.onLeave} />;
    case 'starting':
      return (
        <p className="dim" role="status">
          Asking every target once more for the log, then starting …
        </p>
      );
    case 'refused':
      return (
        <ProblemNote title="Not started" problem={phase.problem}>
          <button type="button" className="plain-button" onClick={() => void check(subject)}>
            Check again
          </button>
        </ProblemNote>
      );
    case 'checked':
      return (
        <section className="start-check" aria-label="Before the start" ref={focusHere} tabIndex={-1}>
          <HostKeys keys={phase.keys} problem={phase.problem} onAccept={() => void trust(subject)} />
          <PreflightChecks
            preflight={phase.preflight}
            keysOf={phase.keys
              .filter(({ state }) => state === 'unknown' || state === 'changed')
              .map(({ target }) => target)}
            onAgain={() => void check(subject)}
          />
          {page.targets !== null && (
            <p>
              <strong>Live touches {counted(page.targets, 'real target')}.</strong> Steps wait for Go unless the plan
              says start: auto. T0 is what the T-offsets count from.
            </p>
          )}
          <LiveStart
            window={page.window}
            timezone={page.timezone}
            lacks={startLacks(phase.preflight, { now, maxAgeMs: page.maxAgeMs })}
            onStart={page.onStart}
          />
          <div className="act-line">
            <Button onClick={page.onLeave}>Not now</Button>
          </div>
        </section>
      );
  }
}

/** What was pressed has gone: the keyboard goes on where its consequence stands. */
function focusHere(place: HTMLElement | null): void {
  place?.focus({ preventScroll: true });
}

interface AskingProps {
  readonly since: number;
  readonly now: number;
  onLeave(): void;
}

function Asking({ since, now, onLeave }: AskingProps) {
  const took = Math.max(0, now - since);
  return (
    <div className="asking" role="status" ref={focusHere} tabIndex={-1}>
      <span>Asking every target …</span>
      {took >= 2000 && (
        <span className="dim">{duration(took)}; one that does not answer has 12 s before it counts as bad</span>
      )}
      <button type="button" className="plain-button" onClick={onLeave}>
        Stop waiting
      </button>
    </div>
  );
}
