import { type ClipboardEvent, type KeyboardEvent, useMemo } from 'react';
import type { DocumentTable } from '../../../contract/editing.ts';
import type { DeskStore } from '../../state/desk-store.ts';
import { cellsIn, clearing, pasting, readTsv, writeTsv } from './cell-block.ts';
import type { Column } from './columns.ts';
import { useEditPlace } from './edit-place.ts';
import { at, blockOf, clamped, moved, type Selection } from './selection.ts';
import { rowActs } from './use-edit-menu.ts';

interface Given {
  readonly store: DeskStore;
  readonly table: DocumentTable;
  readonly columns: readonly Column[];
  readonly isFrozen: boolean;
}

/** What keys and the clipboard do in the table. */
export function useTableActs({ store, table, columns, isFrozen }: Given) {
  const acts = useMemo(() => tableActs({ store, table, columns, isFrozen }), [store, table, columns, isFrozen]);
  return { ...acts, press };
}

/** One for all tables, so that no row is drawn again because of it. */
function press(row: number, column: number, extend: boolean): void {
  const { selection, select } = useEditPlace.getState();
  select(extend ? { ...selection, toRow: row, toColumn: column } : at(row, column));
  document.getElementById('edit-grid')?.focus({ preventScroll: true });
}

function tableActs({ store, table, columns, isFrozen }: Given) {
  const extent = { rows: Math.max(1, table.rows.length), columns: columns.length };
  const chosen = (): Selection => clamped(useEditPlace.getState().selection, extent);
  const isElsewhere = (event: { target: EventTarget }) =>
    event.target instanceof Element && event.target.closest('.cell-editor') !== null;

  function copy(event: ClipboardEvent): void {
    if (isElsewhere(event)) return;
    event.clipboardData.setData('text/plain', writeTsv(cellsIn(table.rows, columns, blockOf(chosen()))));
    event.preventDefault();
  }

  return {
    copy,
    cut(event: ClipboardEvent): void {
      if (isElsewhere(event)) return;
      copy(event);
      if (!isFrozen) void store.getState().editRows(clearing(table, columns, blockOf(chosen())));
    },
    paste(event: ClipboardEvent): void {
      if (isElsewhere(event) || isFrozen) return;
      event.preventDefault();
      const cells = readTsv(event.clipboardData.getData('text/plain'));
      void store.getState().editRows(pasting(table, columns, { selection: chosen(), cells }));
    },
    open(): void {
      if (!isFrozen) useEditPlace.getState().openCell({ typed: null });
    },
    key(event: KeyboardEvent): void {
      if (isElsewhere(event) || event.defaultPrevented || event.nativeEvent.isComposing) return;
      const isMade = navigate(event) || (!isFrozen && act(event));
      if (isMade) event.preventDefault();
    },
  };

  function navigate(event: KeyboardEvent): boolean {
    if (event.altKey) return false;
    const { select } = useEditPlace.getState();
    const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey };
    if (press.ctrl && press.key.toLowerCase() === 'a') {
      select({ row: 0, column: 0, toRow: extent.rows - 1, toColumn: extent.columns - 1 });
      return true;
    }
    if (press.key === 'Escape') {
      const { row, column } = chosen();
      select(at(row, column));
      return false;
    }
    const next = moved(chosen(), press, extent);
    if (next === null) return false;
    select(next);
    return true;
  }

  function act(event: KeyboardEvent): boolean {
    const { key } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const { openCell } = useEditPlace.getState();
    if (event.altKey) return alter(key === 'ArrowUp' ? rowActs.up : key === 'ArrowDown' ? rowActs.down : null);
    if (key === 'Enter' && ctrl) return alter(event.shiftKey ? rowActs.insertAbove : rowActs.insert);
    if (ctrl && key.toLowerCase() === 'd') return alter(rowActs.duplicate);
    if (ctrl && (key === 'Delete' || key === 'Backspace')) return alter(rowActs.remove);
    if (ctrl) return false;
    if (key === 'Enter' || key === 'F2') openCell({ typed: null });
    else if (key === 'Delete' || key === 'Backspace')
      void store.getState().editRows(clearing(table, columns, blockOf(chosen())));
    else if (key.length === 1) openCell({ typed: key });
    else return false;
    return true;
  }

  function alter(deed: ((store: DeskStore) => void) | null): boolean {
    deed?.(store);
    return deed !== null;
  }
}
