import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import { instantSchema, runIdSchema, sha256Schema, stepIdSchema, targetNameSchema } from './ids.ts';

/** What was kept of a terminal: asciicast v2, output and sizes only. */
export const recordingSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int(),
  /** false = something of it is missing; `gap` says what. */
  complete: z.boolean(),
  gap: z.string().nullable(),
});
export type Recording = z.infer<typeof recordingSchema>;

/** A terminal of a run, as it stands or as it was. */
export const terminalViewSchema = z.object({
  terminalId: z.string(),
  target: targetNameSchema,
  stepId: stepIdSchema.nullable(),
  reason: z.string(),
  openedBy: z.string(),
  assurance: z.string(),
  openedAt: instantSchema,
  openedSeq: z.number().int(),
  /** null = it is open. */
  closed: z
    .object({
      at: instantSchema,
      reason: z.string(),
      durationMs: z.number(),
      recording: recordingSchema.nullable(),
      seq: z.number().int(),
    })
    .nullable(),
});
export type TerminalView = z.infer<typeof terminalViewSchema>;

export const terminalEventSchemas = {
  /** Intent: durable before anything is dialled. */
  'terminal.opened': z.object({
    terminalId: z.string(),
    target: targetNameSchema,
    stepId: stepIdSchema.nullable(),
    reason: z.string(),
    coreId: z.string(),
  }),
  'terminal.closed': z.object({
    terminalId: z.string(),
    target: targetNameSchema,
    stepId: stepIdSchema.nullable(),
    reason: z.string(),
    exitCode: z.number().int().nullable(),
    durationMs: z.number(),
    /** null = nothing was shown, or nothing of it could be kept. */
    recording: recordingSchema.nullable(),
  }),
} as const;

const columns = z.number().int().min(2).max(1000);
const rows = z.number().int().min(1).max(1000);
const size = z.object({ columns, rows });
/** So much of what was shown is kept for a page that loads again. */
export const TERMINAL_SCROLLBACK_BYTES = 1024 * 1024;
/** What a page may be behind before the target is made to wait. */
export const TERMINAL_WINDOW_BYTES = 512 * 1024;

export const terminalOperations = {
  /** Those that are open first, then newest first. */
  'terminal.list': { verb: 'read', input: z.object({ runId: runIdSchema }), output: z.array(terminalViewSchema) },
  'terminal.open': {
    verb: 'drive',
    input: z.object({
      runId: runIdSchema,
      target: targetNameSchema,
      stepId: stepIdSchema.optional(),
      reason: z.string().trim().min(1).max(500),
      columns,
      rows,
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ terminalId: z.string() }),
  },
  'terminal.input': {
    verb: 'drive',
    input: z.object({ terminalId: z.string(), dataBase64: z.string().max(128 * 1024) }),
    output: z.object({}),
  },
  'terminal.resize': {
    verb: 'drive',
    input: z.object({ terminalId: z.string(), ...size.shape }),
    output: z.object({}),
  },
  /** What a page has shown, as an offset of the whole: from there more may come. */
  'terminal.seen': {
    verb: 'drive',
    input: z.object({ terminalId: z.string(), offset: z.number().int().min(0) }),
    output: z.object({}),
  },
  /** Somebody is still there: it is not closed for idleness. */
  'terminal.stay': { verb: 'drive', input: z.object({ terminalId: z.string() }), output: z.object({}) },
  'terminal.close': { verb: 'drive', input: z.object({ terminalId: z.string() }), output: z.object({}) },
} as const;

/** What a terminal shows, from its scroll-back on. `offset` counts from its first byte; a gap = left out for want of room. */
export const terminalTopic = {
  params: z.object({
    terminalId: z.string(),
    /** What a page has already; left out = from the oldest that is kept. */
    from: z.number().int().min(0).optional(),
  }),
  message: z.object({
    state: z.enum(['connecting', 'open', 'closed']),
    /** Of the closing. */
    reason: z.string().nullable(),
    offset: z.number().int(),
    dataBase64: z.string(),
    size,
    /** It closes for idleness then, unless somebody types or stays. */
    closesAt: instantSchema.nullable(),
  }),
} as const;
