import { z } from 'zod';
import { stepIdSchema } from './ids.ts';
import { evidenceDemandSchema, itemDueSchema } from './plan.ts';

/** An item of a checklist as a pass froze it. */
export const frozenItemSchema = z.object({
  id: stepIdSchema,
  text: z.string(),
  responsible: z.string().nullable(),
  due: itemDueSchema.nullable(),
  evidence: z.array(evidenceDemandSchema),
  /** Two different people must tick it. */
  fourEyes: z.boolean(),
});
export type FrozenItem = z.infer<typeof frozenItemSchema>;
