import { z } from 'zod';
import { instantSchema } from './ids.ts';

/**
 * successful = answered as expected; failed = answered otherwise; inconclusive = could not be asked or not be judged
 * (no connection, no answer in time). What could not be asked is never shown as failed.
 */
export const sampleVerdicts = ['successful', 'failed', 'inconclusive'] as const;
export const sampleVerdictSchema = z.enum(sampleVerdicts);
export type SampleVerdict = z.infer<typeof sampleVerdictSchema>;

/** Bytes of UTF-8 a sample's detail may have; the store keeps no longer one. */
export const MOST_DETAIL_BYTES = 2048;

/** One answer to a question that is asked again and again. */
export const sampleSchema = z.object({
  /** When it was asked, by this machine's clock (in a rehearsal: scenario time). */
  at: instantSchema,
  verdict: sampleVerdictSchema,
  /** What was measured, where there is a number: days of a certificate, bytes free, a status. */
  value: z.number().nullable(),
  /** Why, in a few words; secrets taken out by whoever adds it. */
  detail: z.string(),
  durationMs: z.number().min(0),
});
export type Sample = z.infer<typeof sampleSchema>;

/** A sample as kept: numbered from 1 in its series, in the order it was added. Time may step back, numbers do not. */
export const keptSampleSchema = sampleSchema.extend({ ordinal: z.number().int().min(1) });
export type KeptSample = z.infer<typeof keptSampleSchema>;

/** What a series is drawn from: all samples of one stretch of time as counts and extremes. */
export const sampleBucketSchema = z.object({
  from: instantSchema,
  successful: z.number().int(),
  failed: z.number().int(),
  inconclusive: z.number().int(),
  /** Lowest, highest and mean of the values; null without any. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  mean: z.number().nullable(),
});
export type SampleBucket = z.infer<typeof sampleBucketSchema>;
