import type { Problem } from '../../contract/errors.ts';
import type { SheetChoices, SheetRowView, SheetView } from '../../contract/sheets.ts';
import type { SliceTools } from './tools.ts';

/** A sheet on its way in: what the core read and guessed, what the person corrected. Nothing is stored before Import. */
export interface SheetDesk {
  readonly file: File;
  /** null while it is read. */
  readonly view: SheetView | null;
  /** Why it was not read, or what was refused last. */
  readonly problem: Problem | null;
  readonly choices: SheetChoices;
  /** A correction is on its way. */
  readonly isAsking: boolean;
  readonly isImporting: boolean;
  /** Rows by page; those that scrolled by stay until the next correction. */
  readonly pages: Readonly<Record<number, readonly SheetRowView[]>>;
  /** The row a finding points to, as a place in the list; the turn rises with each click. */
  readonly focus: { readonly index: number; readonly number: number; readonly turn: number } | null;
}

export const SHEET_PAGE = 100;

export function freshDesk(file: File): SheetDesk {
  const nothing = { view: null, problem: null, isAsking: false, isImporting: false, pages: {}, focus: null };
  return { file, choices: {}, ...nothing };
}

/** Changes the sheet on the desk; nothing when it was closed meanwhile. */
export function changeSheet({ set }: SliceTools, change: Partial<SheetDesk>): void {
  set((state) => (state.sheet === null ? {} : { sheet: { ...state.sheet, ...change } }));
}
