import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** A note in one line: N, type, Enter. */
export function NoteLine() {
  const isOpen = useDesk((state) => state.panel === 'note');
  const openPanel = useDesk((state) => state.openPanel);
  if (!isOpen) {
    return (
      <button type="button" className="plain-button" onClick={() => openPanel('note')}>
        Note <kbd>N</kbd>
      </button>
    );
  }
  return <NoteForm onDone={() => openPanel(null)} />;
}

function NoteForm({ onDone }: { onDone(): void }) {
  const [text, setText] = useState('');
  const commandRun = useDesk((state) => state.commandRun);
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const steps = useDesk((state) => state.run?.steps);
  const step = steps?.find((one) => one.id === stepId);
  const save = async () => {
    if (text.trim() === '') return;
    const about = step === undefined ? {} : { stepId: step.id };
    const isRecorded = await commandRun({ type: 'note', text: text.trim(), ...about }, 'Write a note');
    if (isRecorded) onDone();
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        aria-label="Note"
        placeholder={step === undefined ? 'Note on the run' : `Note on ${step.title}`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={8000}
        autoFocus
      />
      <Button type="submit">Record note</Button>
      <Button variant="subtle" onClick={onDone}>
        Close
      </Button>
    </form>
  );
}
