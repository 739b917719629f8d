import type { DocumentEdit, DocumentTable, Edited, Splice } from '../../../contract/editing.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { applySplices, narrowed } from '../../../contract/splices.ts';
import { danglingAlias } from './anchors.ts';
import { cellText } from './cell-text.ts';
import { addPerson, setHead } from './edit-head.ts';
import { refusalOfCell } from './edit-rules.ts';
import { editTable, newRows } from './edit-table.ts';
import { type Layout, type LayoutReading, readLayout } from './layout.ts';
import { fieldNamed, fieldsOf, headOf, tableOf } from './read-table.ts';
import { referencesTo, renamed } from './references.ts';
import { deleteRows, duplicateText, insertRows, moveRows, spliceIn } from './rows.ts';
import { setField } from './set-field.ts';

export type ReadLayout = (text: string) => LayoutReading;

/**
 * Makes the edits in the text, touching only what they change. What comes out is read again and must be the table the
 * edits mean, every other field as it was to the byte; an edit that cannot be made so is refused, and with it all.
 */
export function editDocument(
  text: string,
  edits: readonly DocumentEdit[],
  read: ReadLayout = readLayout,
): Result<Edited> {
  const first = read(text);
  if (first.kind === 'unreadable') return failed('refused', `The text is no table now: ${first.message}`);
  if (first.layout.isFlowList)
    return failed('refused', 'The rows are written between [ and ]: change them in the text.');
  const session = new Session(first.layout, read);
  for (const edit of edits) {
    const refusal = session.make(edit);
    if (refusal !== null) return failed('refused', refusal);
  }
  const refusal = session.settle();
  if (refusal !== null) return failed('refused', refusal);
  return session.outcome(first.layout);
}

const cannot = 'This cannot be changed here without touching something else in the text. Change it in the text.';

class Session {
  readonly #read: ReadLayout;
  readonly #notes: string[] = [];
  /** What the text says, as far as `#pending` is not in it. */
  #layout: Layout;
  /** What the edits so far mean. */
  #table: DocumentTable;
  #pending: { readonly splice: Splice; readonly rank: number }[] = [];
  /** Cells that `#pending` speaks of: a second text for one of them needs the first one in the text. */
  readonly #cells = new Set<string>();
  #isRenamed = false;

  constructor(layout: Layout, read: ReadLayout) {
    this.#read = read;
    this.#layout = layout;
    this.#table = tableOf(layout);
  }

  /** The sentence that refuses it, or null. */
  make(edit: DocumentEdit): string | null {
    if (edit.kind === 'set' && edit.field !== 'id') return this.#set(edit);
    const settled = this.settle();
    if (settled !== null) return settled;
    const made = this.#splicesOf(edit);
    if (typeof made === 'string') return made;
    this.#table = editTable(this.#table, edit);
    this.#pending = made.map((splice, rank) => ({ splice, rank }));
    return this.settle();
  }

  /** Puts what is pending into the text and reads it again. */
  settle(): string | null {
    if (this.#pending.length === 0) return null;
    const inOrder = this.#pending.toSorted(
      (a, b) => a.splice.from - b.splice.from || a.splice.to - b.splice.to || a.rank - b.rank,
    );
    const text = applySplices(
      this.#layout.text,
      inOrder.map(({ splice }) => splice),
    );
    this.#pending = [];
    this.#cells.clear();
    const reading = this.#read(text);
    if (reading.kind === 'unreadable') return cannot;
    const alias = danglingAlias(reading.layout);
    if (alias !== null && danglingAlias(this.#layout) === null) {
      return `Another place refers to this by *${alias} and would lose it. Change it in the text.`;
    }
    this.#layout = reading.layout;
    return sameRows(tableOf(reading.layout), this.#table) ? null : cannot;
  }

  outcome(before: Layout): Result<Edited> {
    if (!this.#isRenamed && !keepsTheRest(before, this.#layout)) return failed('refused', cannot);
    const old = tableOf(before);
    return ok({
      splices: narrowed(before.text, this.#layout.text),
      head: headOf(this.#layout),
      rows: changedRows(old, this.#table),
      notes: this.#notes,
    });
  }

  #set(edit: Extract<DocumentEdit, { kind: 'set' }>): string | null {
    const text = cellText(edit.field, edit.text, this.#table);
    const refusal = refusalOfCell(this.#table, this.#layout.items[edit.row], { ...edit, text });
    if (refusal !== null) return refusal;
    if ((this.#table.rows[edit.row]?.cells[edit.field] ?? '') === text) return null;
    let splices = this.#cell(edit.row, edit.field, text);
    const name = `${edit.row} ${edit.field}`;
    if (this.#cells.has(name) || this.#clashes(splices)) {
      const settled = this.settle();
      if (settled !== null) return settled;
      splices = this.#cell(edit.row, edit.field, text);
    }
    const rank = fieldsOf(this.#table.kind).indexOf(edit.field);
    this.#cells.add(name);
    this.#pending.push(...splices.map((splice) => ({ splice, rank })));
    this.#table = editTable(this.#table, edit);
    return null;
  }

  #cell(row: number, field: string, text: string): readonly Splice[] {
    const map = this.#layout.items[row]?.map;
    if (map === null || map === undefined) return [];
    return setField(this.#layout.text, map, { field, text, order: fieldsOf(this.#table.kind) });
  }

  #clashes(splices: readonly Splice[]): boolean {
    return splices.some((one) => this.#pending.some(({ splice }) => touches(one, splice)));
  }

  /** The splices of an edit other than of one cell, or the sentence that refuses it. */
  #splicesOf(edit: DocumentEdit): readonly Splice[] | string {
    const layout = this.#layout;
    const table = this.#table;
    switch (edit.kind) {
      case 'set':
        return this.#rename(edit.row, cellText('id', edit.text, table));
      case 'insert':
        if (edit.at > table.rows.length) return `There is no place ${edit.at + 1}.`;
        return insertRows(
          layout,
          edit.at,
          newRows(table, edit.at, edit.rows).map((row) => row.cells),
        );
      case 'duplicate':
        return this.#duplicate(edit);
      case 'move':
        if (edit.row + edit.count > table.rows.length || edit.to > table.rows.length) return 'There are fewer rows.';
        return moveRows(layout, edit);
      case 'delete':
        return this.#delete(edit);
      case 'set-head': {
        const text = cellText(edit.field, edit.text, table);
        if (text === '' && edit.field === 'title') return 'Every document needs a title: type another one.';
        return setHead(layout, edit, text);
      }
      case 'add-person': {
        const role = cellText('role', edit.role, table);
        if (role === '' || table.roles.includes(role)) return `The role "${role}" is there already.`;
        return addPerson(layout, role, cellText('name', edit.name, table));
      }
    }
  }

  #rename(row: number, id: string): readonly Splice[] | string {
    const refusal = refusalOfCell(this.#table, this.#layout.items[row], { row, field: 'id', text: id });
    if (refusal !== null) return refusal;
    const before = this.#table.rows[row]?.cells.id;
    const own = this.#cell(row, 'id', id);
    if (before === undefined || before === id || this.#table.kind !== 'Runbook') return before === id ? [] : own;
    const references = referencesTo(this.#layout, before);
    this.#isRenamed = true;
    if (references.length > 0)
      this.#notes.push(
        `${references.length === 1 ? 'One place that named' : `${references.length} places that named`} ${before} now ${references.length === 1 ? 'names' : 'name'} ${id}.`,
      );
    return [...own, ...renamed(references, id)];
  }

  #duplicate({ row }: { row: number }): readonly Splice[] | string {
    const item = this.#layout.items[row];
    const map = item?.map;
    const id = map === null || map === undefined ? undefined : fieldNamed(map, 'id');
    const body = duplicateText(this.#layout, row);
    if (item === undefined || id === undefined) return `Row ${row + 1} cannot be copied: it has no id.`;
    if (/(^|\s)&[^\s]+/m.test(body))
      return 'The row carries an anchor (&name), which cannot stand twice. Copy it in the text.';
    const copy = editTable(this.#table, { kind: 'duplicate', row }).rows[row + 1]?.cells.id ?? '';
    const start = this.#layout.text.indexOf(body, item.body.from);
    const at = { from: id.value.from - start, to: id.value.to - start, text: copy };
    return [spliceIn(this.#layout, row + 1, [applySplices(body, [at])])];
  }

  #delete({ row, count }: { row: number; count: number }): readonly Splice[] | string {
    const gone = this.#table.rows.slice(row, row + count);
    if (count === 0 || gone.length < count) return 'There are fewer rows.';
    const names = new Set(gone.map(({ cells }) => cells.id ?? ''));
    const others =
      this.#table.kind === 'Runbook' ? [...names].flatMap((id) => this.#othersNaming(id, { row, count })) : [];
    if (others.length > 0) return `Not deleted: ${[...new Set(others)].join(' ')}`;
    const after = editTable(this.#table, { kind: 'delete', row, count });
    const rewired = this.#table.rows.flatMap((before, at): readonly Splice[] => {
      if (at >= row && at < row + count) return [];
      const now = after.rows[at < row ? at : at - count]?.cells.after ?? '';
      if (now === (before.cells.after ?? '')) return [];
      this.#notes.push(`${before.cells.id} now waits for ${now === '' ? 'nothing' : now}.`);
      return this.#cell(at, 'after', now);
    });
    return [...rewired, ...deleteRows(this.#layout, { row, count })];
  }

  /** Sentences about places that name the step and that a table cannot rewire. */
  #othersNaming(id: string, { row, count }: { row: number; count: number }): readonly string[] {
    return referencesTo(this.#layout, id).flatMap((reference) => {
      const isInside = reference.row !== null && reference.row >= row && reference.row < row + count;
      if (isInside || reference.isOwnAfter) return [];
      const where =
        reference.row === null ? '' : (this.#table.rows[reference.row]?.cells.id ?? `row ${reference.row + 1}`);
      if (reference.kind === 'clock') return [`A clock starts or stops at ${id}.`];
      if (reference.kind === 'output') return [`${where} uses an output of ${id}.`];
      return [`The backout of ${where} waits for ${id}.`];
    });
  }
}

function touches(one: Splice, other: Splice): boolean {
  if (one.from === one.to && other.from === other.to) return false;
  return one.from < other.to && other.from < one.to;
}

function sameRows(one: DocumentTable, other: DocumentTable): boolean {
  return one.rows.length === other.rows.length && one.rows.every((row, at) => sameRow(row, other.rows[at]));
}

function sameRow(one: DocumentTable['rows'][number], other: DocumentTable['rows'][number] | undefined): boolean {
  if (other === undefined) return false;
  const names = Object.keys(one.cells);
  return (
    names.length === Object.keys(other.cells).length && names.every((name) => one.cells[name] === other.cells[name])
  );
}

function changedRows(before: DocumentTable, after: DocumentTable): Edited['rows'] {
  const shorter = Math.min(before.rows.length, after.rows.length);
  let from = 0;
  while (from < shorter && sameRow(before.rows[from] ?? { cells: {}, locked: [] }, after.rows[from])) from++;
  let tail = 0;
  while (
    tail < shorter - from &&
    sameRow(
      before.rows[before.rows.length - 1 - tail] ?? { cells: {}, locked: [] },
      after.rows[after.rows.length - 1 - tail],
    )
  ) {
    tail++;
  }
  return { from, removed: before.rows.length - from - tail, rows: after.rows.slice(from, after.rows.length - tail) };
}

/** The fields no edit may touch, by row id: scripts, criteria, evidence … byte for byte as they were. */
function keepsTheRest(before: Layout, after: Layout): boolean {
  const rest = restOf(before);
  for (const [id, text] of restOf(after)) {
    const old = rest.get(id);
    if (old !== undefined && old !== text) return false;
  }
  return true;
}

function restOf(layout: Layout): ReadonlyMap<string, string> {
  const cells = fieldsOf(layout.kind);
  const table = tableOf(layout);
  return new Map(
    layout.items.map(({ map }, at) => {
      const row = table.rows[at];
      const rest = (map?.fields ?? []).filter(({ key }) => !cells.includes(key) || row?.locked.includes(key));
      return [
        row?.cells.id ?? `#${at}`,
        rest.map(({ keyFrom, value }) => layout.text.slice(keyFrom, value.to)).join('\0'),
      ];
    }),
  );
}
