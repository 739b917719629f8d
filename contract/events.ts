import { z } from 'zod';
import { actorSchema } from './actor.ts';
import { answersGivenSchema } from './answers.ts';
import { checklistEventSchemas } from './checklist-events.ts';
import { documentEventSchemas } from './document-events.ts';
import { environmentEventSchemas } from './environment-events.ts';
import { evidenceValueSchema } from './evidence.ts';
import { commandIdSchema, instantSchema, runIdSchema, sha256Schema, stepIdSchema, targetNameSchema } from './ids.ts';
import { planHashesSchema, planSchema } from './plan.ts';
import { preflightSchema } from './preflight.ts';
import { probeChangedSchema } from './probes.ts';
import { ragSchema } from './rag.ts';
import { secretEventSchemas } from './secret-events.ts';
import { terminalEventSchemas } from './terminals.ts';

export const runModes = ['live', 'rehearsal'] as const;
export const closureCodes = [
  'successful',
  'successful-with-issues',
  'unsuccessful',
  'backed-out',
  'cancelled',
] as const;
export const attemptOutcomes = [
  'succeeded',
  'failed',
  'timed-out',
  'cancelled',
  'not-started',
  'indeterminate',
] as const;
export const outputStreams = ['stdout', 'stderr', 'body'] as const;
export const closureCodeSchema = z.enum(closureCodes);
export type ClosureCode = z.infer<typeof closureCodeSchema>;
export const attemptOutcomeSchema = z.enum(attemptOutcomes);
export type AttemptOutcome = z.infer<typeof attemptOutcomeSchema>;
export const outputStreamSchema = z.enum(outputStreams);
export type OutputStream = z.infer<typeof outputStreamSchema>;
export const runModeSchema = z.enum(runModes);
export type RunMode = z.infer<typeof runModeSchema>;

/** Why a run is held. A run may be held for several reasons at once; it goes on when none is left. */
export const holdCauseSchema = z.enum([
  'person', // somebody said Hold
  'step-failed', // lifted when the failed step is resolved by a person
  'step-indeterminate', // likewise
  'no-go',
  'deadline',
  'core-restarted',
  'waiting-for-person', // a command-line run ended because a person is needed
  'interrupted', // Ctrl-C
  'clock-jumped',
]);
export type HoldCause = z.infer<typeof holdCauseSchema>;

/**
 * Output that passed its step's limit and was not kept: which bytes of the source, how many they would have been in the
 * store, and the SHA-256 of those. A marked line stands in the stored output in their place, at `storedOffset`.
 */
export const leftOutSchema = z.object({
  rawOffset: z.number().int(),
  rawBytes: z.number().int(),
  storedOffset: z.number().int(),
  bytes: z.number().int(),
  sha256: sha256Schema,
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** Bytes before redaction, bytes kept, their digest, how many passages were redacted, and what a limit left out. */
export const streamRecordSchema = z.object({
  rawBytes: z.number().int(),
  storedBytes: z.number().int(),
  storedDigest: sha256Schema,
  redactions: z.number().int(),
  leftOut: z.array(leftOutSchema).optional(),
});
export type StreamRecord = z.infer<typeof streamRecordSchema>;
export const streamRecordsSchema = z.partialRecord(outputStreamSchema, streamRecordSchema);

const step = { stepId: stepIdSchema };
const attempt = { stepId: stepIdSchema, target: targetNameSchema, attempt: z.number().int().min(1) };
const ended = { closureCode: closureCodeSchema, reason: z.string().nullable() };
const empty = z.object({});

export const issueSeverities = ['low', 'medium', 'high', 'critical'] as const;
export const issueSeveritySchema = z.enum(issueSeverities);
export type IssueSeverity = z.infer<typeof issueSeveritySchema>;

/** A defect or obstacle met in a run. `reference` = its number elsewhere. */
const issueFields = {
  text: z.string(),
  severity: issueSeveritySchema,
  stepId: stepIdSchema.nullable(),
  owner: z.string().nullable(),
  workaround: z.string().nullable(),
  reference: z.string().nullable(),
  decision: z.string().nullable(),
};

/** Version 1 of the data of every event. Events are never changed: a correction is another event. */
export const eventSchemas = {
  'run.created': z.object({
    runId: runIdSchema,
    mode: runModeSchema,
    /** Scenario seconds per real second; 1 when live. */
    speed: z.number().positive(),
    faults: z.array(z.string()),
    /** Of a rehearsal whose people are spoken for; left out = everybody answers by hand. */
    answers: answersGivenSchema.optional(),
    forks: z.number().int().min(1),
    document: z.object({ key: z.string(), revision: z.number().int(), sha256: sha256Schema }),
    hashes: planHashesSchema,
    inputs: z.record(z.string(), z.string()),
    /** Names only; values never leave memory. */
    secretNames: z.array(z.string()),
    plan: planSchema,
    /** Demanded of a live run before its start; left out = none (rehearsals, and runs of earlier builds). */
    preflight: z.object({ maxAgeMs: z.number().int().positive() }).optional(),
  }),
  'run.armed': empty,
  'run.outside-window': z.object({ windowStart: instantSchema, windowEnd: instantSchema, now: instantSchema }),
  'run.started': z.object({ t0: instantSchema, t0From: z.enum(['window', 'now']) }),
  /** T0 moves, and every offset from it; wall-clock times stay. */
  'run.rebased': z.object({ from: instantSchema, to: instantSchema, reason: z.string() }),
  /** Can we start? Every check with its answer; the newest one counts. */
  'preflight.finished': preflightSchema,
  /** Somebody starts in spite of what preflight says (or of its age). */
  'preflight.accepted': z.object({ reason: z.string(), lacks: z.array(z.string()) }),
  'run.held': z.object({ cause: holdCauseSchema, reason: z.string().nullable(), stepId: stepIdSchema.optional() }),
  'run.resumed': z.object({ reason: z.string().nullable(), lifted: z.array(holdCauseSchema) }),
  'run.abort-started': z.object({ reason: z.string() }),
  'run.aborted': z.object(ended),
  'run.cancelled': z.object(ended),
  'run.completed': z.object({
    ...ended,
    proposedCode: closureCodeSchema,
    proposedBecause: z.string(),
    actualOutageMs: z.number().nullable(),
    openIssues: z.string().nullable(),
    hypercareUntil: instantSchema.nullable(),
  }),

  /** Everything before it is done; it waits for Go, for a person or, when `start: auto`, for nothing. */
  'step.became-ready': z.object(step),
  'step.go-given': z.object(step),
  'step.started': z.object(step),
  'step.succeeded': z.object({
    ...step,
    /** Targets whose own outcome was not success; the state is then succeeded-with-exceptions. */
    exceptions: z.array(targetNameSchema),
    byHand: z.boolean(),
    reason: z.string().nullable(),
    outputs: z.record(z.string(), z.string()),
  }),
  'step.failed': z.object({ ...step, failedTargets: z.array(targetNameSchema), reason: z.string() }),
  'step.skipped': z.object({ ...step, cause: z.enum(['person', 'condition']), reason: z.string() }),
  'step.indeterminate': z.object({ ...step, targets: z.array(targetNameSchema), reason: z.string() }),
  'step.cancelled': z.object({ ...step, reason: z.string() }),
  'step.retry-requested': z.object({
    ...step,
    scope: z.enum(['failed', 'all']),
    targets: z.array(targetNameSchema),
    reason: z.string().nullable(),
  }),
  /** When a step will be over, as somebody says; null = taken back. */
  'step.eta-given': z.object({ ...step, endAt: instantSchema.nullable(), reason: z.string().nullable() }),
  'step.overdue': z.object({ ...step, what: z.enum(['deadline', 'not-after']), onExpiry: z.enum(['hold', 'no-go']) }),

  /** Intent: durable before the adapter is called. `coreId` tells a start from a reconcile after a crash. */
  'attempt.started': z.object({
    ...attempt,
    commandHash: sha256Schema,
    coreId: z.string(),
    /** The attempt folder's name on the target. */
    key: z.string(),
  }),
  'attempt.sent': z.object({ ...attempt, targetBootId: z.string().nullable(), hostKey: z.string().nullable() }),
  'attempt.lost-contact': z.object({ ...attempt, reason: z.string() }),
  'attempt.regained-contact': z.object(attempt),
  'attempt.finished': z.object({
    ...attempt,
    outcome: attemptOutcomeSchema,
    exitCode: z.number().int().nullable(),
    signal: z.string().nullable(),
    durationMs: z.number(),
    reason: z.string().nullable(),
    outputs: z.record(z.string(), z.string()),
    streams: streamRecordsSchema,
  }),
  /** The delay after a failed attempt is over: the check (if there is one) is asked, then the next attempt follows. */
  'attempt.retry-due': z.object(attempt),
  /** A person asked for the truth about an attempt whose outcome is unknown; it is open again. */
  'attempt.reopened': z.object({ ...attempt, coreId: z.string() }),
  'check.finished': z.object({
    ...attempt,
    purpose: z.enum(['verify', 'skip-when-done', 'reconcile', 'before-retry']),
    answer: z.enum(['holds', 'does-not-hold', 'cannot-tell']),
    exitCode: z.number().int().nullable(),
    reason: z.string().nullable(),
    durationMs: z.number(),
    streams: streamRecordsSchema,
  }),

  'probe.changed': probeChangedSchema,
  'item.ticked': z.object({ ...step, itemId: stepIdSchema, note: z.string().nullable() }),
  'item.unticked': z.object({ ...step, itemId: stepIdSchema, note: z.string().nullable() }),
  'criterion.met': z.object({ ...step, criterionId: stepIdSchema, note: z.string().nullable() }),
  'criterion.not-met': z.object({ ...step, criterionId: stepIdSchema, note: z.string().nullable() }),
  'approval.given': z.object({ ...step, role: z.string(), note: z.string().nullable() }),
  'approval.refused': z.object({ ...step, role: z.string(), reason: z.string() }),
  'evidence.attached': z.object({
    ...step,
    evidenceId: z.string(),
    value: evidenceValueSchema,
    note: z.string().nullable(),
  }),
  'message.sent': z.object({ ...step, to: z.string(), channel: z.string().nullable(), text: z.string() }),
  /** `@person` and `#step` stand in the text as written. */
  'note.added': z.object({ text: z.string(), stepId: stepIdSchema.nullable() }),
  'decision.recorded': z.object({
    what: z.string(),
    options: z.array(z.string()),
    chosen: z.string().nullable(),
    decidedBy: z.array(z.string()),
    reason: z.string().nullable(),
    stepId: stepIdSchema.nullable(),
  }),
  'issue.raised': z.object({ issueId: z.string(), ...issueFields }),
  /** Every field as it is from now on. */
  'issue.changed': z.object({ issueId: z.string(), ...issueFields }),
  'issue.resolved': z.object({ issueId: z.string(), resolution: z.string() }),
  'issue.reopened': z.object({ issueId: z.string(), reason: z.string() }),
  /** An update as it was handed on: copied to a chat, read out on a call. */
  'update.given': z.object({
    rag: ragSchema,
    because: z.string(),
    text: z.string(),
    nextDueAt: instantSchema.nullable(),
  }),

  ...checklistEventSchemas,
  ...environmentEventSchemas,
  ...documentEventSchemas,
  ...terminalEventSchemas,
  'host-key.trusted': z.object({
    host: z.string(),
    port: z.number().int(),
    keyType: z.string(),
    fingerprint: z.string(),
    how: z.enum(['person', 'trust-new-hosts', 'practice-range']),
  }),
  ...secretEventSchemas,
  'recorder.adopted': z.object({ from: z.number().int(), to: z.number().int() }),
  'core.started': z.object({ coreId: z.string(), version: z.string(), pid: z.number().int(), host: z.string() }),
  'clock.jumped': z.object({ ms: z.number().int(), cause: z.enum(['sleep', 'step']) }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventSchemas;
export type EventData<T extends EventType> = z.infer<(typeof eventSchemas)[T]>;

/** What decide produces; the writer adds the envelope. */
export type DraftEvent = { [T in EventType]: { readonly type: T; readonly data: EventData<T> } }[EventType];

/** The envelope of every event. `seq` is gapless over the workspace, `journalSeq` over its journal, both from 1. */
export const envelopeSchema = z.object({
  seq: z.number().int().min(1),
  journalId: z.string(),
  journalSeq: z.number().int().min(1),
  type: z.string(),
  version: z.number().int().min(1),
  /** When it happened (in a rehearsal: scenario time). */
  occurredAt: instantSchema,
  /** When it was written down, by this machine's clock. */
  recordedAt: instantSchema,
  monotonicMs: z.number(),
  bootId: z.string(),
  actor: actorSchema,
  commandId: commandIdSchema.nullable(),
  data: z.unknown(),
  /** Hash of the journal's previous event; 64 zeros first. */
  prevHash: sha256Schema,
  /** SHA-256 over the RFC 8785 form of the event without this field. */
  hash: sha256Schema,
});
/** An event as stored, its data not yet judged: what the db and the recorder carry. */
export type StoredEvent = z.infer<typeof envelopeSchema>;

export type EventOf<T extends EventType> = Omit<StoredEvent, 'type' | 'data'> & {
  readonly type: T;
  readonly data: EventData<T>;
};
export type RecordedEvent = { [T in EventType]: EventOf<T> }[EventType];
