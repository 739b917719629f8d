import { useState } from 'react';
import type { CheckCell, CheckColumn, EnvironmentTarget } from '../../../contract/environments.ts';
import { useDesk } from '../../state/desk-context.ts';
import { cellKey, type EnvironmentMirror } from '../../state/environment-mirror.ts';
import type { EnvironmentRoute } from '../../state/route.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { ago, cellLook } from './check-words.ts';

interface InstalledProps {
  readonly environment: EnvironmentMirror;
  readonly route: EnvironmentRoute;
}

interface Row {
  readonly target: EnvironmentTarget;
  readonly column: CheckColumn;
  readonly cell: CheckCell;
}

const MOST = 500;

/** What is installed against what should be: the differences, and on wish everything. */
export function InstalledTable({ environment, route }: InstalledProps) {
  const [isWhole, setWhole] = useState(false);
  const rows = rowsOf(environment);
  const different = rows.filter(({ cell }) => cell.state !== 'good');
  const shown = isWhole ? rows : different;
  const now = useMinute();
  const navigate = useDesk((state) => state.navigate);
  if (rows.length === 0) {
    return (
      <RoomBody>
        <p className="quiet">The document expects nothing to be installed. Add expected: with package or command.</p>
      </RoomBody>
    );
  }
  return (
    <RoomBody>
      <section aria-labelledby="differences">
        <div className="act-line">
          <h2 id="differences">
            {isWhole ? 'Everything expected' : 'Not as expected'} <span className="count">{shown.length}</span>
          </h2>
          <span className="gap" />
          <button type="button" className="plain-button" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Only the differences' : `All ${rows.length}`}
          </button>
        </div>
        {shown.length === 0 ? (
          <p className="quiet">{`All ${rows.length} are as expected.`}</p>
        ) : (
          <table className="table dense">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Target</th>
                <th scope="col">What</th>
                <th scope="col">Expected</th>
                <th scope="col">Installed</th>
                <th scope="col">Asked</th>
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, MOST).map(({ target, column, cell }) => (
                <tr
                  key={`${target.name} ${column.id}`}
                  className="pressable"
                  aria-selected={route.target === target.name && route.check === column.id}
                  onClick={() => navigate({ ...route, target: target.name, check: column.id })}
                >
                  <td>
                    <StateMark look={cellLook(cell)} />
                  </td>
                  <td className="nowrap">{target.name}</td>
                  <td className="code nowrap">{column.title}</td>
                  <td className="code">{column.expected ?? 'any'}</td>
                  <td className="wrap">
                    <button
                      type="button"
                      className="link-button"
                      onClick={() => navigate({ ...route, target: target.name, check: column.id })}
                    >
                      {cell.text}
                    </button>
                  </td>
                  <td className="figures dim">{cell.at === null ? 'never' : ago(cell.at, now)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {shown.length > MOST && <p className="quiet">{`${shown.length - MOST} more: correct these first.`}</p>}
      </section>
    </RoomBody>
  );
}

function rowsOf({ targets, columns, cells }: EnvironmentMirror): readonly Row[] {
  return columns
    .flatMap((column, columnIndex) => {
      if (column.kind !== 'installed') return [];
      return targets.flatMap((target, index): Row[] => {
        const cell = cells.get(cellKey(columnIndex, index));
        return cell === undefined ? [] : [{ target, column, cell }];
      });
    })
    .toSorted((one, other) => Number(other.cell.state === 'bad') - Number(one.cell.state === 'bad'));
}
