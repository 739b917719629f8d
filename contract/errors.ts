import { z } from 'zod';

/**
 * Every expected failure that may cross the wire. A thrown error is a defect; it arrives as `defect`
 * without its text.
 */
export const problemCodes = [
  'invalid-input', // the request itself is malformed
  'invalid-document', // findings say where and why
  'not-found',
  'refused', // the rules of the run say no, now; the message says what would unblock it
  'stale', // basedOn is older than the last change of what was addressed
  'conflict', // another revision was saved meanwhile
  'not-built-yet', // a verb or kind whose part comes with a later build
  'not-executable-yet',
  'unauthorized',
  'too-large',
  'workspace-unusable', // full disk, lock lost, damaged file
  'read-only', // this core may not write or drive
  'disconnected', // the transport is down; nothing is known about the request
  'defect',
] as const;

export const problemCodeSchema = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** One thing wrong with a document. Lines and columns count from 1. */
export const findingSchema = z.object({
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'not-executable-yet']),
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  path: z.string().optional(),
  stepId: z.string().optional(),
  /** What is wrong, as a sentence. */
  message: z.string(),
  /** What would be right, as a sentence in the imperative. */
  cure: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

export const problemSchema = z.object({
  code: problemCodeSchema,
  /** What happened, what it means, what to do next. */
  message: z.string(),
  findings: z.array(findingSchema).optional(),
  details: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(
  code: ProblemCode,
  message: string,
  more: Omit<Problem, 'code' | 'message'> = {},
): Result<never> {
  return { ok: false, problem: { code, message, ...more } };
}
