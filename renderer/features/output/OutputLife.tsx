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
  const isCounted = useDesk((state) => state.output.window.totals.isCounted);
  const isLost = useDesk((state) => state.connection !== 'connected');
  const isOutOfContact = detail.targets.some((one) => one.name === target && one.state === 'out-of-contact');
  const view = detail.attempts.find((one) => one.target === target && one.attempt === attempt);
  if (isReading) return <span className="output-state">reading</span>;
  if (!isCounted) return <span className="output-state">counting</span>;
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
  const { escapes, redactions: masked } = output.window.totals;
  if (escapes > 0) {
    const what = escapes === 1 ? '1 terminal sequence is' : `${escapes.toLocaleString('en')} terminal sequences are`;
    notes.push(`${what} not obeyed (titles, clipboard, links, cursor): “Controls” shows what came.`);
  }
  for (const [stream, { leftOut = [] }] of Object.entries(view?.streams ?? {})) {
    for (const gap of leftOut)
      notes.push(`${byteCount(gap.bytes)} of ${stream} passed the outputLimit and are not kept.`);
  }
  if (masked > 0) notes.push(`${masked} ${masked === 1 ? 'secret is' : 'secrets are'} masked as [redacted].`);
  if (output.problem !== null) notes.push(`Not all of it could be read: ${output.problem.message}`);
  return notes.map((note) => (
    <p className="output-note" key={note}>
      {note}
    </p>
  ));
}
