import { z } from 'zod';
import { phases } from '../plan.ts';
import { dependency } from './dependency.ts';
import { list, strict } from './document-object.ts';
import { duration, estimate, offset } from './duration.ts';
import { anyText, bool, integer, matching, oneOf, stepIdText, text } from './text-types.ts';
import { wallTimeOrClock } from './time-text.ts';

/** `{ value, in }` with `all`, `any`, `not`; false = the step is skipped by condition. */
export type ConditionText =
  | { readonly value: string; readonly in: readonly string[] }
  | { readonly all: readonly ConditionText[] }
  | { readonly any: readonly ConditionText[] }
  | { readonly not: ConditionText };

export const condition: z.ZodType<ConditionText, unknown> = z.lazy(() =>
  z.union([
    strict({ value: anyText, in: list(anyText) }),
    strict({ all: list(condition) }),
    strict({ any: list(condition) }),
    strict({ not: condition }),
  ]),
);

export const evidence = list(
  strict({
    id: stepIdText,
    text,
    type: oneOf(['text', 'number', 'link', 'file']).optional(),
    required: bool.optional(),
  }),
);

export const deadline = strict({
  within: duration,
  onExpiry: oneOf(['hold', 'no-go']).optional(),
  escalate: list(text).optional(),
});

/** Only what a browser may open: never javascript: or data:. */
const linkUrl = matching('a link', /^(https?|mailto|tel):\S+$/, 'Write an address such as https://wiki.example.com/x.');
const links = list(z.union([linkUrl, strict({ text, url: linkUrl })]));
export const onFailure = oneOf(['hold', 'continue', 'backout']);
export const start = oneOf(['ask', 'auto']);

/** Keys on every step except id, kind and title. */
export const stepKeys = {
  phase: oneOf(phases).optional(),
  stream: text.optional(),
  tags: list(text).optional(),
  responsible: text.optional(),
  backup: text.optional(),
  supplier: text.optional(),
  minSfiaLevel: integer(1, 7).optional(),
  fourEyes: bool.optional(),
  instructions: text.optional(),
  expected: text.optional(),
  links: links.optional(),
  after: list(dependency).optional(),
  startAt: offset.optional(),
  notBefore: wallTimeOrClock.optional(),
  notAfter: wallTimeOrClock.optional(),
  start: start.optional(),
  duration: estimate.optional(),
  timeout: duration.optional(),
  when: condition.optional(),
  required: bool.optional(),
  onFailure: onFailure.optional(),
  pointOfNoReturn: bool.optional(),
  evidence: evidence.optional(),
  deadline: deadline.optional(),
  notes: text.optional(),
};
