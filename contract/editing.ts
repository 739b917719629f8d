import { z } from 'zod';
import { stepFields } from './documents/step-fields.ts';
import { instantSchema, sha256Schema } from './ids.ts';

/** Longer cells are files. */
const cellText = z.string().max(100_000);
const index = z.number().int().min(0).max(100_000);

/** One line of a document as a table: a step of a runbook, an item of a checklist. */
export const tableRowSchema = z.object({
  /** What the author wrote, by column; a column left out is not written. Lists are joined by commas. */
  cells: z.record(z.string(), z.string()),
  /** Columns that hold more than a cell can show: they are edited in the text. */
  locked: z.array(z.string()),
});
export type TableRow = z.infer<typeof tableRowSchema>;

export const tableHeadSchema = z.object({
  kind: z.enum(['Runbook', 'Checklist']),
  key: z.string(),
  /** Fields of the document itself: title, change, timezone, windowStart, windowEnd. */
  fields: z.record(z.string(), z.string()),
  roles: z.array(z.string()),
});
export type TableHead = z.infer<typeof tableHeadSchema>;

export const documentTableSchema = tableHeadSchema.extend({ rows: z.array(tableRowSchema) });
export type DocumentTable = z.infer<typeof documentTableSchema>;

/** Columns of a checklist's items. */
export const itemFields = ['id', 'text', 'responsible', 'due', 'fourEyes'] as const;
export const headFields = ['title', 'change', 'timezone', 'windowStart', 'windowEnd'] as const;

/** Rows count from 0, and each edit speaks of the rows as the edits before it left them. */
export const documentEditSchema = z.discriminatedUnion('kind', [
  /** An empty text takes the field out. In `after`, numbers are rows counted from 1. */
  z.object({ kind: z.literal('set'), row: index, field: z.enum([...stepFields, ...itemFields]), text: cellText }),
  /** Before the row that has this place now; each new row gets an id of its own. */
  z.object({ kind: z.literal('insert'), at: index, rows: z.array(z.record(z.string(), cellText)).min(1).max(10_000) }),
  z.object({ kind: z.literal('duplicate'), row: index }),
  /** `count` rows from `row` on come to stand before the row that has the place `to` now. */
  z.object({ kind: z.literal('move'), row: index, count: index, to: index }),
  z.object({ kind: z.literal('delete'), row: index, count: index }),
  z.object({ kind: z.literal('set-head'), field: z.enum(headFields), text: cellText }),
  z.object({ kind: z.literal('add-person'), role: cellText, name: cellText }),
]);
export type DocumentEdit = z.infer<typeof documentEditSchema>;

/** In order, none overlapping, offsets in UTF-16 units of the text before. */
export const spliceSchema = z.object({ from: z.number().int(), to: z.number().int(), text: z.string() });
export type Splice = z.infer<typeof spliceSchema>;

export const editedSchema = z.object({
  splices: z.array(spliceSchema),
  head: tableHeadSchema,
  /** Rows of the table before that are replaced. */
  rows: z.object({ from: z.number().int(), removed: z.number().int(), rows: z.array(tableRowSchema) }),
  /** What else became different, as sentences: who waits for whom after a step is gone. */
  notes: z.array(z.string()),
});
export type Edited = z.infer<typeof editedSchema>;

/** The document as a table, or where the text stops being one. */
export const tableReadingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table'), table: documentTableSchema }),
  z.object({ kind: z.literal('unreadable'), line: z.number().int(), message: z.string() }),
]);
export type TableReading = z.infer<typeof tableReadingSchema>;

export const revisionSchema = z.object({
  revision: z.number().int(),
  savedAt: instantSchema,
  savedBy: z.string(),
  reason: z.string().nullable(),
  sha256: z.string(),
  bytes: z.number().int(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** One line of a comparison; `gap` stands for lines that are the same on both sides. */
export const diffLineSchema = z.object({
  kind: z.enum(['same', 'removed', 'added', 'gap']),
  text: z.string(),
  before: z.number().int().nullable(),
  after: z.number().int().nullable(),
});
export type DiffLine = z.infer<typeof diffLineSchema>;

export const mergeConflictSchema = z.object({
  /** First line in the newest revision, from 1. */
  line: z.number().int(),
  base: z.array(z.string()),
  newest: z.array(z.string()),
  mine: z.array(z.string()),
});
export type MergeConflict = z.infer<typeof mergeConflictSchema>;

/** A text of mine on top of a revision that came meanwhile. */
export const mergeSchema = z.object({
  newest: z.number().int(),
  newestText: z.string(),
  /** null = both changed the same lines: a person chooses. */
  text: z.string().nullable(),
  conflicts: z.array(mergeConflictSchema),
});
export type Merge = z.infer<typeof mergeSchema>;

/** A file on the core's machine that a document is bound to. */
export const boundFileSchema = z.object({
  path: z.string(),
  /** same = as the newest revision; behind = as we last wrote or saw it; changed = by somebody else since. */
  state: z.enum(['same', 'behind', 'changed', 'missing', 'unusable']),
  /** Of the file as it is now. */
  sha256: sha256Schema.nullable(),
  /** Only when asked for. */
  text: z.string().nullable(),
  /** Why it cannot be read or written, as a sentence. */
  message: z.string().nullable(),
});
export type BoundFile = z.infer<typeof boundFileSchema>;
