import { Button } from '@mantine/core';
import type { PassItem, PassView } from '../../../contract/checklists.ts';
import { useMinute } from '../../ui/use-now.ts';
import { ItemEvidence } from './ItemEvidence.tsx';
import { ReasonForm, SaidForm } from './ItemForms.tsx';
import { dueMoment, dueWords, saidWords } from './pass-words.ts';
import { type ItemForm, type PassDesk, tickId } from './use-pass-desk.ts';

interface ItemPaneProps {
  readonly pass: PassView;
  readonly item: PassItem;
  readonly desk: PassDesk;
}

/** Everything about the item looked at, and everything that can be said about it. */
export function ItemPane({ pass, item, desk }: ItemPaneProps) {
  const now = useMinute();
  const zone = pass.summary.timezone;
  const due = dueWords(item, now, pass.closed !== null);
  const shut = () => {
    desk.openForm(item.id, null);
    document.getElementById(tickId(item.id))?.focus();
  };
  return (
    <>
      <section className="stack">
        <h2 className="wrap">{item.text}</h2>
        <dl className="facts">
          <div>
            <dt>Due</dt>
            <dd>
              {dueMoment(item, zone)}
              {due !== null && <span className={due.tone === 'overdue' ? 'overdue under' : 'under'}>{due.text}</span>}
            </dd>
          </div>
          <div>
            <dt>Responsible</dt>
            <dd>{item.responsible ?? 'nobody named'}</dd>
          </div>
          {item.needed === 2 && (
            <div>
              <dt>Two people</dt>
              <dd>{`${Math.max(item.ticks.length, item.skips.length)} of 2, and not the same one twice`}</dd>
            </div>
          )}
        </dl>
        {pass.closed === null && <Acts item={item} desk={desk} />}
        {desk.form !== null && <Form form={desk.form} item={item} pass={pass} onDone={shut} />}
      </section>
      <ItemEvidence pass={pass} item={item} />
      {item.notes.length > 0 && (
        <section>
          <h2>Notes</h2>
          <ul className="items">
            {item.notes.map((note) => (
              <li key={`${note.by} ${note.recordedAt}`}>
                <span className="prose wrap">{note.note}</span>
                <span className="under">{saidWords(note, zone, now)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface FormProps extends Pick<ItemPaneProps, 'pass' | 'item'> {
  readonly form: ItemForm;
  onDone(): void;
}

function Form({ form, item, pass, onDone }: FormProps) {
  return form === 'said' ? (
    <SaidForm item={item} zone={pass.summary.timezone} onDone={onDone} key={item.id} />
  ) : (
    <ReasonForm item={item} form={form} onDone={onDone} key={`${item.id} ${form}`} />
  );
}

function Acts({ item, desk }: Pick<ItemPaneProps, 'item' | 'desk'>) {
  const isAllowed = (action: string) => item.allowedActions.some((one) => one.action === action && one.allowed);
  const open = (form: ItemForm) => () => desk.openForm(item.id, form);
  return (
    <div className="act-line">
      {isAllowed('tick') && (
        <>
          <Button variant="filled" onClick={() => desk.press(item)}>
            Tick
          </Button>
          <Button onClick={open('said')}>Tick as said by…</Button>
        </>
      )}
      {isAllowed('untick') && <Button onClick={open('untick')}>Untick…</Button>}
      {isAllowed('skip') && <Button onClick={open('skip')}>Skip…</Button>}
      {isAllowed('unskip') && <Button onClick={open('unskip')}>Take the skip back…</Button>}
      <Button onClick={open('note')}>Note…</Button>
    </div>
  );
}
