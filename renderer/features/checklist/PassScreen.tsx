import { useCallback, useState } from 'react';
import type { PassView } from '../../../contract/checklists.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { ClosePass } from './ClosePass.tsx';
import { ItemGroupList } from './ItemGroupList.tsx';
import { ItemPane } from './ItemPane.tsx';
import { MoveT0 } from './MoveT0.tsx';
import { PassHead, type PassPanel } from './PassHead.tsx';
import { PassHistory } from './PassHistory.tsx';
import { PassNote } from './PassNote.tsx';
import { type Grouping, itemGroups } from './pass-groups.ts';
import { usePassDesk } from './use-pass-desk.ts';
import { usePassKeys } from './use-pass-keys.ts';

/** One pass: everything to tick, by when it is due or by who answers for it. */
export function PassScreen({ pass }: { readonly pass: PassView }) {
  const [grouping, setGrouping] = useState<Grouping>('due');
  const [panel, setPanel] = useState<PassPanel | null>(null);
  const { timezone } = pass.summary;
  const desk = usePassDesk(pass);
  const shut = () => setPanel(null);
  const openNote = useCallback(() => setPanel('note'), []);
  usePassKeys(pass, desk, openNote);
  const item = pass.items.find(({ id }) => id === desk.selected);
  return (
    <>
      <PassHead pass={pass} grouping={grouping} onGroup={setGrouping} onPanel={setPanel} />
      {panel === 'close' && <ClosePass pass={pass} onDone={shut} />}
      {panel === 't0' && <MoveT0 pass={pass} onDone={shut} />}
      {panel === 'note' && <PassNote onDone={shut} />}
      <div className="book pass-book">
        <RoomBody className="pass-body">
          {itemGroups(pass.items, grouping, timezone).map((group) => (
            <ItemGroupList group={group} pass={pass} grouping={grouping} desk={desk} key={group.name} />
          ))}
          <PassHistory pass={pass} />
        </RoomBody>
        <aside className="book-side" aria-label="The item">
          {item !== undefined && <ItemPane pass={pass} item={item} desk={desk} key={item.id} />}
          <p className="hint keys-line">
            <kbd>J</kbd> <kbd>K</kbd> move · <kbd>Space</kbd> or <kbd>X</kbd> ticks · <kbd>N</kbd> notes
          </p>
        </aside>
      </div>
    </>
  );
}
