import { z } from 'zod';
import { attributionSchema } from './actor.ts';
import { answersOrderSchema } from './answers.ts';
import { artifactOperations } from './artifact-operations.ts';
import { checklistOperations } from './checklist-operations.ts';
import { runCommandSchema } from './commands.ts';
import {
  boundFileSchema,
  diffLineSchema,
  documentEditSchema,
  editedSchema,
  mergeSchema,
  revisionSchema,
  tableReadingSchema,
} from './editing.ts';
import { environmentOperations } from './environment-operations.ts';
import { findingSchema } from './errors.ts';
import { runModeSchema } from './events.ts';
import { givenInputsSchema } from './given-inputs.ts';
import { commandIdSchema, runIdSchema, sha256Schema, stepIdSchema } from './ids.ts';
import { outputOperations } from './output-operations.ts';
import { preflightSchema } from './preflight.ts';
import { probeOperations } from './probes-operations.ts';
import { questionOperations } from './questions-operations.ts';
import { secretOperations } from './secrets-operations.ts';
import { sheetChoicesSchema, sheetFindingSchema, sheetRowSchema, sheetViewSchema } from './sheets.ts';
import { stepDetailSchema } from './step-detail.ts';
import { terminalOperations } from './terminals.ts';
import { blockerSchema, logEntrySchema, runSummarySchema, runUpdateSchema, runViewSchema } from './views.ts';
import {
  documentSummarySchema,
  hostKeyStateSchema,
  previewSchema,
  runbookViewSchema,
  workspaceViewSchema,
} from './workspace-views.ts';

/**
 * THE operations table: every request either side of the wire may make, on one page. A missing or extra
 * handler is a compile error; the dispatcher validates both directions.
 * `verb`: read never reconciles or starts anything; record appends and returns; drive may touch targets.
 */
const empty = z.object({});
const documentText = z.object({ text: z.string(), fileName: z.string().optional() });
const inputs = givenInputsSchema.default({});
/** Of the file the runbook was read from, on the core's machine: relative paths of upload steps begin there. */
const folderText = z.string().min(1).max(4096);
/** A sheet read before, and what a person chose. */
const sheetAsked = z.object({ sheetId: z.string().min(1).max(64), choices: sheetChoicesSchema.default({}) });
/** A host as documents may name it; dialled, so nothing that a socket would throw at. */
const hostKey = z.object({
  host: z.string().regex(/^[A-Za-z0-9:._%[\]-]{1,255}$/),
  port: z.number().int().min(1).max(65_535),
  keyType: z.string().regex(/^[A-Za-z0-9@.-]{1,100}$/),
  fingerprint: z.string().max(200),
});

export const operations = {
  'workspace.get': { verb: 'read', input: empty, output: workspaceViewSchema },
  /** A fresh link that lets one browser in, for programs on this machine; opens the loopback door if it is shut. */
  'workspace.link': { verb: 'drive', input: empty, output: z.object({ url: z.string() }) },

  'documents.list': { verb: 'read', input: empty, output: z.array(documentSummarySchema) },
  'documents.get': {
    verb: 'read',
    input: z.object({ key: z.string(), revision: z.number().int().optional() }),
    output: z.object({ document: documentSummarySchema, text: z.string() }),
  },
  'documents.lint': {
    verb: 'read',
    input: documentText,
    output: z.object({ kind: z.string().nullable(), findings: z.array(findingSchema) }),
  },
  /** Refuses with every finding, and stores nothing, when a finding is an error. Same text = same revision. */
  'documents.save': {
    verb: 'record',
    input: documentText.extend({
      reason: z.string().max(2000).optional(),
      /** The revision the editor started from; another newest one is a conflict. */
      basedOnRevision: z.number().int().optional(),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({
      document: documentSummarySchema,
      findings: z.array(findingSchema),
      /** The file the document is bound to, after the save wrote it or left it alone; null when it is bound to none. */
      file: boundFileSchema.nullable(),
    }),
  },
  /** The text as a table of steps or items. */
  'documents.table': { verb: 'read', input: z.object({ text: z.string() }), output: tableReadingSchema },
  /** What these edits change in the text, and nothing else; nothing is stored. Refused whole when one cannot be made. */
  'documents.edit': {
    verb: 'read',
    input: z.object({ text: z.string(), edits: z.array(documentEditSchema).max(100_000) }),
    output: editedSchema,
  },
  /** Newest first. */
  'documents.history': { verb: 'read', input: z.object({ key: z.string() }), output: z.array(revisionSchema) },
  /** Line by line from one revision to another, or to a text that is not saved. */
  'documents.compare': {
    verb: 'read',
    input: z.object({
      key: z.string(),
      from: z.number().int(),
      to: z.union([z.number().int(), z.object({ text: z.string() })]),
    }),
    output: z.object({ lines: z.array(diffLineSchema), added: z.number().int(), removed: z.number().int() }),
  },
  /** A text that started from an older revision, brought onto the newest one where the two do not touch. */
  'documents.merge': {
    verb: 'read',
    input: z.object({ key: z.string(), basedOnRevision: z.number().int(), text: z.string() }),
    output: mergeSchema,
  },
  /** Binds the document to a file on the core's machine, which must be there; saving writes it from now on. */
  'documents.link': {
    verb: 'record',
    input: z.object({ key: z.string(), path: z.string().min(1).max(4096), attribution: attributionSchema.optional() }),
    output: boundFileSchema,
  },
  'documents.unlink': {
    verb: 'record',
    input: z.object({ key: z.string(), attribution: attributionSchema.optional() }),
    output: empty,
  },
  /** Looks at the bound file; null when there is none. */
  'documents.file': {
    verb: 'read',
    input: z.object({ key: z.string(), withText: z.boolean().default(false) }),
    output: boundFileSchema.nullable(),
  },
  /** Writes the newest revision over the bound file, which must still be as the person saw it (null = missing). */
  'documents.write': {
    verb: 'record',
    input: z.object({
      key: z.string(),
      seenSha256: sha256Schema.nullable(),
      attribution: attributionSchema.optional(),
    }),
    output: boundFileSchema,
  },

  'runbooks.get': {
    verb: 'read',
    input: z.object({ key: z.string(), revision: z.number().int().optional() }),
    output: runbookViewSchema,
  },
  'runbooks.preview': {
    verb: 'read',
    input: z.object({
      key: z.string().optional(),
      text: z.string().optional(),
      inputs,
      folder: folderText.optional(),
    }),
    output: previewSchema,
  },

  /** The same questions before there is a run; nothing is recorded. */
  'runbooks.preflight': {
    verb: 'drive',
    input: z.object({
      key: z.string(),
      inputs,
      secrets: z.record(z.string(), z.string()).default({}),
      folder: folderText.optional(),
    }),
    output: preflightSchema,
  },

  'hostkeys.scan': {
    verb: 'drive',
    input: z.object({ key: z.string().optional(), runId: runIdSchema.optional() }),
    output: z.array(hostKeyStateSchema),
  },
  /** Accepts keys exactly as shown; a key that differs by now is refused. */
  'hostkeys.trust': {
    verb: 'record',
    input: z.object({
      keys: z.array(hostKey).min(1).max(1000),
      how: z.enum(['person', 'trust-new-hosts', 'practice-range']),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ trusted: z.number().int() }),
  },

  'runs.list': { verb: 'read', input: empty, output: z.array(runSummarySchema) },
  /** Freezes the newest (or named) revision into a draft run. Live refuses not-executable-yet findings. */
  'runs.create': {
    verb: 'record',
    input: z.object({
      key: z.string(),
      revision: z.number().int().optional(),
      mode: runModeSchema,
      inputs,
      /** Secret inputs; kept in memory only. */
      secrets: z.record(z.string(), z.string()).default({}),
      forks: z.number().int().min(1).max(1024).default(32),
      speed: z.number().min(1).max(600).default(1),
      /** `STEP[:TARGET]=exit N|timeout|drop`, rehearsal only. */
      faults: z.array(z.string().max(400)).max(200).default([]),
      /** Who speaks for the people, rehearsal only; left out = everybody answers by hand. */
      answers: answersOrderSchema.optional(),
      folder: folderText.optional(),
      commandId: commandIdSchema,
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ runId: runIdSchema }),
  },
  'runs.get': {
    verb: 'read',
    input: z.object({ runId: runIdSchema, logEntries: z.number().int().max(500).default(100) }),
    output: runViewSchema,
  },
  'runs.step': {
    verb: 'read',
    input: z.object({ runId: runIdSchema, stepId: stepIdSchema }),
    output: stepDetailSchema,
  },
  'runs.why': {
    verb: 'read',
    input: z.object({ runId: runIdSchema, stepId: stepIdSchema.optional() }),
    output: z.array(blockerSchema),
  },
  /** The update for those who are not on the desk, in words; reading it records nothing. */
  'runs.update': { verb: 'read', input: z.object({ runId: runIdSchema }), output: runUpdateSchema },
  /** Asks every target, address, input and role whether the run can start, and records the answers. */
  'runs.preflight': {
    verb: 'drive',
    input: z.object({ runId: runIdSchema, attribution: attributionSchema.optional() }),
    output: preflightSchema,
  },
  /** Every command a person gives to a run. Resending a commandId returns the first result. */
  'runs.command': {
    verb: 'record',
    input: z.object({
      runId: runIdSchema,
      command: runCommandSchema,
      commandId: commandIdSchema,
      /** changedSeq or lifecycleSeq of what the person looked at; left out = no check. */
      basedOn: z.number().int().optional(),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ seqs: z.array(z.number().int()) }),
  },
  'runs.log': {
    verb: 'read',
    input: z.object({
      runId: runIdSchema,
      afterSeq: z.number().int().default(0),
      limit: z.number().int().min(1).max(1000).default(500),
    }),
    output: z.object({ entries: z.array(logEntrySchema), nextAfterSeq: z.number().int().nullable() }),
  },
  /** The stored events themselves, as canonical JSON lines, a page at a time. */
  'runs.events': {
    verb: 'read',
    input: z.object({
      runId: runIdSchema,
      afterSeq: z.number().int().default(0),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: z.object({ lines: z.array(z.string()), nextAfterSeq: z.number().int().nullable() }),
  },
  'runs.report': {
    verb: 'read',
    input: z.object({ runId: runIdSchema, format: z.enum(['html', 'md', 'json']) }),
    output: z.object({ text: z.string(), fileName: z.string() }),
  },

  ...checklistOperations,
  ...artifactOperations,
  ...terminalOperations,
  ...outputOperations,
  ...environmentOperations,
  ...probeOperations,
  ...questionOperations,
  ...secretOperations,

  /** A file in pieces of at most 512 KiB; the last piece stores it and answers with its digest. */
  'attachments.upload': {
    verb: 'record',
    input: z.object({
      uploadId: z.string().min(8).max(64),
      index: z.number().int().min(0),
      dataBase64: z.string().max(700_000),
      last: z.boolean(),
      name: z.string().max(255),
      mediaType: z.string().max(255),
      attribution: attributionSchema.optional(),
    }),
    output: z.object({ sha256: sha256Schema.nullable(), bytes: z.number().int() }),
  },
  'attachments.read': {
    verb: 'read',
    input: z.object({
      sha256: sha256Schema,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(524_288),
    }),
    output: z.object({ dataBase64: z.string(), totalBytes: z.number().int() }),
  },

  /**
   * A sheet in pieces of at most 512 KiB, or pasted cells as one; the last piece is read and guessed at. Nothing is
   * stored: the sheet is kept in memory until others push it out.
   */
  'sheets.read': {
    verb: 'read',
    input: z.object({
      uploadId: z.string().min(8).max(64),
      index: z.number().int().min(0).max(100),
      dataBase64: z.string().max(700_000),
      last: z.boolean(),
      name: z.string().max(255),
      /** Where the person is: the zone of sheets that name none. */
      zoneHere: z.string().max(64).default('UTC'),
    }),
    output: z.object({ sheet: sheetViewSchema.nullable(), bytes: z.number().int() }),
  },
  /** The same sheet with a person's corrections. */
  'sheets.look': { verb: 'read', input: sheetAsked, output: sheetViewSchema },
  /** Rows as they stand in the sheet, and what each was taken for. */
  'sheets.rows': {
    verb: 'read',
    input: sheetAsked.extend({
      /** Place in the list of rows that hold something; or the row of that number, or the next below it. */
      from: z.number().int().min(0).max(1_048_576).default(0),
      atRow: z.number().int().min(1).max(1_048_576).optional(),
      count: z.number().int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(sheetRowSchema), from: z.number().int(), total: z.number().int() }),
  },
  /** The runbook's text, ready for documents.save; refused with every finding while an error stands. */
  'sheets.convert': {
    verb: 'read',
    input: sheetAsked,
    output: z.object({
      text: z.string(),
      key: z.string(),
      title: z.string(),
      findings: z.array(sheetFindingSchema),
      /** What the rules of runbooks say of the text. */
      lint: z.array(findingSchema),
    }),
  },

  /** Starts the practice range, saves the practice release against it, trusts its keys. */
  'practice.open': {
    verb: 'drive',
    input: z.object({ attribution: attributionSchema.optional() }),
    output: z.object({ key: z.string() }),
  },
} as const satisfies Record<string, { verb: 'read' | 'record' | 'drive'; input: z.ZodType; output: z.ZodType }>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
/** What a caller may leave out is optional here. */
export type OperationInput<N extends OperationName> = z.input<Operations[N]['input']>;
/** What a handler receives: defaults filled in. */
export type OperationRequest<N extends OperationName> = z.output<Operations[N]['input']>;
export type OperationOutput<N extends OperationName> = z.output<Operations[N]['output']>;

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
