import { z } from 'zod';

/**
 * Values for a runbook's inputs, by name. Half a character (a text cut in the middle of an emoji) has no canonical form,
 * hence no digest: it is replaced.
 */
export const givenInputsSchema = z.record(
  z.string(),
  z.string().overwrite((text) => text.toWellFormed()),
);
