import { z } from 'zod';
import { attemptOutcomeSchema, streamRecordsSchema } from './events.ts';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { evidenceDemandSchema } from './plan.ts';
import { allowedActionSchema, blockerSchema, stepViewSchema, targetStateSchema } from './views.ts';

export const attemptViewSchema = z.object({
  target: targetNameSchema,
  attempt: z.number().int(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  outcome: attemptOutcomeSchema.nullable(),
  outOfContactSince: instantSchema.nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  durationMs: z.number().nullable(),
  reason: z.string().nullable(),
  commandHash: z.string(),
  streams: streamRecordsSchema,
  checks: z.array(
    z.object({ purpose: z.string(), answer: z.string(), exitCode: z.number().int().nullable(), at: instantSchema }),
  ),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

/** Everything about one step, for the right pane. */
export const stepDetailSchema = z.object({
  step: stepViewSchema,
  instructions: z.string().nullable(),
  expected: z.string().nullable(),
  notes: z.string().nullable(),
  links: z.array(z.object({ text: z.string(), url: z.string() })),
  script: z.string().nullable(),
  backout: z.string().nullable(),
  targets: z.array(
    z.object({
      name: targetNameSchema,
      address: z.string(),
      state: targetStateSchema,
      attempts: z.number().int(),
      reason: z.string().nullable(),
      exitCode: z.number().int().nullable(),
      durationMs: z.number().nullable(),
    }),
  ),
  attempts: z.array(attemptViewSchema),
  items: z.array(
    z.object({
      id: stepIdSchema,
      text: z.string(),
      responsible: z.string().nullable(),
      /** How many different people have to tick it; `ticks` = those who did so far. */
      needed: z.number().int(),
      ticks: z.array(
        z.object({ by: z.string(), at: instantSchema, assurance: z.string(), note: z.string().nullable() }),
      ),
      due: z.object({ text: z.string(), at: instantSchema.nullable() }).nullable(),
      /** Its demands among `evidenceDemands`. */
      evidence: z.array(z.string()),
      /** The tick that made it whole; null while one is missing. */
      ticked: z
        .object({ by: z.string(), at: instantSchema, assurance: z.string(), note: z.string().nullable() })
        .nullable(),
    }),
  ),
  criteria: z.array(
    z.object({
      id: stepIdSchema,
      text: z.string(),
      met: z.boolean().nullable(),
      by: z.string().nullable(),
      at: instantSchema.nullable(),
      note: z.string().nullable(),
    }),
  ),
  approvals: z
    .object({
      roles: z.array(z.string()),
      count: z.number().int(),
      given: z.array(
        z.object({
          by: z.string(),
          role: z.string(),
          at: instantSchema,
          assurance: z.string(),
          note: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
  message: z
    .object({
      audience: z.string(),
      channel: z.string().nullable(),
      subject: z.string().nullable(),
      text: z.string(),
      sent: z.object({ by: z.string(), at: instantSchema, to: z.string() }).nullable(),
    })
    .nullable(),
  evidenceDemands: z.array(evidenceDemandSchema),
  evidence: z.array(
    z.object({
      evidenceId: z.string(),
      value: evidenceValueSchema,
      by: z.string(),
      at: instantSchema,
      assurance: z.string(),
      note: z.string().nullable(),
    }),
  ),
  blockers: z.array(blockerSchema),
  allowedActions: z.array(allowedActionSchema),
});
export type StepDetail = z.infer<typeof stepDetailSchema>;
