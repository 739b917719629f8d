import { useRef, useState } from 'react';
import { type OutputStream, outputStreams } from '../../../contract/events.ts';
import type { OutputChoice } from '../../../contract/output-views.ts';
import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { copiedText } from './copy-output.ts';
import type { OutputLooks } from './output-looks.ts';
import { saveStream } from './save-output.ts';

interface OutputMoreProps {
  readonly looks: OutputLooks;
  readonly picked: { readonly from: number; readonly to: number } | null;
  onLooks(change: Partial<OutputLooks>): void;
}

/** How it is shown, and the ways to take it along. */
export function OutputMore({ looks, picked, onLooks }: OutputMoreProps) {
  const toggles = [
    ['Wrap', 'isWrapped', 'Break long lines'],
    ['Numbers', 'hasNumbers', 'Line numbers; press two to pick the lines between'],
    ['Times', 'hasTimes', 'When each piece arrived'],
    ['Controls', 'isRaw', 'Show terminal sequences and control characters as they came'],
  ] as const;
  return (
    <div className="output-more">
      {toggles.map(([name, key, title]) => (
        <button
          type="button"
          className="plain-button"
          aria-pressed={looks[key]}
          title={title}
          onClick={() => onLooks({ [key]: !looks[key] })}
          key={key}
        >
          {name}
        </button>
      ))}
      <span className="gap" />
      <Copy picked={picked} />
      <Save />
    </div>
  );
}

/** Copies the picked lines, else what is marked with the mouse, else everything, as it is seen. */
function Copy({ picked }: Pick<OutputMoreProps, 'picked'>) {
  const store = useDeskStore();
  const tell = useDesk((state) => state.tell);
  const copy = async () => {
    const { output, rowsOfOutput } = store.getState();
    const marked = picked === null ? markedText() : '';
    const all = { from: 0, to: output.window.totals.rows - 1 };
    const text = marked !== '' ? marked : await copiedText(rowsOfOutput, picked ?? all);
    if (text === null) {
      tell({
        tone: 'plain',
        title: 'Not copied',
        text: 'It is too long for the clipboard, or could not be read. Save writes a file.',
      });
      return;
    }
    await navigator.clipboard.writeText(text);
    tell({ tone: 'good', title: 'Copied', text: `${text.split('\n').length} lines are on the clipboard.` });
  };
  return (
    <button type="button" className="plain-button" onClick={() => void copy()}>
      {picked === null ? 'Copy' : `Copy ${picked.to - picked.from + 1}`}
    </button>
  );
}

function markedText(): string {
  const selection = document.getSelection();
  const place = document.getElementById('output');
  if (selection === null || selection.isCollapsed || place === null) return '';
  return place.contains(selection.anchorNode) ? selection.toString() : '';
}

/** Every stored byte of the chosen streams, unchanged, as files. A long one says how far it is, and can be stopped. */
function Save() {
  const store = useDeskStore();
  const [share, setShare] = useState<number | null>(null);
  const work = useRef<AbortController | null>(null);
  const save = async () => {
    const { outputOf, output, storedOutput, fetchOutput } = store.getState();
    if (outputOf === null) return;
    const control = new AbortController();
    work.current = control;
    const { target, attempt, stepId, runId } = outputOf;
    for (const stream of streamsOf(output.choice)) {
      const total = await storedOutput(stream);
      if (total === 0) continue;
      setShare(0);
      const name = `${runId}-${stepId}-${target}-${attempt}.${stream}.txt`;
      const tell = (done: number) => setShare(Math.floor((done / total) * 100));
      if (!(await saveStream({ name, stream, total, fetch: fetchOutput, signal: control.signal, tell }))) break;
    }
    setShare(null);
  };
  if (share !== null) {
    return (
      <button type="button" className="plain-button figures" onClick={() => work.current?.abort()}>
        {`Saving ${share} % · Stop`}
      </button>
    );
  }
  return (
    <button type="button" className="plain-button" title="Save every stored byte as a file" onClick={() => void save()}>
      Save
    </button>
  );
}

function streamsOf(choice: OutputChoice): readonly OutputStream[] {
  if (choice === 'all') return outputStreams;
  return choice === 'stderr' ? ['stderr'] : ['stdout', 'body'];
}
