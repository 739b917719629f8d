import type { PassItem, PassView } from '../../../contract/checklists.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useMinute } from '../../ui/use-now.ts';
import { stateWords } from './item-words.ts';
import { dueMoment, dueWords, saidWords } from './pass-words.ts';
import { TickBox } from './TickBox.tsx';
import { type PassDesk, tickId } from './use-pass-desk.ts';

interface ItemRowProps {
  readonly pass: PassView;
  readonly item: PassItem;
  /** Where the group does not say it. */
  readonly showsDue: boolean;
  readonly desk: PassDesk;
}

/** One item: a square as large as a thumb, what it says, who ticked it when. Ticked only once it is recorded. */
export function ItemRow({ pass, item, showsDue, desk }: ItemRowProps) {
  const now = useMinute();
  const ask = useDesk((state) => state.passAsks[item.id]);
  const isClosed = pass.closed !== null;
  const due = dueWords(item, now, isClosed);
  const zone = pass.summary.timezone;
  return (
    <li
      className="pass-item"
      data-item={item.id}
      data-selected={desk.selected === item.id}
      data-late={due?.tone === 'overdue'}
    >
      <button
        type="button"
        id={tickId(item.id)}
        className="tick-target"
        aria-pressed={item.state === 'ticked' ? true : item.state === 'partly' ? 'mixed' : false}
        aria-label={`${item.text}: ${stateWords(item)}`}
        aria-disabled={isClosed || ask !== undefined}
        onFocus={() => desk.select(item.id)}
        onClick={() => ask === undefined && desk.press(item)}
      >
        <TickBox item={item} isAsked={ask?.phase === 'asked'} />
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the square beside it takes the keyboard; this is a larger place for the pointer */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div className="pass-item-text" onClick={() => desk.select(item.id)}>
        <span className="pass-item-words">{item.text}</span>
        <span className="under">
          {[...facts(item), ...(showsDue && item.due !== null ? [dueMoment(item, zone)] : [])].join(' · ')}
        </span>
        {[...item.ticks, ...item.skips].map((said) => (
          <span className="under said-line" key={`${said.by} ${said.recordedAt}`}>
            {item.skips.includes(said) ? '⤼ ' : '✓ '}
            {saidWords(said, zone, now)}
            {said.note === null ? '' : `: ${said.note}`}
          </span>
        ))}
      </div>
      <span className="pass-item-state">
        {ask?.phase === 'unknown' && <AskAgain itemId={item.id} />}
        <span className="pass-item-word" data-state={item.state}>
          {stateWords(item)}
        </span>
        {due !== null && (
          <span className={due.tone === 'overdue' ? 'overdue' : 'under'}>
            {due.tone === 'overdue' ? `! ${due.text}` : due.text}
          </span>
        )}
      </span>
    </li>
  );
}

function AskAgain({ itemId }: { readonly itemId: string }) {
  const again = useDesk((state) => state.askPassAgain);
  return (
    <span className="asked" data-phase="unknown">
      Not known whether it was recorded
      <button type="button" className="plain-button" onClick={() => void again(itemId)}>
        Send it again
      </button>
    </span>
  );
}

function facts(item: PassItem): readonly string[] {
  return [
    item.responsible ?? 'nobody named',
    ...(item.needed === 2 ? ['two people'] : []),
    ...(item.evidence.length === 0
      ? []
      : [`evidence ${item.evidence.length - item.missing.length} of ${item.evidence.length}`]),
    ...(item.notes.length === 0 ? [] : [item.notes.length === 1 ? '1 note' : `${item.notes.length} notes`]),
  ];
}
