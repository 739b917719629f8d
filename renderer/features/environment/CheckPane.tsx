import type { CheckCell, CheckColumn, EnvironmentTarget } from '../../../contract/environments.ts';
import { counted } from '../../format/duration.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { cellKey, type EnvironmentMirror } from '../../state/environment-mirror.ts';
import type { EnvironmentRoute } from '../../state/route.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { ago, cellLook, checkLooks, columnTitle, ragLooks, wasNotAsked } from './check-words.ts';
import { NewKeys } from './NewKeys.tsx';
import { Trend } from './Trend.tsx';

interface PaneProps {
  readonly environment: EnvironmentMirror;
  readonly route: EnvironmentRoute;
}

/** What is looked at: a check with its series, or everything of a target that is not good. */
export function CheckPane({ environment, route }: PaneProps) {
  const index = environment.targets.findIndex(({ name }) => name === route.target);
  const target = environment.targets[index];
  if (route.check === null && target === undefined) {
    return (
      <aside className="book-side" aria-label="Details">
        <h2>Details</h2>
        <p className="dim">
          Choose a target or one of its checks: what was found, what would lift it, and how it was over time. Arrow keys
          move in the table.
        </p>
        <Legend />
      </aside>
    );
  }
  return (
    <aside className="book-side" aria-label="Details">
      {target !== undefined && <TargetFacts target={target} />}
      {route.check !== null && <CheckFacts environment={environment} route={route} index={index} />}
      {target !== undefined && <Others environment={environment} route={route} index={index} />}
    </aside>
  );
}

function Legend() {
  return (
    <ul className="check-legend">
      {Object.values(checkLooks).map((look) => (
        <li key={look.word}>
          <StateMark look={look} />
        </li>
      ))}
    </ul>
  );
}

function TargetFacts({ target }: { readonly target: EnvironmentTarget }) {
  const labels = Object.entries(target.labels).map(([name, value]) => `${name}=${value}`);
  const groups = target.groups.map((group) => `group=${group}`);
  return (
    <section>
      <h2 className="check-title">
        <StateMark look={ragLooks[target.rag]} shapeOnly />
        {target.name}
      </h2>
      <p className="code">{target.address}</p>
      {labels.length + groups.length > 0 && <p className="dim">{[...groups, ...labels].join(' · ')}</p>}
    </section>
  );
}

function CheckFacts({ environment, route, index }: PaneProps & { readonly index: number }) {
  const now = useMinute();
  const series = useDesk((state) => state.series);
  const driving = useDesk((state) => state.home?.workspace.driving ?? false);
  const columnIndex = environment.columns.findIndex(({ id }) => id === route.check);
  const column = environment.columns[columnIndex];
  const cell = environment.cells.get(cellKey(columnIndex, index < 0 ? null : index));
  if (column === undefined || cell === undefined) return <p className="dim">This is not asked there.</p>;
  const zone = environment.summary.timezone;
  const isLoaded = series?.column.id === column.id && series.target === (index < 0 ? null : route.target);
  return (
    <section aria-label={columnTitle(column)}>
      <h2 className="check-title">
        {columnTitle(column)} <StateMark look={cellLook(cell)} />
      </h2>
      <p className="wrap">{cell.text}</p>
      {column.expected !== null && <p className="dim">Expected: {column.expected}</p>}
      {cell.cure !== null && <p className="cure">{cell.cure}</p>}
      {cell.at !== null && <p className="dim figures">{`Asked ${ago(cell.at, now)}: ${fullTime(cell.at, zone)}`}</p>}
      {driving && column.id === 'host-key' && cell.state === 'bad' && (
        <NewKeys environmentKey={environment.summary.key} />
      )}
      {isLoaded && series !== null && series.samples.length > 0 && (
        <>
          <Trend samples={series.samples} />
          <ol className="check-samples">
            {series.samples.slice(0, 60).map((sample) => (
              <li key={sample.ordinal} data-verdict={sample.verdict}>
                <span className="figures dim">{fullTime(sample.at, zone).replace(/ \S+$/, '')}</span>
                <span className="wrap">{sample.detail.split('\n')[0]}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** The rest of the target, what is not good first. */
function Others({ environment, route, index }: PaneProps & { readonly index: number }) {
  const navigate = useDesk((state) => state.navigate);
  const rows = environment.columns.flatMap((column, at): { column: CheckColumn; cell: CheckCell }[] => {
    const cell = environment.cells.get(cellKey(at, index));
    return cell === undefined || cell.state === 'good' || column.id === route.check ? [] : [{ column, cell }];
  });
  const silent = rows.filter(({ cell }) => wasNotAsked(cell)).length;
  if (rows.length === 0) return <p className="dim">Everything else asked of it is good.</p>;
  return (
    <section>
      <h2>{route.check === null ? 'Not good' : 'Also not good'}</h2>
      <ul className="check-others">
        {rows
          .filter(({ cell }) => !wasNotAsked(cell))
          .map(({ column, cell }) => (
            <li key={column.id}>
              <button type="button" className="link-button" onClick={() => navigate({ ...route, check: column.id })}>
                {columnTitle(column)}
              </button>{' '}
              <StateMark look={checkLooks[cell.state]} />
              <span className="under wrap">{cell.text}</span>
            </li>
          ))}
      </ul>
      {silent > 0 && <p className="dim">{`${counted(silent, 'more check')} not asked: it did not come so far.`}</p>}
    </section>
  );
}
