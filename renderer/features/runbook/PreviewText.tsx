import { Fragment } from 'react';
import { linesBeside } from './preview-groups.ts';

const placeholder = /(\$\{\{[^{}]*\}\})/g;

interface PreviewTextProps {
  readonly text: string;
  /** References that have no value; what merely looks like a placeholder is text. */
  readonly unresolved: readonly string[];
  readonly other: string | null;
}

/** A text exactly as it would be sent, with what is still open marked, and lines that another target gets otherwise. */
export function PreviewText({ text, unresolved, other }: PreviewTextProps) {
  const lines = linesBeside(text, other);
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their place
    <Fragment key={index}>
      <span data-differs={line.isOther || undefined}>
        <Marked text={line.text} unresolved={unresolved} />
      </span>
      {index < lines.length - 1 && '\n'}
    </Fragment>
  ));
}

export function Marked({ text, unresolved }: Pick<PreviewTextProps, 'text' | 'unresolved'>) {
  if (unresolved.length === 0) return text;
  return text.split(placeholder).map((part, index) => {
    const isOpen = index % 2 === 1 && unresolved.includes(part.slice(3, -2).trim());
    if (!isOpen) return part;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
      <mark key={index} title="Has no value yet">
        {part}
      </mark>
    );
  });
}
