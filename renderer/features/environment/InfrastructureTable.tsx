import { useState } from 'react';
import type { InfrastructureItem } from '../../../contract/environments.ts';
import { duration } from '../../format/duration.ts';
import { fullTime } from '../../format/time.ts';
import type { EnvironmentMirror } from '../../state/environment-mirror.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { ago, bySeverity, days, itemLooks, ragLooks } from './check-words.ts';
import { ItemForm } from './ItemForm.tsx';

/** What a release needs to be there: how far each is, who says so, and whether it comes in time. */
export function InfrastructureTable({ environment }: { readonly environment: EnvironmentMirror }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { items, summary } = environment;
  const item = items.find(({ id }) => id === chosen);
  if (items.length === 0) {
    return (
      <RoomBody>
        <p className="quiet">
          The document names no infrastructure. Add infrastructure: with id, text, type and leadTime, so that what is
          ordered too late is seen before the window.
        </p>
      </RoomBody>
    );
  }
  return (
    <div className="book environment-book" data-open={item !== undefined}>
      <RoomBody>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Item</th>
              <th scope="col">Because</th>
              <th scope="col">Responsible</th>
              <th scope="col">Lead time</th>
              <th scope="col">Said</th>
            </tr>
          </thead>
          <tbody>
            {items.toSorted(bySeverity).map((one) => (
              <ItemRow key={one.id} item={one} isChosen={one.id === chosen} onChoose={() => setChosen(one.id)} />
            ))}
          </tbody>
        </table>
      </RoomBody>
      <aside className="book-side" aria-label="Infrastructure item">
        {item === undefined ? (
          <>
            <h2>Infrastructure</h2>
            <p className="dim">
              {`${summary.itemsValidated} of ${summary.items} validated. Choose an item to say that it is ordered, installed or validated: it is recorded with your name and the evidence.`}
            </p>
          </>
        ) : (
          <ItemForm key={`${item.id} ${item.changedSeq}`} item={item} zone={summary.timezone} />
        )}
      </aside>
    </div>
  );
}

interface ItemRowProps {
  readonly item: InfrastructureItem;
  readonly isChosen: boolean;
  onChoose(): void;
}

function ItemRow({ item, isChosen, onChoose }: ItemRowProps) {
  const now = useMinute();
  const { text, type, ci, state, rag, because, responsible, leadTimeMs, orderBy, acts } = item;
  const [last] = acts;
  return (
    <tr className="pressable" aria-selected={isChosen} onClick={onChoose}>
      <td>
        <span className="item-marks">
          <StateMark look={ragLooks[rag]} shapeOnly />
          <StateMark look={itemLooks[state]} />
        </span>
      </td>
      <td>
        <button type="button" className="link-button" onClick={onChoose}>
          {text}
        </button>
        <span className="under">{ci === null ? type : `${type} · ${ci}`}</span>
      </td>
      <td className="wrap">{because}</td>
      <td>{responsible ?? <span className="dim">nobody named</span>}</td>
      <td className="figures">
        {leadTimeMs === null ? '–' : days(leadTimeMs)}
        {orderBy !== null && state === 'needed' && (
          <span className="under" title={fullTime(orderBy, 'UTC')}>
            {orderBy > now ? `order within ${duration(orderBy - now)}` : `${duration(now - orderBy)} too late`}
          </span>
        )}
      </td>
      <td>
        {last === undefined ? (
          <span className="dim">by the document</span>
        ) : (
          <>
            {last.by}
            <span className="under figures">{ago(last.at, now)}</span>
          </>
        )}
      </td>
    </tr>
  );
}
