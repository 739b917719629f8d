import { z } from 'zod';
import { infrastructureStates, infrastructureTypes } from './documents/environment.ts';
import { findingSchema } from './errors.ts';
import { closureCodeSchema } from './events.ts';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, runIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { ragSchema } from './rag.ts';
import { keptSampleSchema } from './samples.ts';
import { documentSummarySchema } from './workspace-views.ts';

/**
 * good; warning = works, look at it; flapping = good now, changed in the last 14 days; stale = good when it was asked,
 * which is too long ago; unknown = could not be asked or not be judged; never = not asked yet; bad.
 * Green is good alone, red is bad alone, everything between is amber.
 */
export const checkStates = ['bad', 'unknown', 'flapping', 'warning', 'never', 'stale', 'good'] as const;
export const checkStateSchema = z.enum(checkStates);
export type CheckState = z.infer<typeof checkStateSchema>;

/** What is asked of targets; one of these on one target is a series of samples. */
export const checkColumnSchema = z.object({
  /** `reachable`, `disk` …, `reach:db-01:5432`, `database:orders`, `installed:nginx`, `check:memory`, `item:tls`. */
  id: z.string(),
  kind: z.enum(['target', 'reach', 'database', 'installed', 'check', 'item']),
  title: z.string(),
  /** What is expected, where that is more than to hold: a version. */
  expected: z.string().nullable(),
});
export type CheckColumn = z.infer<typeof checkColumnSchema>;

/** One check on one target, as it stands. */
export const checkCellSchema = z.object({
  /** Of the view's lists; `target` null = of the environment itself. */
  column: z.number().int(),
  target: z.number().int().nullable(),
  state: checkStateSchema,
  /** When it was asked last; null = never. */
  at: instantSchema.nullable(),
  /** What was found, as a sentence, the figures in it. */
  text: z.string(),
  cure: z.string().nullable(),
  /** Verdicts of the last asks, oldest first, a letter each: s, w (good with a warning), f, i. */
  trend: z.string(),
});
export type CheckCell = z.infer<typeof checkCellSchema>;

export const ragReasonSchema = z.object({ rag: ragSchema, because: z.string() });
export type RagReason = z.infer<typeof ragReasonSchema>;

const said = z.object({ by: z.string(), at: instantSchema, recordedAt: instantSchema, via: z.string() });

/** A check of the whole environment, or of some of its targets, that is going on. */
export const checkProgressSchema = z.object({
  startedAt: instantSchema,
  by: z.string(),
  /** Targets. */
  total: z.number().int(),
  done: z.number().int(),
  bad: z.number().int(),
  /** Some of those it waits for at the moment. */
  waitingFor: z.array(z.string()),
  isCancelling: z.boolean(),
});
export type CheckProgress = z.infer<typeof checkProgressSchema>;

export const environmentSummarySchema = z.object({
  key: z.string(),
  title: z.string(),
  /** Order of promotion; null = none is given. */
  rank: z.number().int().nullable(),
  revision: z.number().int(),
  timezone: z.string(),
  staleAfterMs: z.number().int(),
  /** The document has errors: nothing can be checked until it is corrected. */
  errors: z.number().int(),
  targets: z.number().int(),
  ...ragReasonSchema.shape,
  /** Targets by colour. */
  red: z.number().int(),
  amber: z.number().int(),
  green: z.number().int(),
  /** The last check of all its targets that came to its end; a check of some of them is in `lastChecked` alone. */
  checked: said.extend({ targets: z.number().int(), bad: z.number().int() }).nullable(),
  running: checkProgressSchema.nullable(),
  /** Of the runbooks that go there. */
  nextWindow: z.object({ runbook: z.string(), title: z.string(), start: instantSchema, end: instantSchema }).nullable(),
  items: z.number().int(),
  itemsValidated: z.number().int(),
});
export type EnvironmentSummary = z.infer<typeof environmentSummarySchema>;

export const infrastructureStateSchema = z.enum(['needed', ...infrastructureStates]);
export type InfrastructureState = z.infer<typeof infrastructureStateSchema>;

const itemAct = said.extend({
  state: infrastructureStateSchema,
  evidence: evidenceValueSchema.nullable(),
  note: z.string().nullable(),
  assurance: z.string(),
});
export type ItemAct = z.infer<typeof itemAct>;

/** Something a release needs to be there. */
export const infrastructureItemSchema = z.object({
  id: stepIdSchema,
  text: z.string(),
  type: z.enum(infrastructureTypes),
  responsible: z.string().nullable(),
  ci: z.string().nullable(),
  leadTimeMs: z.number().int().nullable(),
  orderedAt: instantSchema.nullable(),
  installedAt: instantSchema.nullable(),
  expiresAt: instantSchema.nullable(),
  state: infrastructureStateSchema,
  ...ragReasonSchema.shape,
  /** Its last possible day of order for the next window; null without lead time or window. */
  orderBy: instantSchema.nullable(),
  /** What was said about it, newest first; before the first of them the document speaks. */
  acts: z.array(itemAct),
  /** Sequence of its last act, 0 = none: the `basedOn` of the next. */
  changedSeq: z.number().int(),
});
export type InfrastructureItem = z.infer<typeof infrastructureItemSchema>;

export const environmentTargetSchema = z.object({
  name: targetNameSchema,
  kind: z.enum(['ssh', 'http']),
  address: z.string(),
  labels: z.record(z.string(), z.string()),
  groups: z.array(z.string()),
  ...ragReasonSchema.shape,
});
export type EnvironmentTarget = z.infer<typeof environmentTargetSchema>;

/** An environment, whole. */
export const environmentViewSchema = z.object({
  summary: environmentSummarySchema,
  document: documentSummarySchema,
  text: z.string().nullable(),
  findings: z.array(findingSchema),
  targets: z.array(environmentTargetSchema),
  columns: z.array(checkColumnSchema),
  cells: z.array(checkCellSchema),
  items: z.array(infrastructureItemSchema),
});
export type EnvironmentView = z.infer<typeof environmentViewSchema>;

/** The newest run of a runbook that came to its end in an environment: what went where, as a fact. */
export const promotionFactSchema = z.object({
  environment: z.string(),
  runbook: z.string(),
  title: z.string(),
  runId: runIdSchema,
  endedAt: instantSchema,
  closureCode: closureCodeSchema.nullable(),
  /** Of the runbook. */
  revision: z.number().int(),
  planHash: z.string(),
  /** Inputs it ran with, e.g. the version. */
  inputs: z.record(z.string(), z.string()),
});
export type PromotionFact = z.infer<typeof promotionFactSchema>;

/** Every environment in the order of promotion, and what went where last. */
export const environmentListSchema = z.object({
  environments: z.array(environmentSummarySchema),
  promotion: z.array(promotionFactSchema),
});
export type EnvironmentList = z.infer<typeof environmentListSchema>;

/** One check on one target over time. */
export const checkSeriesSchema = z.object({
  column: checkColumnSchema,
  target: z.string().nullable(),
  state: checkStateSchema,
  text: z.string(),
  cure: z.string().nullable(),
  /** Newest first. */
  samples: z.array(keptSampleSchema),
});
export type CheckSeries = z.infer<typeof checkSeriesSchema>;

/** What became of one check. */
export const checkOutcomeSchema = z.object({
  summary: environmentSummarySchema,
  /** Of the targets that were asked. */
  targets: z.array(environmentTargetSchema),
  asked: z.number().int(),
  good: z.number().int(),
  warning: z.number().int(),
  bad: z.number().int(),
  unknown: z.number().int(),
  isCancelled: z.boolean(),
  startedAt: instantSchema,
  endedAt: instantSchema,
});
export type CheckOutcome = z.infer<typeof checkOutcomeSchema>;
