import { useDeskStore } from '../../state/desk-context.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import { useEditPlace } from './edit-place.ts';
import { at, blockOf } from './selection.ts';

export interface RowAct {
  readonly name: string;
  readonly keys: string;
  readonly act: () => void;
}

/** What can be done with the selected rows, by menu as by key. */
export function useEditMenu(): readonly RowAct[] {
  const store = useDeskStore();
  return [
    { name: 'Insert below', keys: 'Ctrl Enter', act: () => rowActs.insert(store) },
    { name: 'Insert above', keys: 'Ctrl Shift Enter', act: () => rowActs.insertAbove(store) },
    { name: 'Duplicate', keys: 'Ctrl D', act: () => rowActs.duplicate(store) },
    { name: 'Move up', keys: 'Alt ↑', act: () => rowActs.up(store) },
    { name: 'Move down', keys: 'Alt ↓', act: () => rowActs.down(store) },
    { name: 'Delete rows', keys: 'Ctrl Delete', act: () => rowActs.remove(store) },
  ];
}

export const rowActs = {
  insert: (store: DeskStore) => insertAt(store, blockOf(useEditPlace.getState().selection).bottom + 1),
  insertAbove: (store: DeskStore) => insertAt(store, blockOf(useEditPlace.getState().selection).top),
  duplicate: (store: DeskStore) => {
    const { row } = useEditPlace.getState().selection;
    void store
      .getState()
      .editRows([{ kind: 'duplicate', row }])
      .then((made) => made && choose(row + 1));
  },
  up: (store: DeskStore) => move(store, -1),
  down: (store: DeskStore) => move(store, 1),
  remove: (store: DeskStore) => {
    const { top, bottom } = blockOf(useEditPlace.getState().selection);
    const count = bottom - top + 1;
    const left = (store.getState().editing?.table?.rows.length ?? 0) - count;
    void store
      .getState()
      .editRows([{ kind: 'delete', row: top, count }])
      .then((made) => made && choose(Math.max(0, Math.min(top, left - 1))));
  },
};

function insertAt(store: DeskStore, place: number): void {
  const rows = store.getState().editing?.table?.rows.length ?? 0;
  const to = Math.min(place, rows);
  // What neighbours share is taken over; what a step is and takes is for the person to say.
  const { phase, stream, responsible } = store.getState().editing?.table?.rows[Math.max(0, to - 1)]?.cells ?? {};
  const like = { phase: phase ?? '', stream: stream ?? '', responsible: responsible ?? '' };
  void store
    .getState()
    .editRows([{ kind: 'insert', at: to, rows: [like] }])
    .then((made) => made && choose(to));
}

function move(store: DeskStore, by: 1 | -1): void {
  const { selection, select } = useEditPlace.getState();
  const { top, bottom } = blockOf(selection);
  const rows = store.getState().editing?.table?.rows.length ?? 0;
  if (top + by < 0 || bottom + by >= rows) return;
  const to = by === -1 ? top - 1 : bottom + 2;
  void store
    .getState()
    .editRows([{ kind: 'move', row: top, count: bottom - top + 1, to }])
    .then((made) => {
      if (made) select({ ...selection, row: selection.row + by, toRow: selection.toRow + by });
    });
}

function choose(row: number): void {
  useEditPlace.getState().select(at(row, 0));
  document.getElementById('edit-grid')?.focus();
}
