import { z } from 'zod';
import { complain, nameOf, wrongType } from './complaint.ts';
import { documentKeyText, text } from './text-types.ts';

/**
 * A map of known keys. For an unknown key the message carries the known ones, so that the reader can be told
 * the nearest; `x-…` keys are taken out by the document reader, which keeps them.
 */
export function strict<S extends z.core.$ZodShape>(shape: S) {
  const known = Object.keys(shape).join(' ');
  const expected = wrongType('a map of keys');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known : expected(issue)),
  });
}

export function list<T extends z.ZodType>(item: T) {
  return z.array(item, {
    error: (issue) =>
      complain({
        rule: 'wrong-type',
        message: `Here stands ${nameOf(issue.input)}, but a list is needed.`,
        cure:
          typeof issue.input === 'string' && issue.input !== ''
            ? `Write a list: [${issue.input}].`
            : 'Write a list: [a, b], or lines that begin with "- ".',
      }),
  });
}

export function record<K extends z.core.$ZodRecordKey, T extends z.ZodType>(key: K, value: T) {
  return z.record(key, value, { error: wrongType('a map of names and values') });
}

/** The head every document has. */
export function head<const K extends string>(kind: K) {
  return {
    apiVersion: z.literal('holdpoint/v1', {
      error: (issue) =>
        complain({
          rule: 'bad-version',
          message: `${nameOf(issue.input)} is not a version of the format this build reads.`,
          cure: 'Write apiVersion: holdpoint/v1.',
        }),
    }),
    kind: z.literal(kind),
    key: documentKeyText,
    title: text,
  };
}

/** Typed JSON: what stands here is read as JSON values, not as text. Typed by the document reader, by its place. */
export const typedJson = z.unknown();
