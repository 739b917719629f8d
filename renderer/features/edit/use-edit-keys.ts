import type { KeyboardEvent } from 'react';
import { useDeskStore } from '../../state/desk-context.ts';

/** Keys of the whole room: undo, redo and save work in the table as in the text. */
export function useEditKeys(): (event: KeyboardEvent) => void {
  const store = useDeskStore();
  return (event) => {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const isInField =
      event.target instanceof HTMLElement && event.target.closest('.cell-editor, .edit-pane, .edit-save') !== null;
    const { undoEdit, redoEdit, showEdit } = store.getState();
    if (key === 's') showEdit({ pane: 'save' });
    else if (isInField) return;
    else if (key === 'z' && !event.shiftKey) undoEdit();
    else if (key === 'y' || (key === 'z' && event.shiftKey)) redoEdit();
    else return;
    event.preventDefault();
  };
}
