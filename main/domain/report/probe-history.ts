import type { EventOf, RecordedEvent } from '../../../contract/events.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { SampleVerdict } from '../../../contract/samples.ts';
import { probeText } from '../probe/probe-text.ts';
import { FIRST_VERDICT } from '../probe/standing.ts';
import type { ReportProbe } from './report-model.ts';

/** How many samples of each kind were kept of one probe on one target. */
export interface ProbeCounts {
  readonly probe: string;
  readonly target: string;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
}

/** Each probe on each target: what was answered, every change, and how long it was not successful at most. */
export function probeHistory(facts: {
  readonly events: readonly RecordedEvent[];
  readonly plan: Plan;
  readonly counts: readonly ProbeCounts[];
  /** The run's end, or now. */
  readonly until: number;
}): readonly ReportProbe[] {
  const changes = facts.events.filter((event): event is EventOf<'probe.changed'> => event.type === 'probe.changed');
  return (facts.plan.probes ?? []).flatMap((probe) =>
    probe.targets.map((target): ReportProbe => {
      const isOurs = (of: { readonly probe: string; readonly target: string }) =>
        of.probe === probe.name && of.target === target;
      const own = changes.filter(({ data }) => isOurs(data));
      const counts = facts.counts.find(isOurs);
      return {
        ...{ probe: probe.name, target, question: probeText(probe) },
        successful: counts?.successful ?? 0,
        failed: counts?.failed ?? 0,
        inconclusive: counts?.inconclusive ?? 0,
        changes: own.map(({ data, seq }) => ({ at: data.since, verdict: data.verdict, reason: data.reason, seq })),
        longestFailedMs: longest(own, 'failed', facts.until),
        longestInconclusiveMs: longest(own, 'inconclusive', facts.until),
        verdict: own.at(-1)?.data.verdict ?? FIRST_VERDICT,
      };
    }),
  );
}

/** The longest stretch with this answer; 0 = there was none. */
function longest(changes: readonly EventOf<'probe.changed'>[], verdict: SampleVerdict, until: number): number {
  return changes.reduce((most, { data }, index) => {
    const end = changes[index + 1]?.data.since ?? until;
    return data.verdict === verdict ? Math.max(most, end - data.since) : most;
  }, 0);
}
