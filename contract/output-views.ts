import { z } from 'zod';
import { outputStreamSchema } from './events.ts';
import { instantSchema, runIdSchema, sha256Schema, stepIdSchema, targetNameSchema } from './ids.ts';

export const attemptRefSchema = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  target: targetNameSchema,
  attempt: z.number().int().min(1),
});
export type AttemptRef = z.infer<typeof attemptRefSchema>;

/** All streams in the order of arrival, or one; `stdout` also stands for the body of an HTTP answer. */
export const outputChoices = ['all', 'stdout', 'stderr'] as const;
export const outputChoiceSchema = z.enum(outputChoices);
export type OutputChoice = (typeof outputChoices)[number];

/** A row of output: a line, or a piece of one that is longer than 4 KiB. */
export const outputRowSchema = z.object({
  /** Its place among the rows of the choice, from 0. */
  at: z.number().int(),
  /** The number of its line, from 1. */
  line: z.number().int(),
  stream: outputStreamSchema,
  /** Where it begins in its stream, as stored. */
  offset: z.number().int(),
  bytes: z.number().int(),
  /** UTF-8 decoded, invalid bytes as U+FFFD. */
  text: z.string(),
  /** When its beginning was captured. */
  time: instantSchema,
  /** The look in force at its beginning, as parameters of Select Graphic Rendition; missing = plain. */
  pen: z.string().optional(),
  /** It continues the line of the row before. */
  continues: z.literal(true).optional(),
  /** Its line has not ended yet. */
  isOpen: z.literal(true).optional(),
  /** It marks output that passed the step's limit: nothing a script prints can claim this. */
  leftOut: z.object({ bytes: z.number().int(), sha256: sha256Schema }).optional(),
});
export type OutputRow = z.infer<typeof outputRowSchema>;

export const rowTotalsSchema = z.object({
  rows: z.number().int(),
  lines: z.number().int(),
  bytes: z.number().int(),
  /** Rows before this one do not change any more. */
  settled: z.number().int(),
  /** Sequences a terminal would have obeyed (titles, clipboard, links, cursor); none of them is. */
  escapes: z.number().int(),
  /** Passages that were masked when they were captured. */
  redactions: z.number().int(),
  /** False while output of an earlier build is being counted: there is more than is told. */
  isCounted: z.boolean(),
});
export type RowTotals = z.infer<typeof rowTotalsSchema>;

/** A text is found as it stands, without regard to case unless asked; a pattern is a regular expression. */
export const outputQuerySchema = z.object({
  text: z.string().min(1).max(500),
  isPattern: z.boolean().default(false),
  isCaseSensitive: z.boolean().default(false),
});

/** A line found in the output of any run. */
export const outputHitSchema = z.object({
  ...attemptRefSchema.shape,
  stream: outputStreamSchema,
  /** Where its line begins in its stream, as stored. */
  offset: z.number().int(),
  at: instantSchema,
  /** The line without terminal sequences, shortened around what was found. */
  text: z.string(),
  /** What was found, as pairs of places in `text`. */
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type OutputHit = z.infer<typeof outputHitSchema>;

/** Which output is searched; a member left out does not restrict. */
export const outputFilterSchema = z.object({
  runId: runIdSchema.optional(),
  stepId: stepIdSchema.optional(),
  target: targetNameSchema.optional(),
  stream: outputStreamSchema.optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});
export type OutputFilter = z.infer<typeof outputFilterSchema>;
