import type { PassView } from '../../../contract/checklists.ts';
import { duration } from '../../format/duration.ts';
import { useMinute } from '../../ui/use-now.ts';
import { ItemRow } from './ItemRow.tsx';
import type { Grouping, ItemGroup } from './pass-groups.ts';
import type { PassDesk } from './use-pass-desk.ts';

interface ItemGroupListProps {
  readonly pass: PassView;
  readonly group: ItemGroup;
  readonly grouping: Grouping;
  readonly desk: PassDesk;
}

export function ItemGroupList({ pass, group, grouping, desk }: ItemGroupListProps) {
  const now = useMinute();
  const { name, items, open, dueAt } = group;
  const isLate = open > 0 && dueAt !== null && dueAt < now && pass.closed === null;
  return (
    <section className="pass-group" data-late={isLate} aria-label={name}>
      <h2>
        {name} <span className="count">{open === 0 ? 'done' : `${open} open`}</span>
        {open > 0 && dueAt !== null && pass.closed === null && (
          <span className={isLate ? 'overdue' : 'dim'}>
            {isLate ? `! overdue by ${duration(dueAt - now)}` : `in ${duration(dueAt - now)}`}
          </span>
        )}
      </h2>
      <ul className="pass-items">
        {items.map((item) => (
          <ItemRow pass={pass} item={item} showsDue={grouping !== 'due'} desk={desk} key={item.id} />
        ))}
      </ul>
    </section>
  );
}
