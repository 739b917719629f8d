import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PassView } from '../../../contract/checklists.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { PassActForm } from './ItemForms.tsx';

/** The release moved: every due time that counts from T0 moves with it, dates stay. */
export function MoveT0({ pass, onDone }: { readonly pass: PassView; onDone(): void }) {
  const [t0, setT0] = useState('');
  const [reason, setReason] = useState('');
  const act = useDesk((state) => state.actOnPass);
  const moving = pass.items.filter(({ due }) => due !== null && due.offsetMs !== null).length;
  return (
    <div className="act-panel">
      <PassActForm
        label={pass.summary.t0 === null ? 'Set T0' : 'Move T0'}
        isReady={t0.trim() !== '' && reason.trim() !== ''}
        onSend={() => act({ action: 'rebase', t0: t0.trim(), reason: reason.trim() }, 'Move T0')}
        onDone={onDone}
      >
        <p>{`Due times of ${counted(moving, 'item')} count from T0 and move with it; dates stay.`}</p>
        <TextInput
          label="New T0"
          placeholder="2026-11-28 22:00"
          description={`By the clock of ${pass.summary.timezone}.`}
          value={t0}
          onChange={(event) => setT0(event.currentTarget.value)}
          required
          autoFocus
        />
        <TextInput
          label="Reason"
          value={reason}
          maxLength={4000}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
      </PassActForm>
    </div>
  );
}
