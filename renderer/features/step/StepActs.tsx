import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { ActForm } from './ActForm.tsx';
import { type ActOffer, actOffers, type BarAction, commandOf } from './step-acts.ts';

/** What can be done to this step now. One motion where it is safe, two where it is not. */
export function StepActs({ detail }: { readonly detail: StepDetail }) {
  const [open, setOpen] = useState<BarAction | null>(null);
  // Somebody else did it or says so: every act then asks who, when and by which way.
  const [isReported, setReported] = useState(false);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const act = useDesk((state) => state.act);
  const offers = actOffers(detail);
  const opened = offers.find((offer) => offer.action === open && offer.verdict.allowed);
  const first = offers.find((offer) => offer.verdict.allowed);
  if (offers.length === 0) return <StepAsk stepId={detail.step.id} />;
  const press = (offer: ActOffer) => {
    if (offer.asks !== 'nothing' || isReported) return setOpen(offer.action);
    void act(detail.step.id, commandOf(offer.action, ''), { label: offer.label });
  };
  return (
    <div className="step-acts">
      <fieldset className="act-row" aria-label="Step">
        {offers.map((offer) => (
          <ActButton
            key={offer.action}
            verdict={isShut ? { allowed: false, reason: 'No connection to Holdpoint.' } : offer.verdict}
            variant={offer === first && offer.look === 'main' ? 'filled' : 'default'}
            onPress={() => press(offer)}
          >
            {offer.label}
          </ActButton>
        ))}
      </fieldset>
      {first !== undefined && (
        <Checkbox
          size="xs"
          label="Somebody else reports it"
          checked={isReported}
          onChange={(event) => setReported(event.currentTarget.checked)}
        />
      )}
      {opened !== undefined && (
        <ActForm detail={detail} offer={opened} onClose={() => setOpen(null)} key={opened.action} />
      )}
      <StepAsk stepId={detail.step.id} />
    </div>
  );
}

/** What was asked of this step and is not recorded yet. */
function StepAsk({ stepId }: { readonly stepId: string }) {
  const ask = useDesk((state) => state.asks[stepId]);
  const askAgain = useDesk((state) => state.askAgain);
  const forget = useDesk((state) => state.forgetAsk);
  if (ask === undefined) return null;
  if (ask.phase !== 'unknown') {
    return (
      <p className="asked" role="status">
        {ask.label.replace('…', '')}: asked, waiting until it is recorded
      </p>
    );
  }
  return (
    <p className="asked" data-phase="unknown" role="alert">
      {ask.label.replace('…', '')}: the connection broke before the answer. It may or may not be recorded; sending it
      again is safe, it counts once.
      <button type="button" className="plain-button" onClick={() => void askAgain(stepId)}>
        Send again
      </button>
      <button type="button" className="plain-button" onClick={() => forget(stepId)}>
        Forget it
      </button>
    </p>
  );
}
