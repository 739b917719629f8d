import { useEffect } from 'react';
import { useDeskStore } from '../../state/desk-context.ts';

/** Fields with an undo of their own. */
const OWN_UNDO = '.cell-editor, .edit-pane, .edit-save, [role=dialog]';

/** Keys of the whole room, wherever the focus is: undo, redo and save work in the table as in the text. */
export function useEditKeys(): void {
  const store = useDeskStore();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const isElsewhere = event.target instanceof Element && event.target.closest(OWN_UNDO) !== null;
      const { undoEdit, redoEdit, showEdit } = store.getState();
      if (key === 's') showEdit({ pane: 'save' });
      else if (isElsewhere) return;
      else if (key === 'z' && !event.shiftKey) undoEdit();
      else if (key === 'y' || (key === 'z' && event.shiftKey)) redoEdit();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [store]);
}
