import type { DocumentEdit, Edited } from '../../contract/editing.ts';
import { applySplices, narrowed } from '../../contract/splices.ts';
import type { EditHold, EditReading } from './edit-reading.ts';
import { type Change, pendingOf } from './edit-session.ts';
import { patched, undone } from './edit-text.ts';
import type { SliceTools } from './tools.ts';

type Made = Pick<Edited, 'splices' | 'head' | 'rows' | 'notes'>;

/** Letters that follow each other sooner are one change. */
const ONE_CHANGE_MS = 1200;

/** Every change of the draft, and the way back from it. */
export function editChanges({ surroundings }: SliceTools, { session, update }: EditHold, reading: EditReading) {
  return { change, replaceText, typeText, step };

  function change({ splices, head, rows, notes }: Made): void {
    const now = session();
    if (now === null || now.table === null || splices.length === 0) return;
    const { rows: old, ...oldHead } = now.table;
    const oldRows = {
      from: rows.from,
      removed: rows.rows.length,
      rows: old.slice(rows.from, rows.from + rows.removed),
    };
    const made: Change = {
      ...{ splices, back: undone(now.text, splices), typedAt: null },
      ...{ patch: { head, rows }, backPatch: { head: oldHead, rows: oldRows } },
    };
    const table = patched(now.table, { head, rows });
    update(() => ({
      text: applySplices(now.text, splices),
      table,
      past: [...now.past, made],
      future: [],
      notes,
      saveProblem: null,
    }));
    reading.tableChanged();
  }

  /** Another whole text, as one change that can be taken back. */
  function replaceText(text: string): void {
    const now = session();
    if (now === null || now.text === text) return;
    const splices = narrowed(now.text, text);
    const made: Change = { splices, back: undone(now.text, splices), patch: null, backPatch: null, typedAt: null };
    update(() => ({ text, past: [...now.past, made], future: [], refusal: null, notes: [], saveProblem: null }));
    void reading.readTable();
  }

  function typeText(text: string): void {
    const now = session();
    if (now === null || now.text === text) return;
    const last = now.past.at(-1);
    const typedAt = surroundings.now();
    const isSame =
      typeof last?.typedAt === 'number' && typedAt - last.typedAt < ONE_CHANGE_MS && now.future.length === 0;
    const start = isSame ? applySplices(now.text, last.back) : now.text;
    const splices = narrowed(start, text);
    const made: Change = { splices, back: undone(start, splices), patch: null, backPatch: null, typedAt };
    update(() => ({
      text,
      past: [...(isSame ? now.past.slice(0, -1) : now.past), made],
      future: [],
      refusal: null,
      saveProblem: null,
    }));
    reading.textTyped();
  }

  /** Undo takes from the past, redo from the future. */
  function step(from: 'past' | 'future'): void {
    const now = session();
    const made = now?.[from].at(-1);
    if (now === null || made === undefined) return;
    const isBack = from === 'past';
    const text = applySplices(now.text, isBack ? made.back : made.splices);
    const patch = isBack ? made.backPatch : made.patch;
    const isKnown = patch !== null && now.table !== null && now.unreadable === null;
    const table = isKnown ? patched(now.table, patch) : now.table;
    const past = isBack ? now.past.slice(0, -1) : [...now.past, made];
    const future = isBack ? [...now.future, made] : now.future.slice(0, -1);
    update(() => ({ text, table, past, future, refusal: null, notes: [], saveProblem: null }));
    if (isKnown) reading.tableChanged();
    else void reading.readTable();
  }
}

interface Batch {
  readonly edits: readonly DocumentEdit[];
  readonly done: (made: boolean) => void;
}

/** One batch at a time, what is typed meanwhile together in the next: the core answers in its own time. */
export function editQueue({ client }: SliceTools, { session, update }: EditHold, make: (made: Made) => void) {
  let waiting: Batch[] = [];
  let isAsking = false;
  return { add, clear };

  function add(edits: readonly DocumentEdit[]): Promise<boolean> {
    if (edits.length === 0) return Promise.resolve(true);
    update((now) => ({ pending: { ...now.pending, ...pendingOf(edits) }, refusal: null, notes: [] }));
    return new Promise((done) => {
      waiting.push({ edits, done });
      if (!isAsking) void work();
    });
  }

  function clear(): void {
    for (const { done } of waiting) done(false);
    waiting = [];
  }

  async function work(): Promise<void> {
    isAsking = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const isOne = batch.length === 1;
      const made = await ask(
        batch.flatMap(({ edits }) => edits),
        isOne,
      );
      // One of several was refused: each is asked by itself, so that the others are made.
      for (const { edits, done } of batch) done(made || (!isOne && (await ask(edits, true))));
    }
    isAsking = false;
    update(() => ({ pending: {} }));
  }

  async function ask(edits: readonly DocumentEdit[], isLast: boolean): Promise<boolean> {
    const before = session();
    if (before === null || before.table === null) return false;
    if (before.unreadable !== null) {
      update(() => ({ refusal: 'The text does not parse, so the table cannot be changed. Correct the text first.' }));
      return false;
    }
    const answer = await client.call('documents.edit', { text: before.text, edits: [...edits] });
    const now = session();
    if (now === null || now.text !== before.text || now.base.key !== before.base.key) return false;
    if (answer.ok) make(answer.value);
    else if (isLast) update(() => ({ refusal: answer.problem.message }));
    return answer.ok;
  }
}
