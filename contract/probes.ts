import { z } from 'zod';
import { instantSchema, runIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { keptSampleSchema, sampleBucketSchema, sampleSchema, sampleVerdictSchema } from './samples.ts';

/** Asked this often where a probe says nothing, and given up after so long. */
export const PROBE_EVERY_MS = 30_000;
export const PROBE_TIMEOUT_MS = 10_000;
/** A probe is never asked more often. */
export const LEAST_EVERY_MS = 1_000;

/** How a probe stands has changed; `since` is when the sample was asked that says so, which is durable by then. */
export const probeChangedSchema = z.object({
  probe: stepIdSchema,
  target: targetNameSchema,
  verdict: sampleVerdictSchema,
  was: sampleVerdictSchema,
  since: instantSchema,
  reason: z.string(),
  sample: z.object({ ordinal: z.number().int().min(1), value: z.number().nullable(), durationMs: z.number() }),
});

/** How one probe stands on one target. */
export const probeStandingSchema = z.object({
  target: targetNameSchema,
  /** Of the newest answer; null = not asked yet. */
  verdict: sampleVerdictSchema.nullable(),
  /** When the first of the answers that all said so was given. */
  since: instantSchema.nullable(),
  /** How many answers in a row said so. */
  inARow: z.number().int(),
  newest: keptSampleSchema.nullable(),
});
export type ProbeStanding = z.infer<typeof probeStandingSchema>;

export const probeViewSchema = z.object({
  probe: stepIdSchema,
  kind: z.enum(['http', 'ssh']),
  /** What is asked and expected, in one line. */
  question: z.string(),
  everyMs: z.number().int(),
  timeoutMs: z.number().int(),
  targets: z.array(probeStandingSchema),
});
export type ProbeView = z.infer<typeof probeViewSchema>;

/** The probes of a run. `watched` = this core asks them now; else they are what was kept. */
export const runProbesSchema = z.object({
  runId: runIdSchema,
  watched: z.boolean(),
  simulated: z.boolean(),
  /** Between them lie the run's samples; `to` moves while it is open. */
  from: instantSchema.nullable(),
  to: instantSchema.nullable(),
  /** Samples a full disk did not take since this core started. */
  lost: z.number().int(),
  probes: z.array(probeViewSchema),
});
export type RunProbes = z.infer<typeof runProbesSchema>;

/** One answer to a question asked once, now. */
export const askedProbeSchema = z.object({
  probe: stepIdSchema,
  target: targetNameSchema,
  question: z.string(),
  answer: sampleSchema,
});
export type AskedProbe = z.infer<typeof askedProbeSchema>;

export const drawnSeriesSchema = z.object({ target: targetNameSchema, buckets: z.array(sampleBucketSchema) });
export const samplePageSchema = z.object({ samples: z.array(keptSampleSchema), more: z.boolean() });
