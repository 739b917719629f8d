import { z } from 'zod';
import { outputStreamSchema } from './events.ts';
import { instantSchema } from './ids.ts';
import {
  attemptRefSchema,
  outputChoiceSchema,
  outputFilterSchema,
  outputHitSchema,
  outputQuerySchema,
  outputRowSchema,
  rowTotalsSchema,
} from './output-views.ts';
import { outputBlockSchema, outputChunkSchema, outputRefSchema } from './workspace-views.ts';

const attempt = { ...attemptRefSchema.shape, choice: outputChoiceSchema };

/** The rows of output in the operations table: windows of it, places in it, searches through it. */
export const outputOperations = {
  'runs.output': {
    verb: 'read',
    input: outputRefSchema.extend({
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(262_144).default(65_536),
    }),
    output: z.object({ chunk: outputChunkSchema, totalBytes: z.number().int(), complete: z.boolean() }),
  },
  /** The stored bytes themselves, with the pieces they were captured in: what they are not is text yet. */
  'runs.bytes': {
    verb: 'read',
    input: outputRefSchema.extend({
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(262_144).default(262_144),
    }),
    output: z.object({
      dataBase64: z.string(),
      totalBytes: z.number().int(),
      blocks: z.array(outputBlockSchema),
      complete: z.boolean(),
    }),
  },
  /** Rows from one on; fewer than asked for when they are long. */
  'output.rows': {
    verb: 'read',
    input: z.object({
      ...attempt,
      from: z.number().int().min(0),
      count: z.number().int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(outputRowSchema), totals: rowTotalsSchema, complete: z.boolean() }),
  },
  /** The row where a line, a moment or a byte is; the nearest when there is none. */
  'output.place': {
    verb: 'read',
    input: z.object({
      ...attempt,
      to: z.union([
        z.strictObject({ line: z.number().int().min(1) }),
        z.strictObject({ time: instantSchema }),
        z.strictObject({ stream: outputStreamSchema, offset: z.number().int().min(0) }),
      ]),
    }),
    output: z.object({ row: z.number().int() }),
  },
  /**
   * Looks through one attempt, a part of it at each call, so that the asker sees how far it is and can stop: goes on
   * from `next` until that is null. More may be stored by then.
   */
  'output.find': {
    verb: 'read',
    input: z.object({ ...attempt, query: outputQuerySchema, from: z.number().int().min(0).default(0) }),
    output: z.object({
      /** Rows that match, rising. */
      rows: z.array(z.number().int()),
      next: z.number().int().nullable(),
      /** Where a later search goes on once more is stored. */
      reached: z.number().int(),
      searchedBytes: z.number().int(),
      totalBytes: z.number().int(),
    }),
  },
  /**
   * Lines in the output of every run, newest first. `words`: each word must begin one in the line. `exact`: the text
   * stands somewhere in it. Either without regard to case.
   */
  'output.search': {
    verb: 'read',
    input: z.object({
      text: z.string().min(1).max(500),
      how: z.enum(['words', 'exact']).default('words'),
      filter: outputFilterSchema.default({}),
      /** From an earlier answer: older lines. */
      before: z.string().max(64).optional(),
      limit: z.number().int().min(1).max(200).default(100),
    }),
    output: z.object({
      hits: z.array(outputHitSchema),
      /** null = there is nothing older. */
      next: z.string().nullable(),
      /** Stored bytes that are not indexed yet: they were looked through last, or not at all (`isPartial`). */
      pendingBytes: z.number().int(),
      isPartial: z.boolean(),
    }),
  },
} as const;
