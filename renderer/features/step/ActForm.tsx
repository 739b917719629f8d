import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Attribution } from '../../../contract/actor.ts';
import type { StepDetail } from '../../../contract/views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { SaidBy } from './SaidBy.tsx';
import { type ActOffer, commandOf } from './step-acts.ts';

interface ActFormProps {
  readonly detail: StepDetail;
  readonly offer: ActOffer;
  onClose(): void;
}

/** The second motion: what will happen, why, who says so. It pushes the pane down and covers nothing. */
export function ActForm({ detail, offer, onClose }: ActFormProps) {
  const [text, setText] = useState('');
  const [said, setSaid] = useState<Attribution | null>(null);
  const act = useDesk((state) => state.act);
  const needsReason = offer.asks === 'reason';
  const label = offer.label.replace('…', '');
  const roles = detail.approvals?.roles ?? [];
  const send = async () => {
    const attribution = said === null ? {} : { attribution: said };
    if (await act(detail.step.id, commandOf(offer.action, text.trim()), { label, ...attribution })) onClose();
  };
  return (
    <form
      className="act-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <p>{offer.means}</p>
      <Textarea
        label={needsReason ? 'Reason' : 'Note (optional)'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={4000}
        required={needsReason}
        autoFocus
      />
      <SaidBy roles={offer.action === 'approve' || offer.action === 'reject' ? roles : []} onChange={setSaid} />
      <div className="act-line">
        <Button onClick={onClose}>Leave it</Button>
        <Button type="submit" variant="filled" disabled={needsReason && text.trim() === ''}>
          {label}
        </Button>
      </div>
    </form>
  );
}
