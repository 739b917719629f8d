import { z } from 'zod';
import { head, list, record, strict } from './document-object.ts';
import { duration } from './duration.ts';
import { environment, inventory, targetDefaults } from './inventory.ts';
import { selector } from './selector.ts';
import { onFailure, start } from './step-keys.ts';
import { headers, httpExpect, httpMethod, pathText, sshExpect } from './step-kinds.ts';
import { step } from './steps.ts';
import { anyText, bool, matching, regexText, stepIdText, text, valueNameText } from './text-types.ts';
import { timezone, wallTime } from './time-text.ts';

const inputs = list(
  strict({
    name: valueNameText,
    required: bool.optional(),
    secret: bool.optional(),
    default: anyText.optional(),
    pattern: regexText.optional(),
    description: text.optional(),
  }),
);
export const people = list(
  strict({
    role: text,
    name: text,
    phone: text.optional(),
    backup: text.optional(),
    email: text.optional(),
    organisation: text.optional(),
  }),
);
const clocks = list(strict({ name: text, from: stepIdText, to: stepIdText, limit: duration.optional() }));

const probe = { name: stepIdText, targets: selector, every: duration.optional(), timeout: duration.optional() };
/** Read-only questions. */
const probes = list(
  z.discriminatedUnion('kind', [
    strict({
      ...probe,
      kind: z.literal('http'),
      method: httpMethod.optional(),
      path: pathText,
      query: record(text, anyText).optional(),
      headers: headers.optional(),
      expect: httpExpect.optional(),
    }),
    strict({
      ...probe,
      kind: z.literal('ssh'),
      run: text,
      shell: text.optional(),
      env: environment.optional(),
      expect: sshExpect.optional(),
    }),
  ]),
);
const backoutPlan = strict({
  triggers: list(strict({ text, probe: text.optional() })).optional(),
  authority: list(text).optional(),
  verify: list(text).optional(),
});
const defaults = strict({
  timeout: duration.optional(),
  onFailure: onFailure.optional(),
  start: start.optional(),
  ...targetDefaults,
});
/** A template has a length only; a planned window has both ends. */
const window = z.union([strict({ start: wallTime, end: wallTime }), strict({ length: duration })]);

export const runbook = strict({
  ...head('Runbook'),
  change: text.optional(),
  timezone: timezone.optional(),
  window: window.optional(),
  inputs: inputs.optional(),
  inventory: inventory.optional(),
  environment: text.optional(),
  people: people.optional(),
  roster: text.optional(),
  clocks: clocks.optional(),
  probes: probes.optional(),
  backoutPlan: backoutPlan.optional(),
  defaults: defaults.optional(),
  steps: list(step),
});
export type RunbookText = z.output<typeof runbook>;
export const versionText = matching('a version', /^\S{1,200}$/, 'Write the version without spaces.');
