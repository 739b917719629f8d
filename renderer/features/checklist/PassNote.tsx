import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { PassActForm } from './ItemForms.tsx';

/** A note on the pass as a whole. */
export function PassNote({ onDone }: { onDone(): void }) {
  const [text, setText] = useState('');
  const act = useDesk((state) => state.actOnPass);
  return (
    <div className="act-panel">
      <PassActForm
        label="Record the note"
        isReady={text.trim() !== ''}
        onSend={() => act({ action: 'note', text: text.trim() }, 'Record the note')}
        onDone={onDone}
      >
        <Textarea
          label="Note on the pass"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={8000}
          required
          autoFocus
        />
      </PassActForm>
    </div>
  );
}
