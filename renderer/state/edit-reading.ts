import type { TableReading } from '../../contract/editing.ts';
import { keepDraft } from './edit-draft.ts';
import type { EditSession } from './edit-session.ts';
import type { SliceTools } from './tools.ts';

const LINT_AFTER_MS = 500;
const READ_AFTER_MS = 250;
const KEEP_AFTER_MS = 300;

export interface EditHold {
  session(): EditSession | null;
  update(change: (now: EditSession) => Partial<EditSession>): void;
}

/** The session as it is, and how a part of it is changed. */
export function editHold({ get, set }: Pick<SliceTools, 'get' | 'set'>): EditHold {
  return {
    session: () => get().editing,
    update: (change) =>
      set((state) => (state.editing === null ? {} : { editing: { ...state.editing, ...change(state.editing) } })),
  };
}

/** What follows each change of the text in its own time: the table, the findings, the draft in this browser. */
export interface EditReading {
  /** The text was typed into: the table is read anew when the fingers rest. */
  textTyped(): void;
  /** The table follows already: what is left are findings and draft. */
  tableChanged(): void;
  readTable(): Promise<void>;
  keepNow(): void;
  stop(): void;
}

export function editReading({ client, surroundings }: SliceTools, { session, update }: EditHold): EditReading {
  let cancelLint = () => {};
  let cancelRead = () => {};
  let cancelKeep = () => {};
  const after = (ms: number, act: () => void) => surroundings.after(ms, act);

  return { textTyped, tableChanged, readTable, keepNow, stop };

  function textTyped(): void {
    cancelRead();
    cancelRead = after(READ_AFTER_MS, () => void readTable());
    tableChanged();
  }

  function tableChanged(): void {
    cancelKeep();
    cancelKeep = after(KEEP_AFTER_MS, keepNow);
    update(() => ({ isLinting: true }));
    cancelLint();
    cancelLint = after(LINT_AFTER_MS, () => void lint());
  }

  async function readTable(): Promise<void> {
    const asked = session();
    if (asked === null) return;
    tableChanged();
    const answer = await client.call('documents.table', { text: asked.text });
    if (session()?.text !== asked.text || session()?.base.key !== asked.base.key) return;
    if (!answer.ok) update(() => ({ refusal: answer.problem.message }));
    else update(told(answer.value));
  }

  async function lint(): Promise<void> {
    const asked = session();
    if (asked === null) return;
    const answer = await client.call('documents.lint', { text: asked.text });
    if (session()?.text !== asked.text || !answer.ok) return;
    update(() => ({ findings: answer.value.findings, isLinting: false }));
  }

  function keepNow(): void {
    const now = session();
    if (now !== null) update(() => ({ isKept: keepDraft(surroundings, now.base, now.text) }));
  }

  function stop(): void {
    for (const cancel of [cancelLint, cancelRead, cancelKeep]) cancel();
  }
}

/** A text that cannot be read leaves the table at the last one that could. */
function told(reading: TableReading): () => Partial<EditSession> {
  return () => (reading.kind === 'table' ? { table: reading.table, unreadable: null } : { unreadable: reading });
}
