import type { EnvironmentSummary } from '../../../contract/environments.ts';
import { counted, duration } from '../../format/duration.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { environmentRoute, formatRoute } from '../../state/route.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { CheckButton } from './CheckButton.tsx';
import { ago, ragLooks } from './check-words.ts';

export function EnvironmentsTable({ environments }: { readonly environments: readonly EnvironmentSummary[] }) {
  return (
    <table className="table environments">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Environment</th>
          <th scope="col">Because</th>
          <th scope="col">Targets</th>
          <th scope="col">Checked</th>
          <th scope="col">Next window</th>
          <th scope="col">
            <span className="for-readers">Act</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {environments.map((environment) => (
          <EnvironmentRow environment={environment} key={environment.key} />
        ))}
      </tbody>
    </table>
  );
}

function EnvironmentRow({ environment }: { readonly environment: EnvironmentSummary }) {
  const { key, title, rag, because, rank, targets, red, amber, items, itemsValidated } = environment;
  const driving = useDesk((state) => state.home?.workspace.driving ?? false);
  return (
    <tr>
      <td>
        <StateMark look={ragLooks[rag]} />
      </td>
      <td>
        <a className="link" href={formatRoute(environmentRoute(key))}>
          {title}
        </a>
        <span className="under">{rank === null ? key : `${key} · rank ${rank}`}</span>
      </td>
      <td className="wrap environment-because">{because}</td>
      <td className="figures">
        {targets}
        <span className="under">
          {[
            ...(red > 0 ? [`${red} red`] : []),
            ...(amber > 0 ? [`${amber} amber`] : []),
            ...(items > 0 ? [`${itemsValidated} of ${counted(items, 'item')} validated`] : []),
          ].join(', ')}
        </span>
      </td>
      <td className="figures">
        <Checked environment={environment} />
      </td>
      <td>
        <NextWindow environment={environment} />
      </td>
      <td>{driving && <CheckButton environment={environment} />}</td>
    </tr>
  );
}

function Checked({
  environment: { checked, running, timezone, staleAfterMs },
}: {
  readonly environment: EnvironmentSummary;
}) {
  const now = useMinute();
  if (running !== null) return <>{`now: ${running.done} of ${running.total}`}</>;
  if (checked === null) return <span className="dim">never</span>;
  const isOld = now - checked.at > staleAfterMs;
  return (
    <span title={fullTime(checked.at, timezone)}>
      <span className={isOld ? 'warning-text' : ''}>{ago(checked.at, now)}</span>
      <span className="under">{`by ${checked.by}${isOld ? ', too old' : ''}`}</span>
    </span>
  );
}

export function NextWindow({ environment: { nextWindow, timezone } }: { readonly environment: EnvironmentSummary }) {
  const now = useMinute();
  if (nextWindow === null) return <span className="dim">none planned</span>;
  const left = nextWindow.start - now;
  return (
    <span className="figures" title={fullTime(nextWindow.start, timezone)}>
      {left > 0 ? `in ${duration(left)}` : 'open now'}
      <span className="under clip window-title">{nextWindow.title}</span>
    </span>
  );
}
