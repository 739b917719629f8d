import type { ReactNode } from 'react';
import type { RunHeader, StepView } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { clockTime, dayAndTime, fullTime, isUtc, nightTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { Progress } from '../../ui/Progress.tsx';
import { type Deadline, nextDeadline } from './deadlines.ts';

/** Second band: will we make it, and until when. */
export function WindowBand() {
  const run = useDesk((state) => state.run);
  const now = useScenarioNow();
  if (run === null) return null;
  return (
    <section className="band band-two live-value" aria-label="Window and forecast">
      <WindowCell header={run.header} now={now} />
      <ProgressCell header={run.header} />
      <ForecastCell header={run.header} now={now} />
      <DeadlineCell header={run.header} steps={run.steps} now={now} />
    </section>
  );
}

function WindowCell({ header, now }: { readonly header: RunHeader; readonly now: number }) {
  const { window, timezone } = header;
  if (window === null) {
    return (
      <Cell name="Window">
        <span className="dim">none set: no end to run against</span>
      </Cell>
    );
  }
  const at = header.endedAt ?? now;
  const left = window.end - at;
  return (
    <Cell name="Window">
      <WindowBar window={window} now={at} projectedEnd={header.projectedEnd} />
      <span className="figures" data-tone={left < 0 ? 'bad' : 'plain'}>
        {at < window.start
          ? `opens ${dayAndTime(window.start, timezone, at)}, in ${duration(window.start - at)}`
          : `${header.endedAt === null ? 'ends' : 'ended at'} ${clockTime(window.end, timezone)} ${zoneName(timezone)} · ${leftOfWindow(left, header.endedAt !== null)}`}
      </span>
    </Cell>
  );
}

function leftOfWindow(left: number, isOver: boolean): string {
  if (left < 0) return `over by ${duration(left)}`;
  return isOver ? `${duration(left)} unused` : `${duration(left)} left`;
}

interface WindowBarProps {
  readonly window: { readonly start: number; readonly end: number };
  readonly now: number;
  readonly projectedEnd: number | null;
}

function WindowBar({ window, now, projectedEnd }: WindowBarProps) {
  const share = (at: number) => Math.min(1, Math.max(0, (at - window.start) / (window.end - window.start)));
  return (
    <span className="window-bar" aria-hidden="true">
      <span className="window-past" style={{ inlineSize: `${share(now) * 100}%` }} />
      {projectedEnd !== null && (
        <span
          className="window-projected"
          data-late={projectedEnd > window.end}
          style={{ insetInlineStart: `${share(projectedEnd) * 100}%` }}
        />
      )}
    </span>
  );
}

function ProgressCell({ header }: { readonly header: RunHeader }) {
  const { counts } = header;
  const parts = [
    counts.running > 0 ? `${counts.running} running` : '',
    counts.waiting > 0 ? `${counts.waiting} waiting` : '',
    counts.failed > 0 ? `${counts.failed} failed` : '',
    counts.unknown > 0 ? `${counts.unknown} unknown` : '',
  ].filter((part) => part !== '');
  return (
    <Cell
      name="Steps done"
      aside={
        <span className="clip" title={parts.join(', ')}>
          {parts.join(' · ')}
        </span>
      }
    >
      <Progress done={counts.done} total={counts.total} />
    </Cell>
  );
}

function ForecastCell({ header, now }: { readonly header: RunHeader; readonly now: number }) {
  const { projectedEnd, timezone } = header;
  if (header.endedAt !== null) {
    return (
      <Cell name="Ended">
        <strong className="figures">{dayAndTime(header.endedAt, timezone, now)}</strong>
        {header.t0 !== null && <span className="figures">after {duration(header.endedAt - header.t0)}</span>}
      </Cell>
    );
  }
  if (projectedEnd === null) {
    return (
      <Cell name="Projected end">
        <span className="dim">
          {header.startedAt === null ? 'known once it starts' : 'unknown: steps without durations'}
        </span>
      </Cell>
    );
  }
  return (
    <Cell name="Projected end" aside={<Slack header={header} />}>
      <strong className="figures" title={fullTime(projectedEnd, timezone)}>
        {nightTime(projectedEnd, timezone, now)}
      </strong>
      <span className="figures">
        {zoneName(timezone)}
        {!isUtc(timezone) && <span className="dim"> {clockTime(projectedEnd, 'UTC')} UTC</span>}
      </span>
    </Cell>
  );
}

/** Between the projected end and the window's: the question of every call. */
function Slack({ header: { slackMs } }: { readonly header: RunHeader }) {
  if (slackMs === null) return null;
  return (
    <span className="figures slack" data-tone={slackMs < 0 ? 'bad' : 'plain'}>
      {slackMs < 0 ? `${duration(slackMs)} past the window` : `${duration(slackMs)} slack`}
    </span>
  );
}

interface DeadlineCellProps {
  readonly header: RunHeader;
  readonly steps: readonly StepView[];
  readonly now: number;
}

function DeadlineCell({ header, steps, now }: DeadlineCellProps) {
  if (header.endedAt !== null) return <ClosureCell header={header} />;
  const deadline = nextDeadline(steps, header, now);
  if (deadline === null) {
    return (
      <Cell name="Next deadline">
        <span className="dim">none</span>
      </Cell>
    );
  }
  const left = deadline.at - now;
  return (
    <Cell name={deadline.name} aside={<DeadlineLink deadline={deadline} />}>
      <strong className="figures">{clockTime(deadline.at, header.timezone)}</strong>
      <span className="figures" data-tone={left < 0 ? 'bad' : 'plain'}>
        {leftText(left)}
      </span>
    </Cell>
  );
}

/** What became of it, where the deadline stood. */
function ClosureCell({ header: { closure, life } }: { readonly header: RunHeader }) {
  return (
    <Cell name={closure === null ? 'Ended as' : 'Closed as'}>
      <strong className="clip" title={closure?.reason ?? undefined}>
        {closure?.code ?? life}
      </strong>
    </Cell>
  );
}

function leftText(ms: number): string {
  if (ms < 0) return `${duration(ms)} ago`;
  return ms < 60_000 ? 'now' : `in ${duration(ms)}`;
}

function DeadlineLink({ deadline }: { readonly deadline: Deadline }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const { stepId, what } = deadline;
  if (stepId === null) return <span>{what}</span>;
  return (
    <button
      type="button"
      className="link-button clip"
      title={what}
      onClick={() => selectInRun({ stepId, target: null })}
    >
      {what}
    </button>
  );
}

interface CellProps {
  readonly name: string;
  /** Beside the name, small. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

function Cell({ name, aside = null, children }: CellProps) {
  return (
    <div className="cell">
      <div className="cell-name">
        {name}
        {aside}
      </div>
      <div>{children}</div>
    </div>
  );
}
