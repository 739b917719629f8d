import { z } from 'zod';
import { complain, nameOf, wrongType } from './complaint.ts';

/** Every scalar of a document is text; these schemas give it its type. */
export interface TextType<T> {
  readonly rule: string;
  /** What is needed, with its article: `a duration`. */
  readonly expected: string;
  /** What would be right, as a sentence in the imperative. */
  readonly cure: string | ((text: string) => string);
  /** Holds for every right text; also published in the JSON Schema. */
  readonly pattern?: RegExp;
  /** What editors that type YAML scalars themselves will hold there. */
  readonly scalar?: 'boolean' | 'integer' | 'number';
  /** undefined = not one. */
  readonly read: (text: string) => T | undefined;
}

export function textType<T>(type: TextType<T>) {
  const base = z.string({ error: wrongType(type.expected) });
  const described = base.meta({
    ...(type.pattern === undefined ? {} : { pattern: type.pattern.source }),
    ...(type.scalar === undefined ? {} : { 'x-scalar': type.scalar }),
  });
  return described.transform((text, context): T => {
    const value = type.pattern === undefined || type.pattern.test(text) ? type.read(text) : undefined;
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', input: text, message: refusal(type, text) });
    return z.NEVER;
  });
}

function refusal<T>(type: TextType<T>, text: string): string {
  return complain({
    rule: type.rule,
    message: text === '' ? 'The key has no value.' : `${nameOf(text)} is not ${type.expected}.`,
    cure: typeof type.cure === 'string' ? type.cure : type.cure(text),
  });
}

/** Some text, never empty. */
export const text = z.string({ error: wrongType('a text') }).min(1, {
  error: () =>
    complain({ rule: 'empty-value', message: 'The key has no value.', cure: 'Write a text, or remove the key.' }),
});

/** Text that may be empty: values of variables, headers, labels. */
export const anyText = z.string({ error: wrongType('a text') });

const looksLikeBoolean = /^(yes|no|on|off|y|n|true|false|0|1)$/i;

export const bool = textType<boolean>({
  rule: 'bad-boolean',
  expected: 'true or false',
  cure: (given) =>
    looksLikeBoolean.test(given)
      ? `Write ${/^(yes|on|y|true|1)$/i.test(given) ? 'true' : 'false'}: only true and false are read as a switch.`
      : 'Write true or false.',
  scalar: 'boolean',
  read: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
});

export function integer(min: number, max: number) {
  return textType<number>({
    rule: 'bad-number',
    expected: `a whole number from ${min} to ${max}`,
    cure: `Write a whole number from ${min} to ${max}.`,
    pattern: /^-?\d{1,15}$/,
    scalar: 'integer',
    read: (given) => (Number(given) >= min && Number(given) <= max ? Number(given) : undefined),
  });
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, {
    error: (issue) =>
      complain({
        rule: 'bad-choice',
        message: `${nameOf(issue.input)} is none of ${values.join(', ')}.`,
        cure: `Write one of ${values.join(', ')}.`,
      }),
  });
}

export function matching(expected: string, pattern: RegExp, cure: string) {
  return textType<string>({ rule: 'bad-name', expected, pattern, cure, read: (given) => given });
}

export const stepIdText = matching(
  'an id',
  /^[a-z][a-z0-9-]{0,62}$/,
  'Begin with a small letter; go on with small letters, digits and hyphens, at most 63 characters.',
);
export const documentKeyText = matching(
  'a key',
  /^[a-z][a-z0-9.-]{0,126}$/,
  'Begin with a small letter; go on with small letters, digits, dots and hyphens.',
);
export const targetNameText = matching(
  'a name of a target',
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
  'Use letters, digits, dots, hyphens and underscores, at most 128 characters.',
);
export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const valueNameText = matching(
  'a name of a value',
  /^[A-Za-z][A-Za-z0-9_-]{0,62}$/,
  'Begin with a letter; go on with letters, digits, hyphens and underscores.',
);
export const urlText = matching(
  'a web address',
  /^https?:\/\/[^\s/?#@]+(\/[^\s]*)?$/,
  'Write an address such as https://orders.example.com, without a user name in it.',
);

/** A regular expression as JavaScript reads it, checked here so that it cannot fail at two in the morning. */
export const regexText = textType<string>({
  rule: 'bad-pattern',
  expected: 'a regular expression',
  cure: 'Correct the expression; put it in single quotes so that backslashes stay.',
  read: (given) => (given !== '' && isRegex(given) ? given : undefined),
});

function isRegex(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
