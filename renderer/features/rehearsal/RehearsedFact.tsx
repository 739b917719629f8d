import type { RehearsalFact } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import type { StateLook } from '../../ui/state-words.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const never: StateLook = { word: 'not rehearsed', shape: 'ring', tone: 'pending' };

/** When a runbook was last rehearsed, and whether it still is what was rehearsed: a fact of the log's hashes. */
export function RehearsedFact({ runbookKey }: { readonly runbookKey: string }) {
  const fact = useDesk((state) => state.home?.rehearsals.find((one) => one.key === runbookKey) ?? null);
  if (fact === null) return <StateMark look={never} />;
  return (
    <span className="rehearsed" title={`Plan ${fact.planHash} was rehearsed in ${fact.runId}`}>
      <StateMark look={rehearsedLook(fact)} />{' '}
      <a className="link" href={formatRoute({ screen: 'report', runId: fact.runId })}>
        {dayAndTime(fact.at, HERE, Date.now())}
      </a>
      <span className="dim">
        {' '}
        · {sinceWords(fact)} · plan <code>{fact.planHash.slice(0, 8)}</code>
      </span>
    </span>
  );
}

export function rehearsedLook({ isUnchanged, closureCode }: RehearsalFact): StateLook {
  if (closureCode === 'unsuccessful') return { word: 'rehearsed, unsuccessful', shape: 'cross', tone: 'failed' };
  return isUnchanged
    ? { word: 'rehearsed', shape: 'check', tone: 'succeeded' }
    : { word: 'changed since rehearsed', shape: 'half', tone: 'awaiting' };
}

export function sinceWords({ isUnchanged, changedSteps }: RehearsalFact): string {
  if (isUnchanged) return 'unchanged since';
  // Clocks, probes and the backout plan are part of the plan too.
  if (changedSteps === 0) return 'changed since, but no step';
  return `${counted(changedSteps, 'step')} changed since`;
}
