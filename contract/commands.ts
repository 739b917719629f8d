import { z } from 'zod';
import { closureCodeSchema, evidenceValueSchema } from './events.ts';
import { instantSchema, stepIdSchema, targetNameSchema } from './ids.ts';

const reason = z.string().min(1).max(4000);
const note = z.string().max(4000).optional();

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
  z.object({ type: z.literal('start'), t0: z.enum(['window', 'now']).optional() }),
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
  z.object({ type: z.literal('act'), stepId: stepIdSchema, act: stepActionSchema }),
]);
export type RunCommand = z.infer<typeof runCommandSchema>;
