import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ClosureCode, closureCodes } from '../../../contract/events.ts';
import { useDesk } from '../../state/desk-context.ts';

const MINUTE = 60_000;

/** A person closes the run: the proposed code with its reason, and what only people know. */
export function ClosePanel() {
  const proposed = useDesk((state) => state.run?.header.proposedClosure ?? null);
  const [code, setCode] = useState<ClosureCode | null>(null);
  const [note, setNote] = useState('');
  const [outage, setOutage] = useState<string | number>('');
  const [issues, setIssues] = useState('');
  const commandRun = useDesk((state) => state.commandRun);
  const openPanel = useDesk((state) => state.openPanel);
  if (proposed === null) return null;
  const chosen = code ?? proposed.code;
  const isOther = chosen !== proposed.code;
  const send = async () => {
    const isClosed = await commandRun(
      {
        type: 'close',
        closureCode: chosen,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(typeof outage === 'number' ? { actualOutageMs: Math.round(outage * MINUTE) } : {}),
        ...(issues.trim() === '' ? {} : { openIssues: issues.trim() }),
      },
      'Close the run',
    );
    if (isClosed) openPanel(null);
  };
  return (
    <section className="act-panel" aria-label="Close the run">
      <p>
        <strong>Close the run.</strong> Proposed: <strong>{proposed.code}</strong>. {proposed.because}
      </p>
      <div className="act-line">
        <NativeSelect
          label="Closure code"
          value={chosen}
          data={[...closureCodes]}
          onChange={(event) => setCode(closureCodes.find((one) => one === event.currentTarget.value) ?? null)}
        />
        <TextInput
          label={isOther ? 'Why another code' : 'Note'}
          className="grow"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          required={isOther}
        />
        <NumberInput label="Actual outage (minutes)" value={outage} onChange={setOutage} min={0} w={160} hideControls />
        <TextInput
          label="Open issues"
          className="grow"
          value={issues}
          onChange={(event) => setIssues(event.currentTarget.value)}
        />
        <Button onClick={() => openPanel(null)}>Not yet</Button>
        <Button variant="filled" disabled={isOther && note.trim() === ''} onClick={() => void send()}>
          Close as {chosen}
        </Button>
      </div>
    </section>
  );
}
