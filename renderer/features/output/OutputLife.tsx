import type { StepDetail } from '../../../contract/step-detail.ts';
import { byteCount } from '../../format/duration.ts';
import { clockTimeWithSeconds } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';

interface OutputLifeProps {
  readonly detail: StepDetail;
  readonly target: string;
  readonly attempt: number;
}

/** Whether more may come, and whether anybody could know: without contact nothing is live. */
export function OutputLife({ detail, target, attempt }: OutputLifeProps) {
  const isComplete = useDesk((state) => state.output.complete);
  const isReading = useDesk((state) => state.output.isReading);
  const isLost = useDesk((state) => state.connection !== 'connected');
  const isOutOfContact = detail.targets.some((one) => one.name === target && one.state === 'out-of-contact');
  const view = detail.attempts.find((one) => one.target === target && one.attempt === attempt);
  if (isReading) return <ReadingShare />;
  if (view?.outcome === 'indeterminate') {
    return (
      <span className="output-state" data-tone="unknown">
        end unknown
      </span>
    );
  }
  if (isComplete) return <span className="output-state">complete</span>;
  if (isLost) return <span className="output-state">not live</span>;
  if (isOutOfContact) {
    return (
      <span className="output-state" data-tone="unknown">
        no contact
      </span>
    );
  }
  return (
    <span className="output-state" data-live="true">
      live
    </span>
  );
}

function ReadingShare() {
  const output = useDesk((state) => state.output);
  const { indexed, total } = output.reader;
  return (
    <span className="output-state figures">
      {total === 0 ? 'reading' : `reading ${Math.floor((indexed / total) * 100)} %`}
    </span>
  );
}

/** What is missing or changed in what is shown, and why. Nothing of it is silent. */
export function OutputNotes({ detail, target, attempt }: OutputLifeProps) {
  const output = useDesk((state) => state.output);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const isLost = useDesk((state) => state.connection !== 'connected');
  const view = detail.attempts.find((one) => one.target === target && one.attempt === attempt);
  const notes: string[] = [];
  const lostAt = view?.outcome === null ? view.outOfContactSince : null;
  if (lostAt != null) {
    notes.push(
      `No contact since ${clockTimeWithSeconds(lostAt, zone)}: what it prints arrives when there is contact again.`,
    );
  }
  if (view?.outcome === 'indeterminate')
    notes.push('Its end is unknown: it may have printed more than is stored here.');
  if (isLost && !output.complete) notes.push('Not connected: what is shown may be out of date.');
  const { rows, times } = output.reader;
  if (rows.isFull) {
    notes.push(
      `Shown up to ${byteCount(output.reader.indexed)}; the rest has too many lines to show. Save has every byte.`,
    );
  }
  const masked = Math.max(times.redactions, ...Object.values(view?.streams ?? {}).map((one) => one.redactions));
  if (masked > 0) notes.push(`${masked} ${masked === 1 ? 'secret is' : 'secrets are'} masked as [redacted].`);
  if (output.problem !== null) notes.push(`Not all of it could be read: ${output.problem.message}`);
  return notes.map((note) => (
    <p className="output-note" key={note}>
      {note}
    </p>
  ));
}
