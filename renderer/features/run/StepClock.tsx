import type { StepView } from '../../../contract/views.ts';
import { duration, fineDuration, measuredDuration } from '../../format/duration.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';

/** Three clocks, one at a time: overdue before working before waiting. A step that is over shows what it took. */
export function StepClock({ step }: { readonly step: StepView }) {
  if (step.endedAt !== null) {
    const took = step.startedAt === null ? null : step.endedAt - step.startedAt;
    return took === null ? null : <span title="Worked">{measuredDuration(Math.max(0, took))}</span>;
  }
  if (step.readyAt === null && step.startedAt === null) {
    return step.duration === null ? null : (
      <span className="dim" title="Estimated">
        {duration(step.duration.likelyMs)}
      </span>
    );
  }
  return <RunningClock step={step} />;
}

function RunningClock({ step }: { readonly step: StepView }) {
  const now = useScenarioNow();
  if (step.overdueAt !== null && now > step.overdueAt) {
    return (
      <span data-tone="warning" title="Past its time">
        +{fineDuration(now - step.overdueAt)} over
      </span>
    );
  }
  if (step.startedAt !== null) return <span title="Working">{fineDuration(Math.max(0, now - step.startedAt))}</span>;
  if (step.readyAt === null) return null;
  return (
    <span className="dim" title="Waiting since it became ready">
      waits {duration(Math.max(0, now - step.readyAt))}
    </span>
  );
}
