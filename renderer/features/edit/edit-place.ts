import { create } from 'zustand';
import { at, type Selection } from './selection.ts';

/** Where the person is in the table: shared by the table, its menu and the text beside it. */
interface EditPlace {
  readonly selection: Selection;
  /** The cell open for typing; `typed` = the letter that opened it, in place of what stood there. */
  readonly open: { readonly typed: string | null } | null;
  select(selection: Selection): void;
  openCell(open: { readonly typed: string | null } | null): void;
}

export const useEditPlace = create<EditPlace>()((set) => ({
  selection: at(0, 0),
  open: null,
  select: (selection) => set({ selection, open: null }),
  openCell: (open) => set({ open }),
}));
