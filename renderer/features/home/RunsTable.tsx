import type { RunSummary } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, runRoute } from '../../state/route.ts';
import { ModeTag } from '../../ui/ModeTag.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { runLook } from '../../ui/state-words.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface RunsTableProps {
  /** Those that are drawn; the others are room above and below, in pixels. */
  readonly runs: readonly RunSummary[];
  readonly label: string;
  readonly first: number;
  readonly total: number;
  readonly before: number;
  readonly after: number;
}

export function RunsTable({ runs, label, first, total, before, after }: RunsTableProps) {
  return (
    <table className="table runs-table" aria-label={label} aria-rowcount={total + 1}>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Mode</th>
          <th scope="col">State</th>
          <th scope="col">Steps done</th>
          <th scope="col">Started</th>
          <th scope="col">Took</th>
          <th scope="col">Closed as</th>
          <th scope="col">
            <span className="for-readers">Report</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {before > 0 && <Room height={before} />}
        {runs.map((run, at) => (
          <RunRow run={run} row={first + at + 2} key={run.runId} />
        ))}
        {after > 0 && <Room height={after} />}
      </tbody>
    </table>
  );
}

/** What is not drawn keeps its place. */
function Room({ height }: { readonly height: number }) {
  return (
    <tr>
      <td colSpan={8} className="runs-room" style={{ blockSize: height }} />
    </tr>
  );
}

function RunRow({ run, row }: { readonly run: RunSummary; readonly row: number }) {
  const navigate = useDesk((state) => state.navigate);
  return (
    <tr className="pressable" aria-rowindex={row} onClick={() => navigate(runRoute(run.runId))}>
      <td>
        <a className="link strong" title={run.title} href={formatRoute(runRoute(run.runId))}>
          {run.title}
        </a>
        <span className="under">
          {run.runId}
          {run.change === null ? '' : ` · ${run.change}`}
        </span>
      </td>
      <td>
        <ModeTag mode={run.mode} />
      </td>
      <td>
        <StateMark look={runLook(run)} />
        {!run.driven && run.life === 'running' && <span className="under">no Holdpoint is at work on it</span>}
      </td>
      <td>
        <Progress done={run.done} total={run.total} />
      </td>
      <td className="figures">{beganOn(run)}</td>
      <td className="figures">{took(run)}</td>
      <td>{run.closureCode ?? '–'}</td>
      <td>
        <a
          className="link"
          href={formatRoute({ screen: 'report', runId: run.runId })}
          onClick={(event) => event.stopPropagation()}
        >
          Report
        </a>
      </td>
    </tr>
  );
}

/** A rehearsal's own clock shows the night it rehearses: here it stands under the day it was held. */
function beganOn(run: RunSummary): string {
  if (run.startedAt === null) return '–';
  return dayAndTime(run.mode === 'rehearsal' ? run.createdAt : run.startedAt, HERE, Date.now());
}

function took(run: RunSummary): string {
  if (run.startedAt === null || run.endedAt === null) return '–';
  return duration(run.endedAt - run.startedAt);
}
