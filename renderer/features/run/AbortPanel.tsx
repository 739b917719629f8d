import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { StepView } from '../../../contract/views.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';

const atWork = new Set(['running', 'verifying', 'soaking']);

/** Abort or Cancel: says exactly what will happen, asks why, and keeps the safe choice first. */
export function AbortPanel({ what }: { readonly what: 'abort' | 'cancel' }) {
  const [reason, setReason] = useState('');
  const steps = useDesk((state) => state.run?.steps);
  const commandRun = useDesk((state) => state.commandRun);
  const openPanel = useDesk((state) => state.openPanel);
  const label = what === 'abort' ? 'Abort the run' : 'Cancel the run';
  const send = async () => {
    if (await commandRun({ type: what, reason: reason.trim() }, label)) openPanel(null);
  };
  return (
    <section className="act-panel" data-tone="danger" aria-label={label}>
      <p>
        <strong>{label}?</strong>{' '}
        {what === 'abort'
          ? abortMeans(steps ?? [])
          : 'The run ends before its start. No host was touched, none will be.'}
      </p>
      <div className="act-line">
        <TextInput
          label="Reason"
          className="grow"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          placeholder="Goes into the log and the report"
          maxLength={4000}
          required
          autoFocus
        />
        <Button onClick={() => openPanel(null)}>Keep the run</Button>
        <Button color="danger" variant="filled" disabled={reason.trim() === ''} onClick={() => void send()}>
          {label}
        </Button>
      </div>
    </section>
  );
}

export function abortMeans(steps: readonly StepView[]): string {
  const running = steps.filter((step) => atWork.has(step.state));
  const targets = running.reduce((sum, step) => sum + step.targets.running, 0);
  const open = steps.filter((step) => step.endedAt === null && !atWork.has(step.state)).length;
  const stops =
    running.length === 0
      ? 'Nothing is running'
      : `Stops ${counted(running.length, 'running step')} on ${counted(targets, 'target')}`;
  return `${stops}; ${counted(open, 'step')} will never start. Runs no backout: what was changed stays changed. It cannot be undone.`;
}
