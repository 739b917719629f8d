import { z } from 'zod';
import { findingSchema } from './errors.ts';
import { closureCodeSchema, outputStreamSchema } from './events.ts';
import { instantSchema, runIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { dependencySchema, estimateSchema, planHashesSchema, planPersonSchema, stepKindSchema } from './plan.ts';

export const documentSummarySchema = z.object({
  kind: z.string(),
  key: z.string(),
  title: z.string(),
  revision: z.number().int(),
  sha256: z.string(),
  savedAt: instantSchema,
  savedBy: z.string(),
  reason: z.string().nullable(),
  errors: z.number().int(),
  warnings: z.number().int(),
  notExecutable: z.number().int(),
  steps: z.number().int(),
  /** Where the document names a time and a place: a runbook's window, targets by name and address. */
  timezone: z.string().nullable(),
  window: z.object({ start: instantSchema, end: instantSchema }).nullable(),
  environment: z.string().nullable(),
  targets: z.array(z.object({ name: z.string(), address: z.string() })),
});
export type DocumentSummary = z.infer<typeof documentSummarySchema>;

export const inputSpecSchema = z.object({
  name: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  default: z.string().nullable(),
  pattern: z.string().nullable(),
  description: z.string().nullable(),
});
export type InputSpec = z.infer<typeof inputSpecSchema>;

/** A runbook as the face shows it before a run: the plan where it could be built, and every finding. */
export const runbookViewSchema = z.object({
  document: documentSummarySchema,
  text: z.string(),
  change: z.string().nullable(),
  timezone: z.string(),
  window: z.object({ start: instantSchema, end: instantSchema }).nullable(),
  inputs: z.array(inputSpecSchema),
  people: z.array(planPersonSchema),
  targets: z.array(
    z.object({
      name: targetNameSchema,
      kind: z.enum(['ssh', 'http']),
      address: z.string(),
      labels: z.record(z.string(), z.string()),
    }),
  ),
  steps: z.array(
    z.object({
      id: stepIdSchema,
      index: z.number().int(),
      kind: stepKindSchema,
      title: z.string(),
      stream: z.string().nullable(),
      phase: z.string().nullable(),
      responsible: z.string().nullable(),
      after: z.array(dependencySchema),
      duration: estimateSchema.nullable(),
      /** From T0. */
      plannedStartMs: z.number().nullable(),
      plannedEndMs: z.number().nullable(),
      targets: z.array(targetNameSchema),
      pointOfNoReturn: z.boolean(),
      start: z.enum(['ask', 'auto']),
      critical: z.boolean(),
    }),
  ),
  /** Standing probes with the targets they ask; left out = none. */
  probes: z.array(z.object({ name: stepIdSchema, targets: z.array(targetNameSchema) })).optional(),
  hashes: planHashesSchema.nullable(),
  /** Longest path from T0, in ms. */
  plannedLengthMs: z.number().nullable(),
  findings: z.array(findingSchema),
  canRunLive: z.boolean(),
});
export type RunbookView = z.infer<typeof runbookViewSchema>;

/** Two dated runbooks want the same targets at the same time. */
export const overlapSchema = z.object({
  keys: z.tuple([z.string(), z.string()]),
  /** All they share, as the first of the two calls them. */
  targets: z.array(z.string()),
  from: instantSchema,
  to: instantSchema,
});
export type Overlap = z.infer<typeof overlapSchema>;

/** The newest rehearsal of a runbook that came to an end, held against what the runbook says now. */
export const rehearsalFactSchema = z.object({
  key: z.string(),
  runId: runIdSchema,
  /** When it was done, by this machine's clock. */
  at: instantSchema,
  closureCode: closureCodeSchema.nullable(),
  /** Of the plan as it was rehearsed. */
  planHash: z.string(),
  isUnchanged: z.boolean(),
  /** Steps that are new, gone or no longer the same. */
  changedSteps: z.number().int(),
});
export type RehearsalFact = z.infer<typeof rehearsalFactSchema>;

/** A stored checklist in use: one pass over it, from opening to closing. */
export const checklistPassSummarySchema = z.object({
  passId: z.string(),
  key: z.string(),
  title: z.string(),
  /** What it is done for, e.g. the runbook's title. */
  subject: z.string().nullable(),
  t0: instantSchema.nullable(),
  timezone: z.string(),
  openedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  total: z.number().int(),
  /** Ticked by everybody who has to, with the evidence asked for. */
  ticked: z.number().int(),
  /** Not done and accepted, with a reason. */
  skipped: z.number().int(),
  /** Due times of the items neither ticked nor skipped, earliest first: those before now are overdue. */
  openDueAt: z.array(instantSchema),
  /** The earliest due time of an item not ticked. */
  nextDueAt: instantSchema.nullable(),
});
export type ChecklistPassSummary = z.infer<typeof checklistPassSummarySchema>;

/** What will run where: scripts as they will be sent, environment with secrets masked. */
/** What one target will get. */
const previewTargetSchema = z.object({
  name: targetNameSchema,
  address: z.string(),
  /** ssh: the script; http: the request, readable; message: its text. */
  what: z.string(),
  /** ssh: in which shell, as which account, and whether it outlives a cut link, as sentences. */
  how: z.string().optional(),
  env: z.record(z.string(), z.string()),
  check: z.string().nullable(),
  verify: z.string().nullable(),
  /** Placeholders that only a running step can fill, e.g. `steps.build.outputs.id`. */
  unresolved: z.array(z.string()),
  /** Why it would not be sent, as a sentence: a value would change where it goes or what else it says. */
  refusal: z.string().nullable(),
});
const previewStepSchema = z.object({
  stepId: stepIdSchema,
  title: z.string(),
  kind: stepKindSchema,
  targets: z.array(previewTargetSchema),
});
export const previewSchema = z.object({
  title: z.string(),
  steps: z.array(previewStepSchema),
  /** Standing probes in the shape of steps, `probe:NAME` in place of an id; left out = none. */
  probes: z.array(previewStepSchema.extend({ stepId: z.string() })).optional(),
});
export type Preview = z.infer<typeof previewSchema>;

export const hostKeyStateSchema = z.object({
  target: targetNameSchema,
  host: z.string(),
  port: z.number().int(),
  state: z.enum(['known', 'unknown', 'changed', 'unreachable']),
  keyType: z.string().nullable(),
  /** `SHA256:…` as OpenSSH prints it. */
  fingerprint: z.string().nullable(),
  /** For a changed key: what known_hosts holds. */
  expected: z.string().nullable(),
  detail: z.string().nullable(),
  /** The key is that of a jump host on the way to the target: it is settled before the target's own is seen. */
  isJumpHost: z.boolean().optional(),
});
export type HostKeyState = z.infer<typeof hostKeyStateSchema>;

export const outputChunkSchema = z.object({
  stream: outputStreamSchema,
  /** Offset in the stream as stored, in bytes. */
  offset: z.number().int(),
  bytes: z.number().int(),
  /** UTF-8 decoded, invalid bytes as U+FFFD. */
  text: z.string(),
  at: instantSchema,
});
export type OutputChunk = z.infer<typeof outputChunkSchema>;

/** A piece of a stream as it was captured: where it lies as stored, when it came, how many secrets were masked in it. */
export const outputBlockSchema = z.object({
  offset: z.number().int(),
  bytes: z.number().int(),
  at: instantSchema,
  redactions: z.number().int(),
});

export const workspaceViewSchema = z.object({
  path: z.string(),
  version: z.string(),
  coreId: z.string(),
  pid: z.number().int(),
  host: z.enum(['browser', 'electron', 'cli', 'test']),
  osUser: z.string(),
  machine: z.string(),
  driving: z.boolean(),
  /** Empty = all is well. Full disk, adopted events, lock lost … each with what to do. */
  conditions: z.array(z.object({ kind: z.string(), text: z.string(), cure: z.string() })),
  practiceRange: z.boolean(),
});
export type WorkspaceView = z.infer<typeof workspaceViewSchema>;

export const outputRefSchema = z.object({
  runId: runIdSchema,
  stepId: stepIdSchema,
  target: targetNameSchema,
  attempt: z.number().int().min(1),
  stream: outputStreamSchema,
});
export type OutputRef = z.infer<typeof outputRefSchema>;
