import { z } from 'zod';
import { instantSchema } from './ids.ts';

/** What preflight looks at. `host-key` and the others of a target carry its name as subject. */
export const preflightAspects = [
  'host-key',
  'reachable',
  'authentication',
  'shell',
  'disk',
  'clock',
  'url',
  'probe',
  'input',
  'person',
  'window',
  'plan',
  'environment',
] as const;

/** So old may a preflight be when a live run starts. */
export const PREFLIGHT_MAX_AGE_MS = 30 * 60_000;

export const preflightCheckSchema = z.object({
  aspect: z.enum(preflightAspects),
  /** The target, input, role or step it is about. */
  subject: z.string(),
  /** good; warning = start and know; bad = do not start; unknown = could not be asked, counts as bad. */
  verdict: z.enum(['good', 'warning', 'bad', 'unknown']),
  /** What was found, as a sentence, with its figures and their error bounds. */
  text: z.string(),
  /** What would lift it, in the imperative; null when all is well. */
  cure: z.string().nullable(),
});
export type PreflightCheck = z.infer<typeof preflightCheckSchema>;

/** Can we start? Amber has warnings only; red has something bad or unknown. */
export const preflightSchema = z.object({
  verdict: z.enum(['green', 'amber', 'red']),
  startedAt: instantSchema,
  endedAt: instantSchema,
  checks: z.array(preflightCheckSchema),
});
export type Preflight = z.infer<typeof preflightSchema>;
