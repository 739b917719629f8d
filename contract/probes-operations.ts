import { z } from 'zod';
import { givenInputsSchema } from './given-inputs.ts';
import { instantSchema, runIdSchema, stepIdSchema, targetNameSchema } from './ids.ts';
import { askedProbeSchema, drawnSeriesSchema, runProbesSchema, samplePageSchema } from './probes.ts';

const range = { from: instantSchema, to: instantSchema };

/** The rows of probes in the operations table. */
export const probeOperations = {
  /** How the probes of a run stand; what was kept where nobody asks them. */
  'probes.get': { verb: 'read', input: z.object({ runId: runIdSchema }), output: runProbesSchema },
  /** Series of one probe for drawing, by target in the order asked; however many samples there are. */
  'probes.draw': {
    verb: 'read',
    input: z.object({
      runId: runIdSchema,
      probe: stepIdSchema,
      targets: z.array(targetNameSchema).min(1).max(100),
      ...range,
      buckets: z.number().int().min(1).max(2000),
    }),
    output: z.array(drawnSeriesSchema),
  },
  /** The samples themselves, oldest first. */
  'probes.samples': {
    verb: 'read',
    input: z.object({
      runId: runIdSchema,
      probe: stepIdSchema,
      target: targetNameSchema,
      ...range,
      after: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    output: samplePageSchema,
  },
  /** Asks every probe of the newest revision once, now, on each of its targets; nothing is kept. */
  'probes.ask': {
    verb: 'drive',
    input: z.object({
      key: z.string(),
      inputs: givenInputsSchema.default({}),
      secrets: z.record(z.string(), z.string()).default({}),
    }),
    output: z.array(askedProbeSchema),
  },
} as const;
