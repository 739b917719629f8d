import { holdWords } from '../../../contract/hold-words.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';

/** Why nothing new starts: each reason, since when, and the step behind it. That it is a rehearsal, the frame says. */
export function HeldStrip() {
  const held = useDesk((state) => state.run?.header.held) ?? [];
  if (held.length === 0) return null;
  return (
    <section aria-label="State of the run">
      {held.length > 0 && (
        <div className="strip" data-tone="held">
          <strong>Held: nothing new starts, running work goes on.</strong>
          {held.map((hold) => (
            <HoldReason hold={hold} key={`${hold.cause} ${hold.stepId} ${hold.since}`} />
          ))}
        </div>
      )}
    </section>
  );
}

function HoldReason({ hold }: { readonly hold: RunHeader['held'][number] }) {
  const now = useScenarioNow();
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === hold.stepId));
  const selectInRun = useDesk((state) => state.selectInRun);
  const age = <span className="figures live-value">{duration(Math.max(0, now - hold.since))} ago</span>;
  if (step === undefined) {
    return (
      <span>
        {hold.reason || holdWords(hold.cause)} {age}
      </span>
    );
  }
  return (
    <span className="clip" title={hold.reason ?? undefined}>
      {holdWords(hold.cause)}:{' '}
      <button type="button" className="link-button" onClick={() => selectInRun({ stepId: step.id, target: null })}>
        {step.title}
      </button>
      , {age}
    </span>
  );
}
