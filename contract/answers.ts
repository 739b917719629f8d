import { z } from 'zod';

const truth = z.enum(['true', 'false']).transform((word) => word === 'true');

const words = {
  outcome: z.enum(['done', 'failed', 'skipped']).default('done'),
  /** Who says it. */
  by: z.string().min(1).optional(),
  role: z.string().min(1).optional(),
  note: z.string().min(1).optional(),
  /** Items of a checklist, criteria of a gate; left out = all of them. */
  items: z.array(z.string()).optional(),
  vote: z.enum(['go', 'no-go', 'conditional']).optional(),
  /** Evidence by its id; for a file, its path beside the answers. */
  evidence: z.record(z.string(), z.string()).optional(),
  /** To whom a message was sent. */
  to: z.string().min(1).optional(),
  channel: z.string().min(1).optional(),
};

/** One answer as a file holds it: every scalar is text, as in all documents. */
export const answerTextSchema = z.strictObject({ ...words, approve: truth.optional() });
/** What a person would say at one step. */
export const answerSchema = z.object({ ...words, approve: z.boolean().optional() });
export type Answer = z.infer<typeof answerSchema>;

/**
 * Those a rehearsal's answers say nothing about: ask = by hand; go = by hand too, but Go is given to what asks for it
 * and the finished run is closed; as-planned = they do what the plan says, in the time it says.
 */
export const othersSchema = z.enum(['ask', 'go', 'as-planned']);
export type Others = z.infer<typeof othersSchema>;

/** Who speaks for the people of a rehearsal, as it is ordered. */
export const answersOrderSchema = z.object({
  /** An answers file, as text. */
  text: z
    .string()
    .max(1024 * 1024)
    .optional(),
  fileName: z.string().max(255).optional(),
  others: othersSchema.default('ask'),
});
export type AnswersOrder = z.infer<typeof answersOrderSchema>;

/** The same, read: part of `run.created`, so that the log says whose words were a file's. */
export const answersGivenSchema = z.object({
  fileName: z.string().nullable(),
  others: othersSchema,
  /** By step id. */
  given: z.record(z.string(), answerSchema),
});
export type AnswersGiven = z.infer<typeof answersGivenSchema>;
