import { Select } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import type { Others } from '../../../contract/answers.ts';
import { byteCount } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';

export interface AnswersFile {
  readonly name: string;
  readonly text: string;
  readonly others: Others;
}

/** The core's own cap; judged before the file is read. */
const CAP = 1024 * 1024;

const others: readonly { readonly value: Others; readonly label: string }[] = [
  { value: 'as-planned', label: 'does what the plan says' },
  { value: 'go', label: 'answers by hand; Go is given' },
  { value: 'ask', label: 'answers by hand' },
];

interface AnswersFileFieldProps {
  readonly file: AnswersFile | null;
  onChange(file: AnswersFile): void;
}

/** What people would say, by step id: the file of `holdpoint run --answers`, chosen or dropped here. */
export function AnswersFileField({ file, onChange }: AnswersFileFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = useTakeAnswers(file?.others ?? 'as-planned', onChange);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside it is the first
    <div
      className="stack answers-file"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml"
        hidden
        aria-label="Answers file"
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <button type="button" className="plain-button" onClick={() => input.current?.click()}>
        {file === null ? 'Choose the answers file…' : `${file.name}: choose another…`}
      </button>
      <p className="hint">Or drop it here. By step id: outcome, by, note, items, approve, evidence.</p>
      {file !== null && (
        <Select
          label="Whoever is not in the file"
          data={others.map((one) => ({ ...one }))}
          value={file.others}
          allowDeselect={false}
          onChange={(value) => onChange({ ...file, others: others.find((one) => one.value === value)?.value ?? 'ask' })}
        />
      )}
    </div>
  );
}

function useTakeAnswers(rest: Others, onChange: (file: AnswersFile) => void): (file: File | undefined) => void {
  const tell = useDesk((state) => state.tell);
  return (file) => {
    if (file === undefined) return;
    if (file.size > CAP) {
      const text = `It has ${byteCount(file.size)}; answers have ${byteCount(CAP)} at most. Choose the file of answers.`;
      tell({ tone: 'bad', title: `${file.name} was not read`, text });
      return;
    }
    void file.text().then((text) => onChange({ name: file.name, text, others: rest }));
  };
}
