import type {
  BoundFile,
  DiffLine,
  DocumentEdit,
  DocumentTable,
  Edited,
  Merge,
  Revision,
  Splice,
  TableReading,
} from '../../contract/editing.ts';
import type { Finding, Problem } from '../../contract/errors.ts';
import type { DraftBase } from './edit-draft.ts';

/** One press of undo. Without a patch the table is read anew. */
export interface Change {
  readonly splices: readonly Splice[];
  readonly back: readonly Splice[];
  readonly patch: Pick<Edited, 'head' | 'rows'> | null;
  readonly backPatch: Pick<Edited, 'head' | 'rows'> | null;
  /** Letters typed one after the other into the text are one change. */
  readonly typedAt: number | null;
}

export const editViews = ['table', 'both', 'text'] as const;
export type EditView = (typeof editViews)[number];
export type EditPane = 'document' | 'history' | 'file' | 'save' | 'findings' | null;

export interface Comparison {
  readonly title: string;
  readonly lines: readonly DiffLine[];
  readonly added: number;
  readonly removed: number;
}

/** A document being edited: the draft is the text; the table is what the core read in it last. */
export interface EditSession {
  /** What the draft started from. */
  readonly base: DraftBase;
  readonly text: string;
  /** Of the last text that could be read; `unreadable` says when that is not this one. */
  readonly table: DocumentTable | null;
  readonly unreadable: Extract<TableReading, { kind: 'unreadable' }> | null;
  readonly findings: readonly Finding[];
  /** The findings are those of an earlier text: the core is still looking. */
  readonly isLinting: boolean;
  readonly past: readonly Change[];
  readonly future: readonly Change[];
  /** Cells typed and not yet in the text, by `row field`. */
  readonly pending: Readonly<Record<string, string>>;
  /** Why the last edit was not made; the notes of one that was. */
  readonly refusal: string | null;
  readonly notes: readonly string[];
  readonly isSaving: boolean;
  readonly saveProblem: Problem | null;
  /** A draft was found and brought back. */
  readonly restoredAt: number | null;
  /** False: this browser keeps no draft, so leaving would lose it. */
  readonly isKept: boolean;
  /** Somebody saved a newer revision meanwhile. */
  readonly newer: number | null;
  readonly merge: Merge | null;
  readonly history: readonly Revision[] | null;
  readonly comparison: Comparison | null;
  readonly file: BoundFile | null;
  readonly fileProblem: Problem | null;
}

export function openedSession(base: DraftBase, text: string, restoredAt: number | null): EditSession {
  return {
    ...{ base, text, restoredAt, table: null, unreadable: null, findings: [], isLinting: true, past: [], future: [] },
    ...{ pending: {}, refusal: null, notes: [], isSaving: false, saveProblem: null, isKept: true, newer: null },
    ...{ merge: null, history: null, comparison: null, file: null, fileProblem: null },
  };
}

export function isDirty({ text, base }: Pick<EditSession, 'text' | 'base'>): boolean {
  return text !== base.text;
}

export function cellName(row: number, field: string): string {
  return `${row} ${field}`;
}

/** The cells an edit sets, to be shown while the core makes it. */
export function pendingOf(edits: readonly DocumentEdit[]): Record<string, string> {
  return Object.fromEntries(
    edits.flatMap((edit) => (edit.kind === 'set' ? [[cellName(edit.row, edit.field), edit.text]] : [])),
  );
}
