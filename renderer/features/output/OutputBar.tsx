import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { OutputLife } from './OutputLife.tsx';
import { type OutputLooks, outputChoices } from './output-choice.ts';

interface OutputBarProps {
  readonly detail: StepDetail;
  readonly looks: OutputLooks;
  readonly isFollowing: boolean;
  readonly isSearchOpen: boolean;
  readonly isMoreOpen: boolean;
  onLooks(change: Partial<OutputLooks>): void;
  onFollow(): void;
  onSearch(): void;
  onMore(): void;
}

/** Whose output it is, whether it goes on, and which part of it is shown. */
export function OutputBar(props: OutputBarProps) {
  const of = useDesk((state) => state.outputOf);
  if (of === null) return null;
  const { detail, looks } = props;
  return (
    <div className="output-bar">
      <strong className="code clip" title={of.target}>
        {of.target}
      </strong>
      <OutputLife detail={detail} target={of.target} attempt={of.attempt} />
      <span className="gap" />
      {!props.isFollowing && (
        <button type="button" className="plain-button" title="Jump to the end and follow it" onClick={props.onFollow}>
          To end
        </button>
      )}
      <AttemptChoice detail={detail} target={of.target} attempt={of.attempt} />
      <select
        className="small-select"
        aria-label="Which output"
        value={looks.choice}
        onChange={(event) => {
          const chosen = outputChoices.find((one) => one === event.currentTarget.value);
          props.onLooks({ choice: chosen ?? 'all' });
        }}
      >
        {outputChoices.map((one) => (
          <option value={one} key={one}>
            {one}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="plain-button"
        aria-expanded={props.isSearchOpen}
        title="Ctrl+F"
        onClick={props.onSearch}
      >
        Search
      </button>
      <button type="button" className="plain-button" aria-expanded={props.isMoreOpen} onClick={props.onMore}>
        More
      </button>
    </div>
  );
}

function AttemptChoice({
  detail,
  target,
  attempt,
}: {
  readonly detail: StepDetail;
  readonly target: string;
  readonly attempt: number;
}) {
  const showAttempt = useDesk((state) => state.showAttempt);
  const numbers = detail.attempts.filter((one) => one.target === target).map((one) => one.attempt);
  if (numbers.length < 2) return null;
  return (
    <select
      className="small-select"
      aria-label="Attempt"
      value={attempt}
      onChange={(event) => showAttempt(target, Number(event.currentTarget.value))}
    >
      {numbers.map((number) => (
        <option value={number} key={number}>
          {`#${number}`}
        </option>
      ))}
    </select>
  );
}
