import type { OutputStream } from '../../../contract/events.ts';
import type { StepDetail } from '../../../contract/views.ts';
import { plainText } from '../../format/ansi.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { saveText } from '../../ui/save-text.ts';
import type { OutputChoice } from './output-choice.ts';
import { shownLines } from './output-choice.ts';

interface OutputBarProps {
  readonly detail: StepDetail;
  readonly choice: OutputChoice;
  readonly isFollowing: boolean;
  onChoice(choice: OutputChoice): void;
  onFollow(): void;
}

const choices: readonly { readonly value: OutputChoice; readonly label: string }[] = [
  { value: 'all', label: 'all' },
  { value: 'stdout', label: 'stdout' },
  { value: 'stderr', label: 'stderr' },
];

export function OutputBar({ detail, choice, isFollowing, onChoice, onFollow }: OutputBarProps) {
  const of = useDesk((state) => state.outputOf);
  if (of === null) return null;
  return (
    <div className="output-bar">
      <strong className="code clip" title={of.target}>
        {of.target}
      </strong>
      <OutputLife detail={detail} target={of.target} />
      <span className="gap" />
      {!isFollowing && (
        <button type="button" className="plain-button" onClick={onFollow}>
          Follow
        </button>
      )}
      <AttemptChoice detail={detail} target={of.target} attempt={of.attempt} />
      <select
        className="small-select"
        aria-label="Which output"
        value={choice}
        onChange={(event) => onChoice(choices.find((one) => one.value === event.currentTarget.value)?.value ?? 'all')}
      >
        {choices.map((one) => (
          <option value={one.value} key={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      <OutputSaves choice={choice} />
    </div>
  );
}

/** Whether more may come, and whether anybody could know: without contact nothing is live. */
function OutputLife({ detail, target }: { readonly detail: StepDetail; readonly target: string }) {
  const isComplete = useDesk((state) => state.output.complete);
  const isLost = useDesk((state) => state.connection !== 'connected');
  const isOutOfContact = detail.targets.some((one) => one.name === target && one.state === 'out-of-contact');
  if (isComplete) return <span className="output-state">complete</span>;
  if (isLost) return <span className="output-state">not live</span>;
  if (isOutOfContact) {
    return (
      <span className="output-state" data-tone="unknown" title="What it prints now arrives when there is contact again">
        up to the loss of contact
      </span>
    );
  }
  return (
    <span className="output-state" data-live="true">
      live
    </span>
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

/** Copy takes what is shown; Save takes every stored byte of the chosen stream. */
function OutputSaves({ choice }: { readonly choice: OutputChoice }) {
  const store = useDeskStore();
  const tell = useDesk((state) => state.tell);
  const copy = async () => {
    const lines = shownLines(store.getState().output.lines, choice).map((line) => plainText(line.text));
    await navigator.clipboard.writeText(lines.join('\n'));
    tell({ tone: 'good', title: 'Copied', text: `${lines.length} lines are on the clipboard.` });
  };
  const download = async () => {
    const { outputOf, output, fetchOutput } = store.getState();
    if (outputOf === null) return;
    for (const stream of streamsOf(choice, output.next)) {
      const text = await fetchOutput(stream);
      if (text !== null) saveText(`${outputOf.stepId}-${outputOf.target}-${outputOf.attempt}.${stream}.txt`, text);
    }
  };
  return (
    <>
      <button type="button" className="plain-button" onClick={() => void copy()}>
        Copy
      </button>
      <button
        type="button"
        className="plain-button"
        title="Save every stored byte as a file"
        onClick={() => void download()}
      >
        Save
      </button>
    </>
  );
}

function streamsOf(choice: OutputChoice, seen: Partial<Record<OutputStream, number>>): readonly OutputStream[] {
  const present = (['stdout', 'stderr', 'body'] as const).filter((stream) => seen[stream] !== undefined);
  return choice === 'all' ? present : present.filter((stream) => (stream === 'stderr') === (choice === 'stderr'));
}
