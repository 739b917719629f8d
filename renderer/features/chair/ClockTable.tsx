import { duration } from '../../format/duration.ts';
import { clockTime, fullTime } from '../../format/time.ts';
import { actualOf, isLate, type RunClock } from './clock-text.ts';

interface ClockTableProps {
  readonly clocks: readonly RunClock[];
  readonly now: number;
  readonly zone: string;
}

/** Every clock of the run: what was promised (RTO), what it took so far (RTA), when it is expected to stop. */
export function ClockTable({ clocks, now, zone }: ClockTableProps) {
  if (clocks.length === 0) return null;
  return (
    <section aria-label="Clocks">
      <h3 className="now-head">
        Clocks <span className="count">{clocks.length}</span>
      </h3>
      <table className="table dense view-table clock-table">
        <thead>
          <tr>
            <th scope="col">Clock</th>
            <th scope="col" title="Objective: how long it may run">
              RTO
            </th>
            <th scope="col" title="Actual: how long it has run">
              RTA
            </th>
            <th scope="col">Began</th>
            <th scope="col">Stops</th>
          </tr>
        </thead>
        <tbody>
          {clocks.map((clock) => (
            <ClockRow clock={clock} now={now} zone={zone} key={clock.name} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ClockRow({ clock, now, zone }: { readonly clock: RunClock; readonly now: number; readonly zone: string }) {
  const actual = actualOf(clock, now);
  const stop = clock.stoppedAt ?? clock.projectedStopAt;
  return (
    <tr data-tone={isLate(clock, now) ? 'bad' : 'plain'}>
      <td className="clip" title={clock.name}>
        {clock.name}
      </td>
      <td className="figures">{clock.limitMs === null ? 'none set' : duration(clock.limitMs)}</td>
      <td className="figures live-value">{actual === null ? 'not begun' : duration(actual)}</td>
      <td className="figures">{clock.startedAt === null ? '–' : clockTime(clock.startedAt, zone)}</td>
      <td className="figures live-value" title={stop === null ? undefined : fullTime(stop, zone)}>
        {stop === null ? '–' : `${clock.stoppedAt === null ? '~' : ''}${clockTime(stop, zone)}`}
      </td>
    </tr>
  );
}
