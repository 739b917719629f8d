import type { ChecklistPassSummary } from '../../../contract/workspace-views.ts';
import { duration } from '../../format/duration.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import { formatRoute } from '../../state/route.ts';
import { Progress } from '../../ui/Progress.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { overdueCount, passLook } from './pass-words.ts';

interface PassTableProps {
  readonly passes: readonly ChecklistPassSummary[];
}

/** What is asked for now: overdue first, then by what is due next. */
export function OpenPasses({ passes }: PassTableProps) {
  const now = useMinute();
  const sorted = passes.toSorted(
    (one, other) =>
      Number(overdueCount(other, now) > 0) - Number(overdueCount(one, now) > 0) ||
      (one.nextDueAt ?? Number.MAX_VALUE) - (other.nextDueAt ?? Number.MAX_VALUE),
  );
  return (
    <section aria-labelledby="open-passes">
      <h2 id="open-passes">
        Open passes <span className="count">{passes.length}</span>
      </h2>
      {passes.length === 0 ? (
        <p className="quiet">No pass is open. Open a stored checklist below and say what the pass is for.</p>
      ) : (
        <PassTable passes={sorted} now={now} />
      )}
    </section>
  );
}

export function ClosedPasses({ passes }: PassTableProps) {
  const now = useMinute();
  const sorted = passes.toSorted((one, other) => (other.closedAt ?? 0) - (one.closedAt ?? 0));
  return (
    <section aria-labelledby="closed-passes">
      <h2 id="closed-passes">
        Closed passes <span className="count">{passes.length}</span>
      </h2>
      <PassTable passes={sorted} now={now} />
    </section>
  );
}

export function PassTable({ passes, now }: PassTableProps & { readonly now: number }) {
  return (
    <table className="table passes">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Checklist</th>
          <th scope="col">For</th>
          <th scope="col">Ticked</th>
          <th scope="col">Due next</th>
          <th scope="col">T0</th>
        </tr>
      </thead>
      <tbody>
        {passes.map((pass) => (
          <PassRow pass={pass} now={now} key={pass.passId} />
        ))}
      </tbody>
    </table>
  );
}

function PassRow({ pass, now }: { readonly pass: ChecklistPassSummary; readonly now: number }) {
  const { passId, key, title, subject, t0, timezone, closedAt } = pass;
  return (
    <tr>
      <td>
        <StateMark look={passLook(pass, now)} />
      </td>
      <td>
        <a className="link" href={formatRoute({ screen: 'checklist', key, passId })}>
          {title}
        </a>
        <span className="under">{passId}</span>
      </td>
      <td className="wrap">{subject ?? <span className="dim">nothing named</span>}</td>
      <td>
        <Progress done={pass.ticked + pass.skipped} total={pass.total} />
        {pass.skipped > 0 && <span className="under">{`${pass.skipped} of them skipped`}</span>}
      </td>
      <td className="figures">
        {closedAt === null ? <NextDue pass={pass} now={now} /> : `closed ${dayAndTime(closedAt, timezone, now)}`}
      </td>
      <td className="figures">{t0 === null ? '–' : `${dayAndTime(t0, timezone, now)} ${zoneName(timezone)}`}</td>
    </tr>
  );
}

function NextDue({ pass, now }: { readonly pass: ChecklistPassSummary; readonly now: number }) {
  const { nextDueAt, timezone } = pass;
  if (nextDueAt === null) return <>–</>;
  const isLate = nextDueAt < now;
  const away = duration(nextDueAt - now);
  return (
    <>
      <span className={isLate ? 'overdue' : ''}>{isLate ? `overdue by ${away}` : `in ${away}`}</span>
      <span className="under">{`${dayAndTime(nextDueAt, timezone, now)} ${zoneName(timezone)}`}</span>
    </>
  );
}
