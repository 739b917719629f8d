import { z } from 'zod';

/** What a column of an imported sheet may mean. Every other column is kept as it is, under `x-sheet`. */
export const sheetFields = [
  'id',
  'wbs',
  'level',
  'phase',
  'stream',
  'task',
  'detail',
  'type',
  'milestone',
  'summary',
  'system',
  'owner',
  'person',
  'phone',
  'backup',
  'supplier',
  'predecessors',
  'successors',
  'offset',
  'date',
  'start',
  'end',
  'duration',
  'gate',
  'verification',
  'backout',
  'point-of-no-return',
  'comments',
] as const;
export const sheetFieldSchema = z.enum(sheetFields);
export type SheetField = z.infer<typeof sheetFieldSchema>;

export function isSheetField(name: string): name is SheetField {
  return sheetFields.some((field) => field === name);
}

/** One thing to know about a sheet. `error` = the import does not go on; `note` = what was done, for the record. */
export const sheetFindingSchema = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  rule: z.string(),
  sheet: z.string().nullable(),
  /** As the sheet numbers its rows; null = the whole sheet. */
  row: z.number().int().nullable(),
  /** As the sheet letters its columns: A, B … AA. */
  column: z.string().nullable(),
  heading: z.string().nullable(),
  message: z.string(),
  cure: z.string().nullable(),
});
export type SheetFinding = z.infer<typeof sheetFindingSchema>;

export const dateOrders = ['dmy', 'mdy'] as const;
export const durationUnits = ['s', 'min', 'h', 'd'] as const;
export type DateOrder = (typeof dateOrders)[number];
export type DurationUnit = (typeof durationUnits)[number];

/** What a person corrected; what is left out is guessed. */
export const sheetChoicesSchema = z.object({
  worksheet: z.number().int().min(0).max(1000).optional(),
  /** As the sheet numbers it; 0 = there are no headings. */
  headingRow: z.number().int().min(0).max(1_048_576).optional(),
  /** Column (from 0) → its field; null = kept as it is. Columns not named are guessed. */
  mapping: z.record(z.string().regex(/^\d{1,5}$/), sheetFieldSchema.nullable()).optional(),
  timezone: z.string().max(64).optional(),
  /** Which of 03/04/2026 is the day. */
  dateOrder: z.enum(dateOrders).optional(),
  /** Of durations that are plain numbers. */
  durationUnit: z.enum(durationUnits).optional(),
  /** Each step follows the one above it: for sheets that name no predecessors. */
  isChained: z.boolean().optional(),
  /** Wall time of T0, for sheets that have offsets only. */
  start: z.string().max(40).optional(),
  key: z.string().max(127).optional(),
  title: z.string().max(500).optional(),
});
export type SheetChoices = z.infer<typeof sheetChoicesSchema>;

export const sheetColumnSchema = z.object({
  index: z.number().int(),
  letter: z.string(),
  heading: z.string(),
  field: sheetFieldSchema.nullable(),
  /** person = chosen, not guessed; null = no field. */
  confidence: z.enum(['sure', 'likely', 'weak', 'person']).nullable(),
});
export type SheetColumn = z.infer<typeof sheetColumnSchema>;

export const worksheetSummarySchema = z.object({
  index: z.number().int(),
  name: z.string(),
  isHidden: z.boolean(),
  /** Rows with anything in them. */
  rows: z.number().int(),
  columns: z.number().int(),
});

export const sheetSummarySchema = z.object({
  steps: z.number().int(),
  kinds: z.record(z.string(), z.number().int()),
  phases: z.array(z.object({ phase: z.string(), names: z.array(z.string()), steps: z.number().int() })),
  streams: z.array(z.string()),
  people: z.array(z.string()),
  dependencies: z.number().int(),
  /** Wall times in `timezone`. */
  window: z.object({ start: z.string(), end: z.string() }).nullable(),
  /** Of all steps one after another as planned, where there is no window. */
  length: z.string().nullable(),
});

/** A sheet as it would be imported: what was guessed, what was chosen, what was found. */
export const sheetViewSchema = z.object({
  sheetId: z.string(),
  fileName: z.string(),
  worksheets: z.array(worksheetSummarySchema),
  worksheet: z.number().int(),
  headingRow: z.number().int(),
  /** Last row of the headings, which may take two. */
  headingEnd: z.number().int(),
  columns: z.array(sheetColumnSchema),
  key: z.string(),
  title: z.string(),
  timezone: z.string(),
  dateOrder: z.enum(dateOrders),
  durationUnit: z.enum(durationUnits),
  isChained: z.boolean(),
  start: z.string().nullable(),
  summary: sheetSummarySchema,
  /** Errors first, then by row; at most 500 of each severity. */
  findings: z.array(sheetFindingSchema),
  counts: z.object({ error: z.number().int(), warning: z.number().int(), note: z.number().int() }),
});
export type SheetView = z.infer<typeof sheetViewSchema>;

/** What a row was taken for. */
export const sheetRowKinds = ['above', 'heading', 'phase', 'step', 'total', 'backout', 'other'] as const;
export const sheetRowSchema = z.object({
  number: z.number().int(),
  kind: z.enum(sheetRowKinds),
  stepId: z.string().nullable(),
  cells: z.array(z.string()),
});
export type SheetRowView = z.infer<typeof sheetRowSchema>;
