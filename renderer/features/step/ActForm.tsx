import { Button, Textarea } from '@mantine/core';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useFirstField } from '../pen/DraftForm.tsx';
import { useDraft } from '../pen/use-draft.ts';
import { SaidBy } from './SaidBy.tsx';
import { type ActOffer, commandOf } from './step-acts.ts';

interface ActFormProps {
  readonly detail: StepDetail;
  readonly offer: ActOffer;
  onClose(): void;
}

/**
 * The second motion: what will happen, why, who says so and when it was. It pushes the pane down and covers nothing;
 * what was written stays until it is recorded.
 */
export function ActForm({ detail, offer, onClose }: ActFormProps) {
  const draft = useDraft(`${detail.step.id} ${offer.action}`);
  const form = useFirstField();
  const act = useDesk((state) => state.act);
  const own = useDesk((state) => state.attribution);
  const needsReason = offer.asks === 'reason';
  const label = offer.label.replace('…', '');
  const text = draft.text('text');
  const roles = detail.approvals?.roles ?? [];
  const send = async () => {
    const at = draft.draft?.at ?? null;
    const attribution = { ...own(), ...draft.draft?.said, ...(at === null ? {} : { at: Math.round(at) }) };
    if (!(await act(detail.step.id, commandOf(offer.action, text.trim()), { label, attribution }))) return;
    draft.drop();
    onClose();
  };
  return (
    <form
      ref={form}
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
      {offer.asks !== 'nothing' && (
        <Textarea
          label={needsReason ? 'Reason' : 'Note (optional)'}
          value={text}
          onChange={(event) => draft.write('text', event.currentTarget.value)}
          maxLength={4000}
          required={needsReason}
          data-autofocus
        />
      )}
      <SaidBy
        roles={offer.action === 'approve' || offer.action === 'reject' ? roles : []}
        isOpen={offer.asks === 'nothing'}
        initial={draft.draft?.said ?? null}
        when={{ at: draft.draft?.at ?? null, onAt: draft.sayAt }}
        onChange={draft.say}
      />
      <div className="act-line">
        <Button onClick={onClose}>Leave it</Button>
        <Button type="submit" variant="filled" disabled={needsReason && text.trim() === ''}>
          {label}
        </Button>
      </div>
    </form>
  );
}
