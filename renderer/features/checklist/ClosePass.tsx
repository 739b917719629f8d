import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { PassView } from '../../../contract/checklists.ts';
import { useDesk } from '../../state/desk-context.ts';
import { PassActForm } from './ItemForms.tsx';
import { isSettled, stateWords } from './item-words.ts';

/** Ends the pass: without a word when nothing is open, else with a reason for what is. */
export function ClosePass({ pass, onDone }: { readonly pass: PassView; onDone(): void }) {
  const [text, setText] = useState('');
  const close = useDesk((state) => state.closePass);
  const open = pass.items.filter((item) => !isSettled(item));
  const reason = text.trim();
  return (
    <div className="act-panel">
      <PassActForm
        label="Close the pass"
        isReady={open.length === 0 || reason !== ''}
        onSend={() => close(reason === '' ? null : reason)}
        onDone={onDone}
      >
        <p>
          {open.length === 0
            ? 'Everything is ticked or skipped. A closed pass stays as it is; what comes later is a new pass.'
            : `${open.length} of ${pass.items.length} items are open and stay open in the record. A closed pass is not opened again.`}
        </p>
        {open.length > 0 && (
          <ul className="open-items">
            {open.slice(0, 6).map((item) => (
              <li key={item.id}>{`${item.text} (${stateWords(item)})`}</li>
            ))}
            {open.length > 6 && <li>{`and ${open.length - 6} more`}</li>}
          </ul>
        )}
        <Textarea
          label={open.length === 0 ? 'Note (optional)' : 'Why it is closed with items open'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={4000}
          required={open.length > 0}
          autoFocus
        />
      </PassActForm>
    </div>
  );
}
