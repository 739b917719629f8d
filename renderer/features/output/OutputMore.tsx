import { useDesk, useDeskStore } from '../../state/desk-context.ts';
import { saveBlob } from '../../ui/save-text.ts';
import { copiedText } from './copy-output.ts';
import { type OutputLooks, streamsOf } from './output-choice.ts';

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
      <Copy looks={looks} picked={picked} />
      <Save looks={looks} />
    </div>
  );
}

/** Copies the picked lines, else what is marked with the mouse, else everything, as it is seen. */
function Copy({ looks, picked }: Pick<OutputMoreProps, 'looks' | 'picked'>) {
  const store = useDeskStore();
  const tell = useDesk((state) => state.tell);
  const copy = async () => {
    const { reader } = store.getState().output;
    const marked = picked === null ? markedText() : '';
    const all = { from: 0, to: reader.rows.countOf(streamsOf(looks.choice)) - 1 };
    const text = marked !== '' ? marked : await copiedText(reader, looks.choice, picked ?? all);
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

/** Every stored byte of the chosen streams, unchanged, as files. */
function Save({ looks }: Pick<OutputMoreProps, 'looks'>) {
  const store = useDeskStore();
  const save = async () => {
    const { outputOf, output, fetchOutput } = store.getState();
    if (outputOf === null) return;
    const chosen = streamsOf(looks.choice);
    const streams = output.reader.rows.streams().filter((stream) => chosen === 'all' || chosen.includes(stream));
    for (const stream of streams) {
      const name = `${outputOf.runId}-${outputOf.stepId}-${outputOf.target}-${outputOf.attempt}.${stream}.txt`;
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const total = output.reader.rows.end(stream);
      for (let from = 0; from < total; from += SAVED_AT_ONCE) {
        const bytes = await fetchOutput(stream, { from, to: Math.min(total, from + SAVED_AT_ONCE) });
        if (bytes === null) return;
        parts.push(new Uint8Array(bytes));
      }
      saveBlob(name, new Blob(parts, { type: 'application/octet-stream' }));
    }
  };
  return (
    <button type="button" className="plain-button" title="Save every stored byte as a file" onClick={() => void save()}>
      Save
    </button>
  );
}

/** A blob may lie on the disk; its parts pass through memory one by one. */
const SAVED_AT_ONCE = 4 * 1024 * 1024;
