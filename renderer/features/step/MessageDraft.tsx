import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Attribution } from '../../../contract/actor.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { SaidBy } from './SaidBy.tsx';

type Message = NonNullable<StepDetail['message']>;

/** Holdpoint writes the message; a person sends it by their own means and says so here. */
export function MessageDraft({ detail, message }: { readonly detail: StepDetail; readonly message: Message }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const tell = useDesk((state) => state.tell);
  const text = message.subject === null ? message.text : `${message.subject}\n\n${message.text}`;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    tell({ tone: 'good', title: 'Copied', text: 'The message is on the clipboard.' });
  };
  return (
    <section>
      <h3>
        Message to {message.audience}
        {message.channel === null ? '' : `, by ${message.channel}`}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre className="draft" tabIndex={0}>
        {text}
      </pre>
      {message.sent === null ? (
        <div className="message-acts">
          <Button onClick={() => void copy()}>Copy</Button>
          <SentForm detail={detail} message={message} />
        </div>
      ) : (
        <p>
          Sent to {message.sent.to} by {message.sent.by}, {fullTime(message.sent.at, zone)}
        </p>
      )}
    </section>
  );
}

function SentForm({ detail, message }: { readonly detail: StepDetail; readonly message: Message }) {
  const [to, setTo] = useState(message.audience);
  const [said, setSaid] = useState<Attribution | null>(null);
  const [at, setAt] = useState('');
  const act = useDesk((state) => state.act);
  const now = useDesk((state) => state.run?.header.now ?? 0);
  const verdict = detail.allowedActions.find((one) => one.action === 'sent');
  if (verdict === undefined) return null;
  const send = () => {
    const when = minutesAgo(at, now);
    const attribution = { ...said, ...(when === null ? {} : { at: when }) };
    void act(
      detail.step.id,
      { action: 'sent', to: to.trim() || message.audience },
      { label: 'Mark as sent', attribution },
    );
  };
  return (
    <div className="act-form">
      <div className="act-line">
        <TextInput
          className="grow"
          label="Sent to"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          required
        />
        <TextInput
          label="Minutes ago (empty = now)"
          value={at}
          inputMode="numeric"
          onChange={(event) => setAt(event.currentTarget.value.replace(/\D/g, ''))}
        />
      </div>
      <SaidBy roles={[]} onChange={setSaid} />
      <ActButton verdict={verdict} variant="filled" onPress={send}>
        Mark as sent
      </ActButton>
    </div>
  );
}

function minutesAgo(text: string, now: number): number | null {
  const minutes = Number.parseInt(text, 10);
  return Number.isNaN(minutes) || minutes === 0 ? null : Math.round(now - minutes * 60_000);
}
