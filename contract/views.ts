import { z } from 'zod';
import { othersSchema } from './answers.ts';
import { closureCodeSchema, holdCauseSchema, issueSeveritySchema, runModeSchema } from './events.ts';
import { instantSchema, runIdSchema, stepIdSchema } from './ids.ts';
import { dependencySchema, estimateSchema, planPersonSchema, stepKindSchema } from './plan.ts';
import { ragSchema } from './rag.ts';

export const stepStates = [
  'pending',
  'scheduled',
  'ready',
  'awaiting-human',
  'awaiting-approval',
  'awaiting-supplier',
  'running',
  'verifying',
  'soaking',
  'succeeded',
  'succeeded-with-exceptions',
  'failed',
  'indeterminate',
  'skipped',
  'cancelled',
  'backed-out',
] as const;
export const stepStateSchema = z.enum(stepStates);
export type StepStateName = z.infer<typeof stepStateSchema>;

export const targetStates = [
  'pending',
  'starting',
  'running',
  'out-of-contact',
  'verifying',
  'succeeded',
  'failed',
  'timed-out',
  'indeterminate',
  'cancelled',
  'excluded',
  'skipped',
  'backed-out',
] as const;
export const targetStateSchema = z.enum(targetStates);
export type TargetStateName = z.infer<typeof targetStateSchema>;

export const runLives = [
  'draft',
  'armed',
  'running',
  'backing-out',
  'aborting',
  'completed',
  'backed-out',
  'aborted',
  'cancelled',
] as const;
export const runLifeSchema = z.enum(runLives);
export type RunLife = z.infer<typeof runLifeSchema>;

/** An act the face may offer. A refused one carries the reason, so that nobody guesses. */
export const allowedActionSchema = z.object({
  action: z.string(),
  allowed: z.boolean(),
  reason: z.string().nullable(),
});
export type AllowedAction = z.infer<typeof allowedActionSchema>;

export const blockerSchema = z.object({
  stepId: stepIdSchema.nullable(),
  kind: z.enum([
    'run-not-started',
    'run-held',
    'run-ended',
    'not-driven',
    'predecessor',
    'time',
    'go',
    'person',
    'approval',
    'criterion',
    'item',
    'evidence',
    'target',
    'secret',
    'forks',
    'indeterminate',
    'failed',
    'close',
  ]),
  /** What stands in the way, as a sentence. */
  text: z.string(),
  /** What would lift it, as a sentence in the imperative. */
  unblock: z.string(),
  who: z
    .object({ role: z.string().nullable(), person: z.string().nullable(), phone: z.string().nullable() })
    .nullable(),
});
export type Blocker = z.infer<typeof blockerSchema>;

/** What a person is asked for, since when and until when. */
export const needSchema = z.object({
  what: z.string(),
  since: instantSchema,
  due: instantSchema.nullable(),
  onExpiry: z.enum(['hold', 'no-go']).nullable(),
  who: z.string().nullable(),
});
export type Need = z.infer<typeof needSchema>;

export const rollupSchema = z.object({
  total: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  running: z.number().int(),
  unknown: z.number().int(),
});

export const stepViewSchema = z.object({
  id: stepIdSchema,
  index: z.number().int(),
  kind: stepKindSchema,
  title: z.string(),
  stream: z.string().nullable(),
  phase: z.string().nullable(),
  responsible: z.string().nullable(),
  pointOfNoReturn: z.boolean(),
  after: z.array(dependencySchema),
  state: stepStateSchema,
  /** Why it is in this state, where that is not plain (failed, skipped, indeterminate, scheduled …). */
  stateReason: z.string().nullable(),
  plannedStart: instantSchema.nullable(),
  plannedEnd: instantSchema.nullable(),
  projectedStart: instantSchema.nullable(),
  projectedEnd: instantSchema.nullable(),
  duration: estimateSchema.nullable(),
  /** When somebody says it will be over; null = nobody did, or took it back. */
  eta: z
    .object({
      endAt: instantSchema,
      by: z.string(),
      assurance: z.string(),
      givenAt: instantSchema,
      reason: z.string().nullable(),
    })
    .nullable(),
  /** Three clocks: waiting = readyAt → startedAt, working = startedAt → endedAt, overdue = past `overdueAt`. */
  readyAt: instantSchema.nullable(),
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  overdueAt: instantSchema.nullable(),
  targets: rollupSchema,
  attempts: z.number().int(),
  need: needSchema.nullable(),
  /** Sequence of the step's last change: the `basedOn` of a command to it. */
  changedSeq: z.number().int(),
});
export type StepView = z.infer<typeof stepViewSchema>;

/** An issue as it stands. `resolved` null = open. */
export const issueViewSchema = z.object({
  issueId: z.string(),
  text: z.string(),
  severity: issueSeveritySchema,
  stepId: stepIdSchema.nullable(),
  owner: z.string().nullable(),
  workaround: z.string().nullable(),
  reference: z.string().nullable(),
  decision: z.string().nullable(),
  raisedBy: z.string(),
  raisedAt: instantSchema,
  assurance: z.string(),
  resolved: z.object({ by: z.string(), at: instantSchema, resolution: z.string() }).nullable(),
});
export type IssueView = z.infer<typeof issueViewSchema>;

/** What the chair tells those who are not on the desk; `text` is ready to paste. */
export const runUpdateSchema = z.object({
  rag: ragSchema,
  because: z.string(),
  text: z.string(),
  nextDueAt: instantSchema.nullable(),
});
export type RunUpdate = z.infer<typeof runUpdateSchema>;

export const runHeaderSchema = z.object({
  runId: runIdSchema,
  title: z.string(),
  documentKey: z.string(),
  revision: z.number().int(),
  change: z.string().nullable(),
  mode: runModeSchema,
  speed: z.number(),
  /** Scenario seconds per real second now: `speed`, or 1 while a person is awaited. */
  pace: z.number(),
  life: runLifeSchema,
  held: z.array(
    z.object({
      cause: holdCauseSchema,
      reason: z.string().nullable(),
      stepId: stepIdSchema.nullable(),
      since: instantSchema,
    }),
  ),
  failing: z.boolean(),
  /** Is a core driving this run now? When not, nothing starts, whatever the state says. */
  driven: z.boolean(),
  timezone: z.string(),
  window: z.object({ start: instantSchema, end: instantSchema }).nullable(),
  t0: instantSchema.nullable(),
  /** Scenario time of this view; equals wall time when live. */
  now: instantSchema,
  createdAt: instantSchema,
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  projectedEnd: instantSchema.nullable(),
  /** From the projected end to the window's end; negative = over. */
  slackMs: z.number().nullable(),
  /** Red, amber or green with its reason, for the header and every update. */
  rag: z.object({ colour: ragSchema, because: z.string() }),
  /** Open ones first, then by number. */
  issues: z.array(issueViewSchema),
  lastUpdate: z.object({ at: instantSchema, by: z.string(), nextDueAt: instantSchema.nullable() }).nullable(),
  /** `demand` null = no preflight is asked of this run. `lacks` = why a start would be refused now. */
  preflight: z.object({
    demand: z.object({ maxAgeMs: z.number() }).nullable(),
    last: z.object({ verdict: z.enum(['green', 'amber', 'red']), endedAt: instantSchema }).nullable(),
    lacks: z.array(z.string()),
  }),
  chair: z.string().nullable(),
  /** Of a rehearsal whose people are spoken for, by a file or as planned. */
  answers: z.object({ fileName: z.string().nullable(), others: othersSchema, given: z.number().int() }).optional(),
  closure: z.object({ code: closureCodeSchema, reason: z.string().nullable() }).nullable(),
  /** Set once every step is over: the code Holdpoint would close with, and why. */
  proposedClosure: z.object({ code: closureCodeSchema, because: z.string() }).nullable(),
  counts: z.object({
    total: z.number(),
    done: z.number(),
    running: z.number(),
    waiting: z.number(),
    failed: z.number(),
    unknown: z.number(),
  }),
  clocks: z.array(
    z.object({
      name: z.string(),
      startedAt: instantSchema.nullable(),
      stoppedAt: instantSchema.nullable(),
      limitMs: z.number().nullable(),
      /** When it is now expected to stop; the objective (RTO) is `limitMs`, the actual (RTA) stop minus start. */
      projectedStopAt: instantSchema.nullable(),
    }),
  ),
  allowedActions: z.array(allowedActionSchema),
  /** Sequence of the last change of the life cycle or hold: the `basedOn` of a run-level command. */
  lifecycleSeq: z.number().int(),
  lastSeq: z.number().int(),
});
export type RunHeader = z.infer<typeof runHeaderSchema>;

/** One line of the log: the stored event and its sentence. `seq` orders; the time beside it may not. */
export const logEntrySchema = z.object({
  seq: z.number().int(),
  journalSeq: z.number().int(),
  type: z.string(),
  occurredAt: instantSchema,
  recordedAt: instantSchema,
  person: z.string(),
  role: z.string().nullable(),
  via: z.string(),
  assurance: z.string(),
  /** Who typed it, where that is another than who said it. */
  enteredBy: z.string().nullable(),
  stepId: z.string().nullable(),
  target: z.string().nullable(),
  /** What happened, in one sentence. */
  sentence: z.string(),
  tone: z.enum(['plain', 'good', 'bad', 'unknown', 'person']),
  hash: z.string(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

export const runViewSchema = z.object({
  header: runHeaderSchema,
  steps: z.array(stepViewSchema),
  people: z.array(planPersonSchema),
  /** The newest entries, oldest first. */
  log: z.array(logEntrySchema),
});
export type RunView = z.infer<typeof runViewSchema>;

/** What the agenda shows of a run that is going on, all in the run's own time. */
export const openRunSchema = z.object({
  timezone: z.string(),
  window: z.object({ start: instantSchema, end: instantSchema }).nullable(),
  t0: instantSchema.nullable(),
  /** The run's time of this summary, and how many of its seconds pass in a real one. */
  now: instantSchema,
  pace: z.number(),
  projectedEnd: instantSchema.nullable(),
  rag: z.object({ colour: ragSchema, because: z.string() }),
  heldBecause: z.string().nullable(),
  /** What a person is asked for, the most pressing first; else what is under way. */
  next: z
    .object({
      stepId: stepIdSchema,
      title: z.string(),
      what: z.string(),
      who: z.string().nullable(),
      due: instantSchema.nullable(),
    })
    .nullable(),
});
export type OpenRun = z.infer<typeof openRunSchema>;

export const runSummarySchema = z.object({
  runId: runIdSchema,
  title: z.string(),
  documentKey: z.string(),
  change: z.string().nullable(),
  mode: runModeSchema,
  life: runLifeSchema,
  held: z.boolean(),
  failing: z.boolean(),
  driven: z.boolean(),
  createdAt: instantSchema,
  startedAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  closureCode: closureCodeSchema.nullable(),
  done: z.number().int(),
  total: z.number().int(),
  /** Null before the start and after the end. */
  open: openRunSchema.nullable(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
