import type { PassItem } from '../../../contract/checklists.ts';
import { isSettled } from './item-words.ts';
import { dueMoment } from './pass-words.ts';

export type Grouping = 'due' | 'responsible';

export interface ItemGroup {
  readonly name: string;
  /** Of a group by due time. */
  readonly dueAt: number | null;
  readonly items: readonly PassItem[];
  readonly open: number;
}

/** Items under what they share, in an order that no tick changes: nothing moves under the hand. */
export function itemGroups(items: readonly PassItem[], by: Grouping, zone: string): readonly ItemGroup[] {
  const nameOf = (item: PassItem) => (by === 'due' ? dueMoment(item, zone) : (item.responsible ?? 'Nobody named'));
  const groups = [...Map.groupBy(items, nameOf)].map(
    ([name, members]): ItemGroup => ({
      name,
      dueAt: by === 'due' ? (members[0]?.dueAt ?? null) : null,
      items: by === 'due' ? members : members.toSorted((one, other) => rank(one) - rank(other)),
      open: members.filter((item) => !isSettled(item)).length,
    }),
  );
  return by === 'due'
    ? groups.toSorted((one, other) => (one.dueAt ?? Number.MAX_VALUE) - (other.dueAt ?? Number.MAX_VALUE))
    : groups.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

function rank({ dueAt }: PassItem): number {
  return dueAt ?? Number.MAX_VALUE;
}
