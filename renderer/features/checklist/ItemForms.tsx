import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Via } from '../../../contract/actor.ts';
import type { ChecklistAct, PassItem } from '../../../contract/checklists.ts';
import { momentOf } from '../../format/moment.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { ItemForm } from './use-pass-desk.ts';

interface ActFormProps {
  readonly label: string;
  readonly isReady: boolean;
  readonly children: ReactNode;
  onSend(): Promise<boolean>;
  onDone(): void;
}

/** The second motion; it pushes the pane down and covers nothing. What was typed stays when it was refused. */
export function PassActForm({ label, isReady, children, onSend, onDone }: ActFormProps) {
  return (
    <form
      className="act-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) void onSend().then((done) => done && onDone());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      {children}
      <div className="act-line">
        <Button onClick={onDone}>Leave it</Button>
        <Button type="submit" variant="filled" disabled={!isReady}>
          {label}
        </Button>
      </div>
    </form>
  );
}

const words = {
  note: { label: 'Record the note', field: 'Note', means: 'Kept with the item, with your name and the time.' },
  skip: {
    label: 'Skip the item',
    field: 'Why it does not apply',
    means: 'Not done and accepted; the reason stays with it.',
  },
  untick: { label: 'Untick', field: 'Reason', means: 'Every tick of the item is taken back; the history keeps them.' },
  unskip: { label: 'Take the skip back', field: 'Reason', means: 'The item is open again.' },
} as const;

interface ReasonFormProps {
  readonly item: PassItem;
  readonly form: Exclude<ItemForm, 'said'>;
  onDone(): void;
}

export function ReasonForm({ item, form, onDone }: ReasonFormProps) {
  const [text, setText] = useState('');
  const act = useDesk((state) => state.actOnPass);
  const { label, field, means } = words[form];
  const two = form === 'skip' && item.needed === 2 ? ' It takes two people, as ticking does.' : '';
  return (
    <PassActForm
      label={label}
      isReady={text.trim() !== ''}
      onSend={() => act(actOf(form, item.id, text.trim()), `${label}: “${item.text}”`)}
      onDone={onDone}
    >
      <p>{means + two}</p>
      <Textarea
        label={field}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={4000}
        required
        autoFocus
      />
    </PassActForm>
  );
}

function actOf(form: Exclude<ItemForm, 'said'>, itemId: PassItem['id'], text: string): ChecklistAct {
  return form === 'note' ? { action: 'note', itemId, text } : { action: form, itemId, reason: text };
}

const ways: readonly { readonly value: Via; readonly label: string }[] = [
  { value: 'desk', label: 'at this desk' },
  { value: 'phone', label: 'by phone' },
  { value: 'chat', label: 'by chat' },
  { value: 'page', label: 'by page' },
];

interface SaidFormProps {
  readonly item: PassItem;
  readonly zone: string;
  onDone(): void;
}

/** A tick as somebody else says it: who, how, when. */
export function SaidForm({ item, zone, onDone }: SaidFormProps) {
  const mine = useDesk((state) => state.attribution);
  const act = useDesk((state) => state.actOnPass);
  const [by, setBy] = useState('');
  const [role, setRole] = useState(item.responsible ?? '');
  const [via, setVia] = useState<Via>(item.ticks.length > 0 ? 'desk' : 'phone');
  const [when, setWhen] = useState('');
  const [note, setNote] = useState('');
  const at = when.trim() === '' ? undefined : momentOf(when, { zone, from: Date.now(), lean: 'past' });
  const isSecond = item.ticks.length > 0;
  const send = () => {
    const name = by.trim();
    const typist = mine().by;
    return act(
      { action: 'tick', itemId: item.id, ...(note.trim() === '' ? {} : { note: note.trim() }) },
      `Tick “${item.text}”`,
      {
        ...{ by: name, via },
        ...(role.trim() === '' ? {} : { role: role.trim() }),
        ...(at === undefined || at === null ? {} : { at }),
        ...(typist === undefined || typist === name ? {} : { enteredBy: typist }),
      },
    );
  };
  return (
    <PassActForm label="Record the tick" isReady={by.trim() !== '' && at !== null} onSend={send} onDone={onDone}>
      <p>
        {isSecond
          ? `${item.ticks[0]?.by ?? ''} has ticked it. Who else has looked?`
          : 'Recorded as stated by whom you name, with you as the one who typed it.'}
      </p>
      <TextInput label="Name" value={by} onChange={(event) => setBy(event.currentTarget.value)} required autoFocus />
      <TextInput label="Role" value={role} onChange={(event) => setRole(event.currentTarget.value)} />
      <NativeSelect
        label="How"
        value={via}
        data={[...ways]}
        onChange={(event) => setVia(ways.find(({ value }) => value === event.currentTarget.value)?.value ?? 'desk')}
      />
      <TextInput
        label="At"
        placeholder="now"
        value={when}
        error={at === null ? 'Give a time: 23:15, -5m' : undefined}
        onChange={(event) => setWhen(event.currentTarget.value)}
      />
      <TextInput label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={4000} />
    </PassActForm>
  );
}
