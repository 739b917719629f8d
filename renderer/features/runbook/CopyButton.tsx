import { useDesk } from '../../state/desk-context.ts';

interface CopyButtonProps {
  /** What it copies, in the imperative. */
  readonly label: string;
  readonly text: string;
  /** Only the word Copy is shown; the label is its name. */
  readonly isSmall?: boolean;
}

export function CopyButton({ label, text, isSmall = false }: CopyButtonProps) {
  const tell = useDesk((state) => state.tell);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      tell({ tone: 'good', title: 'Copied', text: `${label.replace(/^Copy (?:the )?/, 'The ')} is on the clipboard.` });
    } catch {
      tell({ tone: 'bad', title: 'Not copied', text: 'This browser gives no access to the clipboard: mark the text.' });
    }
  };
  return (
    <button
      type="button"
      className="plain-button"
      {...(isSmall ? { 'aria-label': label } : {})}
      onClick={() => void copy()}
    >
      {isSmall ? 'Copy' : label}
    </button>
  );
}
