import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { InfrastructureItem, InfrastructureState, ItemAct } from '../../../contract/environments.ts';
import type { Problem } from '../../../contract/errors.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { itemLooks } from './check-words.ts';

const states: readonly InfrastructureState[] = ['needed', 'ordered', 'installed', 'validated'];

interface ItemFormProps {
  readonly item: InfrastructureItem;
  readonly zone: string;
}

/** Says how far an item is, by which evidence; below it everything said before. */
export function ItemForm({ item, zone }: ItemFormProps) {
  const next = states[Math.min(states.length - 1, states.indexOf(item.state) + 1)] ?? 'validated';
  const [state, setState] = useState<InfrastructureState>(next);
  const [evidence, setEvidence] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setSending] = useState(false);
  const say = useDesk((desk) => desk.sayItem);
  const send = async () => {
    setSending(true);
    setProblem(await say({ itemId: item.id, state, evidence, note, basedOn: item.changedSeq }));
    setSending(false);
  };
  return (
    <>
      <form
        className="start-form"
        aria-label={`Say how far ${item.text} is`}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <h2>{item.text}</h2>
        <p className="wrap">{item.because}</p>
        <fieldset className="item-states">
          <legend>It is</legend>
          {states.map((one) => (
            <label key={one}>
              <input type="radio" name="item-state" checked={state === one} onChange={() => setState(one)} />
              {one}
            </label>
          ))}
        </fieldset>
        <TextInput
          label="Evidence (a link, a number, a text)"
          value={evidence}
          maxLength={2000}
          onChange={(event) => setEvidence(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          value={note}
          maxLength={4000}
          autosize
          minRows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {problem !== null && <ProblemNote title="Not recorded" problem={problem} />}
        <div>
          <Button type="submit" variant="filled" disabled={isSending}>
            {isSending ? 'Asked, waiting …' : `Record: ${state}`}
          </Button>
        </div>
      </form>
      <section>
        <h2>Said so far</h2>
        {item.acts.length === 0 ? (
          <p className="dim">Nothing: what is shown stands in the document.</p>
        ) : (
          <ol className="item-acts">
            {item.acts.map((act) => (
              <Act act={act} zone={zone} key={`${act.recordedAt} ${act.state}`} />
            ))}
          </ol>
        )}
      </section>
    </>
  );
}

function Act({ act, zone }: { readonly act: ItemAct; readonly zone: string }) {
  const { evidence, note } = act;
  return (
    <li>
      <StateMark look={itemLooks[act.state]} /> {act.by} <span className="dim">{`(${act.assurance})`}</span>
      <span className="under figures">{fullTime(act.at, zone)}</span>
      {evidence !== null && <span className="wrap item-evidence">{evidenceText(evidence)}</span>}
      {note !== null && <span className="wrap item-evidence">{note}</span>}
    </li>
  );
}

function evidenceText(evidence: NonNullable<ItemAct['evidence']>): string {
  switch (evidence.type) {
    case 'text':
      return evidence.text;
    case 'number':
      return String(evidence.number);
    case 'link':
      return evidence.url;
    case 'file':
      return `${evidence.name} (file)`;
  }
}
