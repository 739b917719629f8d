import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DocumentEdit } from '../../../contract/editing.ts';
import { useDesk } from '../../state/desk-context.ts';

type HeadField = Extract<DocumentEdit, { kind: 'set-head' }>['field'];

const fields: readonly { field: HeadField; label: string; description?: string }[] = [
  { field: 'title', label: 'Title' },
  { field: 'change', label: 'Change request', description: 'Such as CHG0031234' },
  { field: 'timezone', label: 'Time zone', description: 'Such as Europe/Berlin' },
  { field: 'windowStart', label: 'Window from', description: 'Such as 2026-11-28T22:00, in this zone' },
  { field: 'windowEnd', label: 'Window to' },
];

/** What stands above the steps: the fields of the document itself. */
export function DocumentPane() {
  const head = useDesk((state) => state.editing?.table ?? null);
  const isFrozen = useDesk((state) => state.editing?.unreadable !== null);
  const findings = useDesk((state) => state.editing?.findings ?? null);
  const show = useDesk((state) => state.showEdit);
  if (head === null) return null;
  const shown = head.kind === 'Runbook' ? fields : fields.slice(0, 1);
  const wrong = (field: HeadField) => {
    const path = { windowStart: 'window.start', windowEnd: 'window.end' }[field as string] ?? field;
    const found = (findings ?? []).find(
      (one) => one.path === path || (field === 'windowStart' && one.path === 'window'),
    );
    return found === undefined ? null : `${found.message} ${found.cure ?? ''}`;
  };
  return (
    <aside className="edit-pane" aria-label="Document">
      <div className="panel-head">
        <h2>Document</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the document pane"
          onClick={() => show({ pane: null })}
        >
          ×
        </button>
      </div>
      <div className="stack edit-form">
        {shown.map(({ field, label, description }) => (
          <HeadInput
            key={`${field} ${head.fields[field] ?? ''}`}
            {...{ field, label, isFrozen }}
            description={description ?? null}
            written={head.fields[field] ?? ''}
            error={wrong(field)}
          />
        ))}
        <p className="hint">
          Key: <span className="code">{head.key}</span>. Another key makes it another document; change it in the text.
        </p>
      </div>
    </aside>
  );
}

interface HeadInputProps {
  readonly field: HeadField;
  readonly label: string;
  readonly description: string | null;
  readonly written: string;
  readonly error: string | null;
  readonly isFrozen: boolean;
}

function HeadInput({ field, label, description, written, error, isFrozen }: HeadInputProps) {
  const editRows = useDesk((state) => state.editRows);
  const [text, setText] = useState(written);
  const commit = () => {
    if (text.trim() === written) return;
    void editRows([{ kind: 'set-head', field, text }]).then((made) => {
      if (!made) setText(written);
    });
  };
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      error={error}
      disabled={isFrozen}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setText(written);
      }}
    />
  );
}
