import { z } from 'zod';
import { list, record, strict, typedJson } from './document-object.ts';
import { duration } from './duration.ts';
import { environment } from './inventory.ts';
import { selector } from './selector.ts';
import { evidence } from './step-keys.ts';
import { anyText, bool, integer, matching, oneOf, regexText, stepIdText, text, valueNameText } from './text-types.ts';
import { dueTime, wallTimeOrClock } from './time-text.ts';

const script = z.union([text, strict({ file: text })]);
const retry = strict({ attempts: integer(1, 100), delay: duration.optional() });
export const until = strict({ every: duration, within: duration });
const share = matching('a number of targets or a percentage', /^\d{1,5}%?$/, 'Write 1 or 25%.');
const rollout = strict({
  batches: list(share),
  soak: duration.optional(),
  maxFailed: integer(0, 100_000).optional(),
});
export const jsonPathText = matching(
  'a JSON path',
  /^\$(\.[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,6}\]|\['[^']+'\])*$/,
  "Write '$.a.b[0]' in quotes: names, positions, nothing else.",
);
const outputs = record(valueNameText, z.union([strict({ json: jsonPathText }), strict({ regex: regexText })]));
const textExpectation = strict({
  contains: text.optional(),
  matches: regexText.optional(),
  not: text.optional(),
});
/** As bytes. Shorthand: a size alone is the policy `fail`. */
const size = matching('a size', /^\d{1,6}(KiB|MiB|GiB)$/, 'Write a size such as 64MiB.').transform(sizeInBytes);
const outputLimit = z.union([
  size.transform((bytes) => ({ size: bytes, policy: 'fail' as const })),
  strict({ size, policy: oneOf(['fail', 'keep-head-and-tail']).optional() }).transform(({ size: bytes, policy }) => ({
    size: bytes,
    policy: policy ?? ('fail' as const),
  })),
]);
const exitCodes = z.union([integer(0, 255).transform((code) => [code]), list(integer(0, 255))]);
const statuses = z.union([integer(100, 599).transform((status) => [status]), list(integer(100, 599))]);
export const httpMethod = oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
export const pathText = matching(
  'a path',
  /^\/(?:\$\{\{[^{}]*\}\}|(?!\$\{\{)\S)*$/,
  'Begin with a slash, without the address, which the target has; write %20 for a space.',
);
const headerName = matching("a header's name", /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'Write a name such as x-release.');
export const headers = record(headerName, anyText);
export const sshExpect = strict({
  exit: exitCodes.optional(),
  stdout: textExpectation.optional(),
  stderr: textExpectation.optional(),
});
export const httpExpect = strict({
  status: statuses.optional(),
  headers: headers.optional(),
  json: record(jsonPathText, typedJson).optional(),
  body: textExpectation.optional(),
});
export const checklistItem = strict({
  id: stepIdText,
  text,
  responsible: text.optional(),
  due: dueTime.optional(),
  evidence: evidence.optional(),
  fourEyes: bool.optional(),
});
const approvals = strict({
  roles: list(text),
  count: integer(1, 50).optional(),
  exclude: oneOf(['executor']).optional(),
});
const automated = { retry: retry.optional(), idempotent: bool.optional(), outputs: outputs.optional() };

/** What each kind has beside the keys of every step. */
export const kindKeys = {
  manual: {},
  checklist: { items: list(checklistItem).optional(), checklist: text.optional() },
  gate: {
    criteria: list(strict({ id: stepIdText, text, probe: text.optional() })).optional(),
    vote: strict({ areas: list(text), decides: text }).optional(),
    approvals: approvals.optional(),
  },
  ssh: {
    targets: selector,
    run: script,
    shell: text.optional(),
    env: environment.optional(),
    cwd: text.optional(),
    runAs: text.optional(),
    detach: bool.optional(),
    expect: sshExpect.optional(),
    check: script.optional(),
    skipWhenDone: bool.optional(),
    verify: script.optional(),
    rollout: rollout.optional(),
    outputLimit: outputLimit.optional(),
    ...automated,
  },
  upload: {
    targets: selector,
    artifact: text.optional(),
    file: text.optional(),
    to: text,
    mode: matching('a mode', /^[0-7]{3,4}$/, 'Write an octal mode such as 0644.').optional(),
    owner: text.optional(),
    verify: script.optional(),
    rollout: rollout.optional(),
    retry: retry.optional(),
  },
  http: {
    targets: selector,
    request: strict({
      method: httpMethod.optional(),
      path: pathText,
      query: record(text, anyText).optional(),
      headers: headers.optional(),
      json: typedJson.optional(),
      form: record(text, anyText).optional(),
      body: anyText.optional(),
    }),
    expect: httpExpect.optional(),
    until: until.optional(),
    ...automated,
  },
  connector: {
    connector: text,
    targets: selector.optional(),
    with: typedJson.optional(),
    until: until.optional(),
    outputs: outputs.optional(),
  },
  probe: { probe: text, until: until.optional(), for: duration.optional() },
  wait: { for: duration.optional(), until: wallTimeOrClock.optional() },
  message: {
    audience: text,
    subject: text.optional(),
    template: text.optional(),
    text: text.optional(),
    channel: text.optional(),
    approvals: approvals.optional(),
  },
  milestone: {},
};

function sizeInBytes(size: string): number {
  const unit = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }[size.slice(-3)] ?? 1;
  return Number(size.slice(0, -3)) * unit;
}
