import { z } from 'zod';
import { closureCodeSchema, issueSeveritySchema } from './events.ts';
import { evidenceValueSchema } from './evidence.ts';
import { instantSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { ragSchema } from './rag.ts';

const reason = z.string().min(1).max(4000);
const note = z.string().max(4000).optional();

const shortText = z.string().max(400);
const issueText = {
  text: z.string().min(1).max(4000),
  stepId: stepIdSchema.optional(),
  owner: shortText.optional(),
  workaround: z.string().max(4000).optional(),
  reference: shortText.optional(),
  decision: z.string().max(4000).optional(),
};

/** What a person may do to a step. The view's `allowedActions` says which are open now, and why others are not. */
export const stepActionSchemas = [
  z.object({ action: z.literal('go') }),
  /** Human steps: start and done are separate acts. */
  z.object({ action: z.literal('start') }),
  /** On a working step: done. On a failed or indeterminate one: done by hand, which needs a reason. */
  z.object({ action: z.literal('done'), reason: reason.optional() }),
  z.object({ action: z.literal('failed'), reason }),
  z.object({ action: z.literal('tick'), itemId: stepIdSchema, note }),
  z.object({ action: z.literal('untick'), itemId: stepIdSchema, note }),
  z.object({ action: z.literal('meet'), criterionId: stepIdSchema, note }),
  z.object({ action: z.literal('unmeet'), criterionId: stepIdSchema, note }),
  z.object({ action: z.literal('approve'), note }),
  z.object({ action: z.literal('reject'), reason }),
  z.object({ action: z.literal('sent'), to: z.string().min(1).max(2000), channel: z.string().max(200).optional() }),
  z.object({ action: z.literal('attach'), evidenceId: z.string().min(1).max(200), value: evidenceValueSchema, note }),
  z.object({ action: z.literal('retry-failed'), target: targetNameSchema.optional(), reason: reason.optional() }),
  z.object({ action: z.literal('retry-all'), reason: reason.optional() }),
  z.object({ action: z.literal('skip'), reason }),
  /** Ask the target again what became of an attempt whose outcome is unknown. */
  z.object({ action: z.literal('reconcile') }),
] as const;
export const stepActionSchema = z.discriminatedUnion('action', stepActionSchemas);
export type StepAction = z.infer<typeof stepActionSchema>;
export type StepActionName = StepAction['action'];
export const stepActionNames: readonly StepActionName[] = stepActionSchemas.map((schema) => schema.shape.action.value);

export const runCommandSchema = z.discriminatedUnion('type', [
  /** Arms and starts. `t0` overrides the rule of T0 (the window's start, else now). */
  z.object({
    type: z.literal('start'),
    t0: z.enum(['window', 'now']).optional(),
    /** Why to start in spite of a preflight that is red, too old or missing. */
    acceptPreflight: reason.optional(),
  }),
  z.object({ type: z.literal('cancel'), reason }),
  z.object({ type: z.literal('hold'), reason: reason.optional() }),
  z.object({ type: z.literal('resume'), reason: reason.optional() }),
  z.object({ type: z.literal('abort'), reason }),
  z.object({
    type: z.literal('close'),
    /** Left out = the proposed code. */
    closureCode: closureCodeSchema.optional(),
    note,
    actualOutageMs: z.number().int().min(0).optional(),
    openIssues: z.string().max(4000).optional(),
    hypercareUntil: instantSchema.optional(),
  }),
  z.object({ type: z.literal('note'), text: z.string().min(1).max(8000), stepId: stepIdSchema.optional() }),
  z.object({
    type: z.literal('decide'),
    what: z.string().min(1).max(4000),
    options: z.array(z.string().min(1).max(1000)).max(20).default([]),
    chosen: z.string().max(1000).optional(),
    decidedBy: z.array(z.string().min(1).max(200)).max(20).default([]),
    reason: reason.optional(),
    stepId: stepIdSchema.optional(),
  }),
  z.object({ type: z.literal('raise-issue'), ...issueText, severity: issueSeveritySchema.default('medium') }),
  /** What is left out stays; null empties. */
  z.object({
    type: z.literal('change-issue'),
    issueId: z.string().min(1).max(40),
    text: issueText.text.optional(),
    severity: issueSeveritySchema.optional(),
    stepId: stepIdSchema.nullable().optional(),
    owner: shortText.nullable().optional(),
    workaround: z.string().max(4000).nullable().optional(),
    reference: shortText.nullable().optional(),
    decision: z.string().max(4000).nullable().optional(),
  }),
  z.object({ type: z.literal('resolve-issue'), issueId: z.string().min(1).max(40), resolution: reason }),
  z.object({ type: z.literal('reopen-issue'), issueId: z.string().min(1).max(40), reason }),
  /** When the step will be over (UTC ms); null takes the last word back. */
  z.object({
    type: z.literal('eta'),
    stepId: stepIdSchema,
    endAt: instantSchema.nullable(),
    reason: reason.optional(),
  }),
  z.object({ type: z.literal('rebase'), t0: instantSchema, reason }),
  /** The update in the words it was handed on. */
  z.object({
    type: z.literal('give-update'),
    rag: ragSchema,
    because: z.string().min(1).max(4000),
    text: z.string().min(1).max(16_000),
    nextDueAt: instantSchema.optional(),
  }),
  z.object({ type: z.literal('act'), stepId: stepIdSchema, act: stepActionSchema }),
]);
export type RunCommand = z.infer<typeof runCommandSchema>;
