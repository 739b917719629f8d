import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';

/** Why before where to: a terminal in a live run leaves a line in the log, and that line says what it was for. */
export function OpenTerminalForm({ targets }: { readonly targets: readonly string[] }) {
  const wish = useDesk((state) => state.terminalWish);
  const wishTerminal = useDesk((state) => state.wishTerminal);
  const openTerminal = useDesk((state) => state.openTerminal);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState(wish?.target ?? '');
  const [isAsked, setAsked] = useState(false);
  if (wish === null) return null;
  const target = chosen === '' ? (targets[0] ?? '') : chosen;
  const open = async () => {
    setAsked(true);
    await openTerminal({ target, stepId: wish.stepId }, reason.trim());
    setAsked(false);
  };
  return (
    <form
      className="terminal-form"
      aria-label="Open a terminal"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') void open();
      }}
    >
      <NativeSelect
        label="Target"
        data={[...targets]}
        value={target}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <TextInput
        label="Why"
        className="grow"
        placeholder="Goes into the log: what are you looking for?"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        required
        autoFocus
      />
      <Button onClick={() => wishTerminal(null)}>Not now</Button>
      <Button type="submit" variant="filled" disabled={reason.trim() === '' || isShut || isAsked || target === ''}>
        {isAsked ? 'Asked, waiting' : 'Open terminal'}
      </Button>
    </form>
  );
}
