import { outputChoices } from '../../../contract/output-views.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { OutputLife } from './OutputLife.tsx';

interface OutputBarProps {
  readonly detail: StepDetail;
  readonly isFollowing: boolean;
  readonly isSearchOpen: boolean;
  readonly isMoreOpen: boolean;
  readonly isJumpOpen: boolean;
  onFollow(): void;
  onSearch(): void;
  onJump(): void;
  onMore(): void;
}

/** Whose output it is, whether it goes on, and which part of it is shown. */
export function OutputBar(props: OutputBarProps) {
  const of = useDesk((state) => state.outputOf);
  const choice = useDesk((state) => state.output.choice);
  const choose = useDesk((state) => state.chooseOutput);
  if (of === null) return null;
  const { detail } = props;
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
        value={choice}
        onChange={(event) => {
          const chosen = outputChoices.find((one) => one === event.currentTarget.value);
          choose(chosen ?? 'all');
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
      <button
        type="button"
        className="plain-button"
        aria-expanded={props.isJumpOpen}
        title="Ctrl+G: to a line or a time"
        onClick={props.onJump}
      >
        Go to
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
