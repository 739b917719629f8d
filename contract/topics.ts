import { z } from 'zod';
import { transferTopic } from './artifact-operations.ts';
import { passViewSchema } from './checklists.ts';
import {
  checkCellSchema,
  environmentListSchema,
  environmentSummarySchema,
  environmentTargetSchema,
  environmentViewSchema,
  infrastructureItemSchema,
} from './environments.ts';
import { outputStreamSchema } from './events.ts';
import { instantSchema, passIdSchema, runIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { attemptRefSchema, outputChoiceSchema, outputRowSchema, rowTotalsSchema } from './output-views.ts';
import { probeStandingSchema, runProbesSchema } from './probes.ts';
import { openQuestionsSchema } from './questions.ts';
import { terminalTopic } from './terminals.ts';
import { logEntrySchema, runHeaderSchema, runSummarySchema, runViewSchema, stepViewSchema } from './views.ts';
import {
  checklistPassSummarySchema,
  documentSummarySchema,
  outputChunkSchema,
  overlapSchema,
  rehearsalFactSchema,
  workspaceViewSchema,
} from './workspace-views.ts';

/** Everything the core pushes. A subscriber first gets a snapshot, then patches in order; none is skipped. */
export const topics = {
  /** Home: runs and documents, whole lists, at most a few times a second. */
  home: {
    params: z.object({}),
    message: z.object({
      workspace: workspaceViewSchema,
      runs: z.array(runSummarySchema),
      documents: z.array(documentSummarySchema),
      checklists: z.array(checklistPassSummarySchema),
      overlaps: z.array(overlapSchema),
      rehearsals: z.array(rehearsalFactSchema),
    }),
  },
  run: {
    params: z.object({ runId: runIdSchema }),
    message: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('snapshot'), view: runViewSchema }),
      z.object({
        kind: z.literal('patch'),
        header: runHeaderSchema,
        steps: z.array(stepViewSchema),
        log: z.array(logEntrySchema),
      }),
    ]),
  },
  /** What only a person can answer, whole, at each change. */
  questions: { params: z.object({}), message: openQuestionsSchema },
  /** One pass over a checklist, whole, at each change. */
  checklist: { params: z.object({ passId: passIdSchema }), message: passViewSchema },
  /** How the probes of a run stand: all of them, then those that were asked since. */
  probes: {
    params: z.object({ runId: runIdSchema }),
    message: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('snapshot'), view: runProbesSchema }),
      z.object({
        kind: z.literal('patch'),
        watched: z.boolean(),
        to: instantSchema.nullable(),
        lost: z.number().int(),
        standings: z.array(probeStandingSchema.extend({ probe: stepIdSchema })),
      }),
    ]),
  },
  /** Every environment and what went where, whole, at each change. */
  environments: { params: z.object({}), message: environmentListSchema },
  /** One environment: whole at first, and when its document changed; then what changed. */
  environment: {
    params: z.object({ key: z.string().min(1).max(200) }),
    message: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('snapshot'), view: environmentViewSchema }),
      z.object({
        kind: z.literal('patch'),
        summary: environmentSummarySchema,
        /** Those that changed. */
        targets: z.array(environmentTargetSchema),
        cells: z.array(checkCellSchema),
        items: z.array(infrastructureItemSchema),
      }),
    ]),
  },
  /** Live output of one attempt from a stored offset per stream on. */
  output: {
    params: z.object({
      runId: runIdSchema,
      stepId: stepIdSchema,
      target: targetNameSchema,
      attempt: z.number().int().min(1),
      /** Stored offsets to go on from; a stream left out starts at its first byte. */
      from: z.partialRecord(outputStreamSchema, z.number().int().min(0)).optional(),
    }),
    message: z.object({ chunks: z.array(outputChunkSchema), complete: z.boolean() }),
  },
  /** Rows of one attempt as they come: how many there are, and the last of them. */
  rows: {
    params: z.object({ ...attemptRefSchema.shape, choice: outputChoiceSchema }),
    message: z.object({ totals: rowTotalsSchema, last: z.array(outputRowSchema), complete: z.boolean() }),
  },
  /** How far the uploads of a run are. */
  transfers: transferTopic,
  /** What one open terminal shows. */
  terminal: terminalTopic,
  /** A run's stored events as canonical JSON lines, from a sequence number on (`holdpoint run --json`). */
  events: {
    params: z.object({ runId: runIdSchema, afterSeq: z.number().int().default(0) }),
    message: z.object({ lines: z.array(z.string()), lastSeq: z.number().int() }),
  },
} as const satisfies Record<string, { params: z.ZodType; message: z.ZodType }>;

export type Topics = typeof topics;
export type TopicName = keyof Topics;
export type TopicParams<N extends TopicName> = z.input<Topics[N]['params']>;
export type TopicMessage<N extends TopicName> = z.output<Topics[N]['message']>;

export function isTopicName(name: string): name is TopicName {
  return Object.hasOwn(topics, name);
}
