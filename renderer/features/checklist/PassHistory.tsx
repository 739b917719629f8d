import type { PassView } from '../../../contract/checklists.ts';
import { clockTimeWithSeconds, dayAndTime } from '../../format/time.ts';
import { useMinute } from '../../ui/use-now.ts';

/** Everything that happened in the pass, newest first. What was said later than it was done shows both times. */
export function PassHistory({ pass }: { readonly pass: PassView }) {
  const now = useMinute();
  const zone = pass.summary.timezone;
  return (
    <section className="pass-history" aria-labelledby="history">
      <h2 id="history">
        History <span className="count">{pass.historyTotal}</span>
      </h2>
      <ol>
        {pass.history.map((entry) => (
          <li key={entry.seq} data-tone={entry.tone === 'bad' ? 'bad' : undefined}>
            <span
              className="figures dim"
              title={`recorded ${dayAndTime(entry.recordedAt, zone, 0)}, event ${entry.seq}`}
            >
              {dayAndTime(entry.occurredAt, zone, now).replace(
                /\d\d:\d\d$/,
                clockTimeWithSeconds(entry.occurredAt, zone),
              )}
            </span>
            <span className="wrap">{entry.sentence}</span>
          </li>
        ))}
      </ol>
      {pass.historyTotal > pass.history.length && (
        <p className="hint">
          {`The newest ${pass.history.length}. All of it: holdpoint checklist log ${pass.summary.passId}`}
        </p>
      )}
    </section>
  );
}
