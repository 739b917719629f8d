import { z } from 'zod';
import { instantSchema } from './ids.ts';

export const viaSchema = z.enum(['desk', 'phone', 'chat', 'page', 'pack', 'api', 'engine']);
export type Via = z.infer<typeof viaSchema>;

/** How sure we are who it was. `stated` = merely typed; never shown like what was proven. */
export const assuranceSchema = z.enum(['stated', 'pin', 'key']);

export const actorSchema = z.object({
  person: z.string().min(1).max(200),
  role: z.string().max(200).nullable(),
  onBehalfOf: z.string().max(200).optional(),
  /** Who typed it, where that is another than who said it. */
  enteredBy: z.string().max(200).optional(),
  via: viaSchema,
  assurance: assuranceSchema,
  osUser: z.string(),
  machine: z.string(),
});
export type Actor = z.infer<typeof actorSchema>;

/** Who says it, since when, and by which way it reached us. Filled up by the core with OS user and machine. */
export const attributionSchema = z.object({
  by: z.string().min(1).max(200).optional(),
  role: z.string().max(200).optional(),
  onBehalfOf: z.string().max(200).optional(),
  /** Who types it for them; left out = by phone, chat or page it is the user of this machine. */
  enteredBy: z.string().max(200).optional(),
  /** When it happened, if not now (UTC ms). Never in the future. */
  at: instantSchema.optional(),
  via: viaSchema.optional(),
});
export type Attribution = z.infer<typeof attributionSchema>;
