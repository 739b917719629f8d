import type { AttemptView, StepDetail } from '../../../contract/step-detail.ts';
import { byteCount, measuredDuration } from '../../format/duration.ts';
import { clockTimeWithSeconds, fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stateLooks } from '../../ui/state-words.ts';

/** Every attempt on every target is kept; a retry replaces the outcome, never the history. */
export function AttemptsTab({ detail }: { readonly detail: StepDetail }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  if (detail.attempts.length === 0) return <p className="quiet">No attempt yet.</p>;
  const newestFirst = [...detail.attempts].sort((a, b) => b.startedAt - a.startedAt);
  return (
    <table className="table dense" aria-label="Attempts">
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        {newestFirst.map((attempt) => (
          <AttemptRow attempt={attempt} zone={zone} key={`${attempt.target} ${attempt.attempt}`} />
        ))}
      </tbody>
    </table>
  );
}

function AttemptRow({ attempt, zone }: { readonly attempt: AttemptView; readonly zone: string }) {
  const state = attempt.outcome === 'not-started' ? 'pending' : (attempt.outcome ?? 'running');
  const isLost = attempt.outcome === null && attempt.outOfContactSince !== null;
  return (
    <tr>
      <td>
        <span className="code">{attempt.target}</span> <span className="dim">{`#${attempt.attempt}`}</span>
        <span className="under" title={`${fullTime(attempt.startedAt, zone)}, command ${attempt.commandHash}`}>
          {[clockTimeWithSeconds(attempt.startedAt, zone), attemptNote(attempt)].filter(Boolean).join(' · ')}
        </span>
      </td>
      <td>
        <StateMark look={stateLooks[isLost ? 'out-of-contact' : state]} />
        <span className="under figures">{outcomeFigures(attempt)}</span>
      </td>
    </tr>
  );
}

function attemptNote(attempt: AttemptView): string {
  const streams = Object.entries(attempt.streams).map(([name, record]) => {
    const redacted = record.redactions > 0 ? `, ${record.redactions} redacted` : '';
    const missing = (record.leftOut ?? []).reduce((sum, gap) => sum + gap.bytes, 0);
    const leftOut = missing > 0 ? `, ${byteCount(missing)} left out by outputLimit` : '';
    return `${name} ${byteCount(record.storedBytes)}${redacted}${leftOut}`;
  });
  const checks = attempt.checks.map((check) => `${check.purpose}: ${check.answer}`);
  return [attempt.reason, ...streams, ...checks].filter((part) => part !== null).join(' · ');
}

function outcomeFigures({ exitCode, signal, durationMs }: AttemptView): string {
  const end = exitCode === null ? signal : `exit ${exitCode}`;
  return [end, durationMs === null ? null : measuredDuration(durationMs)].filter((part) => part !== null).join(' · ');
}
