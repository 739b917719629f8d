import { useState } from 'react';
import type { PassItem, PassView } from '../../../contract/checklists.ts';
import { useDesk } from '../../state/desk-context.ts';
import { isSettled } from './item-words.ts';

/** What the pane of an item asks for. */
export type ItemForm = 'said' | 'note' | 'skip' | 'untick' | 'unskip';

/** Which item is looked at, and what is being said about it. */
export interface PassDesk {
  readonly selected: string | null;
  readonly form: ItemForm | null;
  select(itemId: string): void;
  openForm(itemId: string, form: ItemForm | null): void;
  /** The big square: ticks at once, or asks for what it needs first (a reason, another person's name). */
  press(item: PassItem): void;
}

export function usePassDesk(pass: PassView): PassDesk {
  const [at, setAt] = useState<{ readonly itemId: string | null; readonly form: ItemForm | null }>({
    itemId: firstOpen(pass),
    form: null,
  });
  const act = useDesk((state) => state.actOnPass);
  const attribution = useDesk((state) => state.attribution);
  const openForm = (itemId: string, form: ItemForm | null) => setAt({ itemId, form });
  return {
    selected: at.itemId,
    form: at.form,
    select: (itemId) => setAt((before) => (before.itemId === itemId ? before : { itemId, form: null })),
    openForm,
    press: (item) => {
      if (pass.closed !== null) return;
      if (item.skips.length > 0) openForm(item.id, 'unskip');
      else if (item.ticks.length >= item.needed) openForm(item.id, 'untick');
      // The second pair of eyes is somebody else's: asked for by name.
      else if (item.ticks.some(({ by }) => by === attribution().by)) openForm(item.id, 'said');
      else void act({ action: 'tick', itemId: item.id }, `Tick “${item.text}”`);
    },
  };
}

/** What to look at first: what is open and due the soonest. */
function firstOpen({ items }: PassView): string | null {
  const open = items.filter((item) => !isSettled(item));
  const [first] = open.toSorted((a, b) => (a.dueAt ?? Number.MAX_VALUE) - (b.dueAt ?? Number.MAX_VALUE));
  return (first ?? items[0])?.id ?? null;
}

export function tickId(itemId: string): string {
  return `tick-${itemId}`;
}
