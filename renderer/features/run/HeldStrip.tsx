import type { HoldCause } from '../../../contract/events.ts';
import { duration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';

const causes: Readonly<Record<HoldCause, string>> = {
  person: 'somebody said Hold',
  'step-failed': 'a step failed',
  'step-indeterminate': 'the outcome of a step is unknown',
  'no-go': 'the gate said no-go',
  deadline: 'a deadline passed without an answer',
  'core-restarted': 'the core was restarted',
  'waiting-for-person': 'it waits for a person',
  interrupted: 'it was interrupted at the terminal',
  'clock-jumped': 'the clock of this machine jumped',
};

/** Why nothing new starts: each reason, since when, and what lifts it. A rehearsal says here what it is. */
export function HeldStrip() {
  const held = useDesk((state) => state.run?.header.held);
  const isRehearsal = useDesk((state) => state.run?.header.mode === 'rehearsal');
  const now = useScenarioNow();
  return (
    <>
      {isRehearsal && (
        <p className="strip" data-tone="simulated">
          <strong>SIMULATED</strong> Rehearsal: same rules, same log, no host is touched.
        </p>
      )}
      {(held ?? []).length > 0 && (
        <p className="strip" data-tone="held">
          <strong>Held: nothing new starts, running work goes on.</strong>{' '}
          {held
            ?.map((one) => {
              const reason = one.reason === null || one.reason === '' ? '' : ` (${one.reason})`;
              const step = one.stepId === null ? '' : ` ${one.stepId}`;
              return `${causes[one.cause]}${step}${reason}, ${duration(Math.max(0, now - one.since))} ago`;
            })
            .join(' · ')}
        </p>
      )}
    </>
  );
}
