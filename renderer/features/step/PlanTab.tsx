import type { StepDetail } from '../../../contract/step-detail.ts';
import { duration } from '../../format/duration.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';

/** What the frozen plan says of this step: times, predecessors, script, backout. */
export function PlanTab({ detail }: { readonly detail: StepDetail }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const { step } = detail;
  return (
    <div className="stack">
      <dl className="facts">
        <Fact name="Id" value={step.id} />
        <Fact
          name="Starts after"
          value={
            step.after.map((one) => `${one.step} ${one.type}${lag(one.lagMs)}`).join(', ') || 'the start of the run'
          }
        />
        <Fact name="Planned" value={step.plannedStart === null ? 'no time' : fullTime(step.plannedStart, zone)} />
        <Fact name="Estimate" value={estimate(detail)} />
        <Fact name="Backout" value={detail.backout ?? 'none planned'} />
        {detail.notes !== null && <Fact name="Notes" value={detail.notes} />}
      </dl>
      {detail.script !== null && (
        <>
          <h3>What is sent</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
          <pre className="code script" tabIndex={0}>
            {detail.script}
          </pre>
        </>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function lag(ms: number): string {
  if (ms === 0) return '';
  return ` ${ms > 0 ? '+' : '-'}${duration(ms)}`;
}

function estimate({ step }: StepDetail): string {
  if (step.duration === null) return 'none';
  const { minMs, likelyMs, maxMs } = step.duration;
  return minMs === maxMs ? duration(likelyMs) : `${duration(likelyMs)} (${duration(minMs)} to ${duration(maxMs)})`;
}
