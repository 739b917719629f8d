import type { ReactNode } from 'react';
import type { StepView } from '../../../contract/views.ts';
import { duration, fineDuration } from '../../format/duration.ts';
import { clockTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stepLook } from '../../ui/state-words.ts';
import { ClockTable } from '../chair/ClockTable.tsx';
import { PhoneNumber } from '../chair/PhoneNumber.tsx';
import { waitsOn } from '../chair/phone-book.ts';
import { waitsFor } from './needs.ts';
import { expectedEnd, nowLists, overdueBy } from './now-lists.ts';

/** What runs, what waits on whom, what comes next: the three questions of every call. */
export function NowView() {
  const run = useDesk((state) => state.run);
  const now = useScenarioNow();
  if (run === null) return null;
  if (run.header.endedAt !== null) return <p className="quiet">The run is over: nothing runs, nothing waits.</p>;
  const { running, waiting, next } = nowLists(run.steps, run.header, now);
  return (
    <div className="now-view">
      <NowSection name="Waiting on people" none="Nobody is waited for." steps={waiting}>
        {(step) => <WaitingStep step={step} now={now} />}
      </NowSection>
      <NowSection name="Running" none="Nothing runs." steps={running}>
        {(step) => <RunningStep step={step} now={now} />}
      </NowSection>
      <ClockTable clocks={run.header.clocks} now={now} zone={run.header.timezone} />
      <NowSection name="Next" none="No step is left to come." steps={next}>
        {(step) => <NextStep step={step} />}
      </NowSection>
    </div>
  );
}

interface NowSectionProps {
  readonly name: string;
  readonly none: string;
  readonly steps: readonly StepView[];
  children(step: StepView): ReactNode;
}

function NowSection({ name, none, steps, children }: NowSectionProps) {
  return (
    <section aria-label={`${name} (view)`}>
      <h3 className="now-head">
        {name} <span className="count">{steps.length}</span>
      </h3>
      {steps.length === 0 ? (
        <p className="quiet">{none}</p>
      ) : (
        <ul>
          {steps.map((step) => (
            <li key={step.id} className="now-step">
              {children(step)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function StepButton({ step }: { readonly step: StepView }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const isSelected = useDesk((state) => state.route.screen === 'run' && state.route.stepId === step.id);
  return (
    <button
      type="button"
      className="row-button now-title"
      aria-current={isSelected}
      data-step={step.id}
      title={step.title}
      onClick={() => selectInRun({ stepId: step.id, target: null })}
    >
      <StateMark look={stepLook(step)} />
      <span className="clip">{step.title}</span>
    </button>
  );
}

function WaitingStep({ step, now }: { readonly step: StepView; readonly now: number }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const people = useDesk((state) => state.run?.people) ?? [];
  const person = waitsOn(step, people);
  const { need } = step;
  const over = overdueBy(step, now);
  if (need === null) return null;
  return (
    <>
      <StepButton step={step} />
      <span className="now-facts">
        <span>{need.what}</span>
        <span className="strong">{person?.name ?? need.who ?? step.responsible ?? 'nobody named'}</span>
        {person !== null && <PhoneNumber phone={person.phone} name={person.name} />}
        <span className="figures live-value dim">for {duration(Math.max(0, now - need.since))}</span>
        {over > 0 && (
          <span className="figures live-value" data-tone="bad">
            overdue {duration(over)}
          </span>
        )}
        {over === 0 && need.due !== null && (
          <span className="figures live-value" data-tone={need.due - now < 300_000 ? 'warning' : 'plain'}>
            due {clockTime(need.due, zone)}
            {need.onExpiry === null ? '' : `, then ${need.onExpiry}`}
          </span>
        )}
      </span>
    </>
  );
}

function RunningStep({ step, now }: { readonly step: StepView; readonly now: number }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const end = expectedEnd(step);
  const { total, succeeded, failed, unknown } = step.targets;
  return (
    <>
      <StepButton step={step} />
      <span className="now-facts figures">
        {total > 0 && <span>{`${succeeded} of ${total} targets`}</span>}
        {failed > 0 && <span data-tone="bad">{failed} failed</span>}
        {unknown > 0 && <span data-tone="unknown">{unknown} unknown</span>}
        {step.startedAt !== null && (
          <span className="live-value">for {fineDuration(Math.max(0, now - step.startedAt))}</span>
        )}
        {end !== null && (
          <span className="live-value" data-tone={end.at < now ? 'warning' : 'plain'}>
            {end.at < now ? 'should have ended' : 'ends'} ~{clockTime(end.at, zone)}
            {end.by === null ? '' : `, says ${end.by}`}
          </span>
        )}
        <span className="dim">{step.responsible}</span>
      </span>
    </>
  );
}

function NextStep({ step }: { readonly step: StepView }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const steps = useDesk((state) => state.run?.steps) ?? [];
  const waits = waitsFor(step, steps);
  return (
    <>
      <StepButton step={step} />
      <span className="now-facts">
        {step.projectedStart !== null && <span className="figures">~{clockTime(step.projectedStart, zone)}</span>}
        <span className="dim clip" title={waits.join(', ')}>
          {waits.length === 0 ? (step.responsible ?? '') : `waits for ${waits.join(', ')}`}
        </span>
      </span>
    </>
  );
}
