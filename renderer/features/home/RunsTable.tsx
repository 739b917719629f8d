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

export function RunsTable({ runs, label }: { readonly runs: readonly RunSummary[]; readonly label: string }) {
  return (
    <table className="table" aria-label={label}>
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
        {runs.map((run) => (
          <RunRow run={run} key={run.runId} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run }: { readonly run: RunSummary }) {
  const navigate = useDesk((state) => state.navigate);
  return (
    <tr className="pressable" onClick={() => navigate(runRoute(run.runId))}>
      <td>
        <a className="link strong" href={formatRoute(runRoute(run.runId))}>
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
      <td className="figures">{run.startedAt === null ? '–' : dayAndTime(run.startedAt, HERE, Date.now())}</td>
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

function took(run: RunSummary): string {
  if (run.startedAt === null || run.endedAt === null) return '–';
  return duration(run.endedAt - run.startedAt);
}
