import type { DocumentEdit } from '../../contract/editing.ts';
import { editChanges, editQueue } from './edit-changes.ts';
import { dropDraft } from './edit-draft.ts';
import { fileActs } from './edit-files.ts';
import { editHold, editReading } from './edit-reading.ts';
import { revisionActs } from './edit-revisions.ts';
import { saveActs } from './edit-saving.ts';
import { type EditPane, type EditSession, type EditView, editViews } from './edit-session.ts';
import type { SliceTools } from './tools.ts';

export interface EditSlice
  extends ReturnType<typeof revisionActs>,
    ReturnType<typeof fileActs>,
    Omit<ReturnType<typeof saveActs>, 'reload'> {
  readonly editing: EditSession | null;
  readonly editProblem: string | null;
  readonly editView: EditView;
  readonly editPane: EditPane;
  openEdit(key: string): Promise<void>;
  /** The draft stays in this browser. */
  leaveEdit(): void;
  /** Writes the draft down now: the page may be gone in a moment. */
  keepEdit(): void;
  showEdit(change: { readonly view?: EditView; readonly pane?: EditPane }): void;
  /** False when it was refused; `refusal` of the session says why. */
  editRows(edits: readonly DocumentEdit[]): Promise<boolean>;
  typeText(text: string): void;
  undoEdit(): void;
  redoEdit(): void;
  throwAwayEdit(): void;
}

const VIEW = 'holdpoint.edit-view';

export function editSlice(tools: SliceTools): EditSlice {
  const { set, get, surroundings } = tools;
  const hold = editHold(tools);
  const reading = editReading(tools, hold);
  const changes = editChanges(tools, hold, reading);
  const queue = editQueue(tools, hold, changes.change);
  const { reload, ...saving } = saveActs(tools, hold, reading);
  const acts = { ...hold, replaceText: changes.replaceText, reload };

  return {
    editing: null,
    editProblem: null,
    editView: editViews.find((view) => view === surroundings.memory.read(VIEW)) ?? 'table',
    editPane: null,
    ...revisionActs(tools, acts),
    ...fileActs(tools, acts),
    ...saving,
    async openEdit(key) {
      if (get().editing?.base.key === key) return;
      leave();
      set({ editing: null, editProblem: null, editPane: null });
      await reload(key);
    },
    leaveEdit() {
      leave();
      set({ editing: null, editPane: null });
    },
    keepEdit: reading.keepNow,
    showEdit({ view, pane }) {
      if (view !== undefined) surroundings.memory.write(VIEW, view);
      set({ ...(view === undefined ? {} : { editView: view }), ...(pane === undefined ? {} : { editPane: pane }) });
    },
    editRows: queue.add,
    typeText: changes.typeText,
    undoEdit: () => changes.step('past'),
    redoEdit: () => changes.step('future'),
    throwAwayEdit() {
      const now = hold.session();
      if (now === null) return;
      changes.replaceText(now.base.text);
      dropDraft(surroundings, now.base.key);
      hold.update(() => ({ restoredAt: null, saveProblem: null }));
    },
  };

  function leave(): void {
    reading.keepNow();
    reading.stop();
    queue.clear();
  }
}
