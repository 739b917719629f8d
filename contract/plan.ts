import { z } from 'zod';
import { instantSchema, sha256Schema, stepIdSchema, targetNameSchema } from './ids.ts';

/**
 * The frozen plan: a runbook after validation, selectors and zones are resolved. It is part of
 * `run.created`, so a run can be understood without any document. Durations in ms, instants in UTC ms.
 */

export const phases = ['pre', 'cutover', 'post', 'hypercare'] as const;
export const stepKinds = [
  'manual',
  'checklist',
  'gate',
  'ssh',
  'upload',
  'http',
  'connector',
  'probe',
  'wait',
  'message',
  'milestone',
] as const;
export const stepKindSchema = z.enum(stepKinds);
export type StepKind = z.infer<typeof stepKindSchema>;

export const dependencySchema = z.object({
  step: stepIdSchema,
  type: z.enum(['FS', 'SS', 'FF', 'SF']),
  /** Lead is negative and for planning only. */
  lagMs: z.number().int(),
});
export type Dependency = z.infer<typeof dependencySchema>;

export const estimateSchema = z.object({ minMs: z.number(), likelyMs: z.number(), maxMs: z.number() });
export type Estimate = z.infer<typeof estimateSchema>;

export type Condition =
  | { readonly kind: 'in'; readonly value: string; readonly in: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition };
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.object({ kind: z.literal('in'), value: z.string(), in: z.array(z.string()) }),
    z.object({ kind: z.enum(['all', 'any']), of: z.array(conditionSchema) }),
    z.object({ kind: z.literal('not'), of: conditionSchema }),
  ]),
);

export const evidenceDemandSchema = z.object({
  /** Of an item of a checklist in a step: `ITEM/ID`. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,62}(\/[a-z][a-z0-9-]{0,62})?$/),
  text: z.string(),
  type: z.enum(['text', 'number', 'link', 'file']),
  required: z.boolean(),
});
export type EvidenceDemand = z.infer<typeof evidenceDemandSchema>;

export const deadlineSchema = z.object({
  withinMs: z.number().int(),
  onExpiry: z.enum(['hold', 'no-go']),
  escalate: z.array(z.string()),
});

/** A match on text: exact, substring or regular expression; `not` turns it round. */
export const textExpectationSchema = z.object({
  contains: z.string().optional(),
  matches: z.string().optional(),
  not: z.string().optional(),
});
export type TextExpectation = z.infer<typeof textExpectationSchema>;

/** `{ json: '$.id' }`, `{ regex: 'id=(\w+)' }`; lines `name=value` in `$HP_OUTPUT` need no entry. */
export const outputRuleSchema = z.union([z.object({ json: z.string() }), z.object({ regex: z.string() })]);
export const retrySchema = z.object({ attempts: z.number().int().min(1), delayMs: z.number().int() });
export const untilSchema = z.object({ everyMs: z.number().int(), withinMs: z.number().int() });

const automated = {
  targets: z.array(targetNameSchema),
  retry: retrySchema.nullable(),
  idempotent: z.boolean(),
  outputs: z.record(z.string(), outputRuleSchema),
};

/** What happens to output beyond so many bytes of an attempt: the step fails, or the middle is left out and marked. */
export const outputLimitSchema = z.object({
  bytes: z.number().int().min(1),
  policy: z.enum(['fail', 'keep-head-and-tail']),
});
export type OutputLimit = z.infer<typeof outputLimitSchema>;

export const sshActionSchema = z.object({
  kind: z.literal('ssh'),
  ...automated,
  run: z.string(),
  shell: z.string(),
  /** Name → template; resolved per target at start. */
  env: z.record(z.string(), z.string()),
  cwd: z.string().nullable(),
  detach: z.boolean(),
  expect: z.object({
    exit: z.array(z.number().int()),
    stdout: textExpectationSchema.nullable(),
    stderr: textExpectationSchema.nullable(),
  }),
  check: z.string().nullable(),
  skipWhenDone: z.boolean(),
  verify: z.string().nullable(),
  /** These two stand only where the document has them: plans of earlier builds have none. */
  runAs: z.string().optional(),
  outputLimit: outputLimitSchema.optional(),
});
export type SshAction = z.infer<typeof sshActionSchema>;

/** What an upload sends, found out once when the run is set up: a file that differs later is refused. */
export const payloadSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().min(0),
  /** The file on this machine; null = it lies on the shelf of artifacts, under its digest. */
  path: z.string().nullable(),
  name: z.string(),
});
export type Payload = z.infer<typeof payloadSchema>;

export const uploadActionSchema = z.object({
  kind: z.literal('upload'),
  targets: z.array(targetNameSchema),
  retry: retrySchema.nullable(),
  /** As written: a name or `sha256:…` of the shelf, or a path; templates of inputs are inside. */
  source: z.object({ kind: z.enum(['artifact', 'file']), text: z.string() }),
  /** Absolute or `~/…`, with templates; filled in per target at start. */
  to: z.string(),
  /** Octal, as written. */
  mode: z.string().nullable(),
  /** `user`, `user:group` or `:group`. */
  owner: z.string().nullable(),
  verify: z.string().nullable(),
  /** Of `verify`. */
  shell: z.string(),
  /** Left out = the plan was not frozen yet, or a rehearsal did without the file. */
  payload: payloadSchema.optional(),
});
export type UploadAction = z.infer<typeof uploadActionSchema>;

export const httpActionSchema = z.object({
  kind: z.literal('http'),
  ...automated,
  request: z.object({
    method: z.string(),
    path: z.string(),
    query: z.record(z.string(), z.string()),
    headers: z.record(z.string(), z.string()),
    /** Templates are inside; JSON strings are escaped after resolution. */
    body: z.union([
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('json'), value: z.json() }),
      z.object({ kind: z.literal('form'), value: z.record(z.string(), z.string()) }),
      z.object({ kind: z.literal('text'), value: z.string() }),
    ]),
  }),
  expect: z.object({
    status: z.array(z.number().int()),
    headers: z.record(z.string(), z.string()),
    /** JSON path → expected JSON value. */
    json: z.record(z.string(), z.json()),
    body: textExpectationSchema.nullable(),
  }),
  until: untilSchema.nullable(),
});
export type HttpAction = z.infer<typeof httpActionSchema>;

const probe = {
  name: stepIdSchema,
  targets: z.array(targetNameSchema),
  everyMs: z.number().int().min(1),
  /** Of each question. */
  timeoutMs: z.number().int().min(1),
};
/** A read-only question, asked again and again while the run is open. */
export const planProbeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('http'),
    ...probe,
    request: httpActionSchema.shape.request,
    expect: httpActionSchema.shape.expect,
  }),
  z.object({
    kind: z.literal('ssh'),
    ...probe,
    run: z.string(),
    shell: z.string(),
    env: z.record(z.string(), z.string()),
    expect: sshActionSchema.shape.expect,
  }),
]);
export type PlanProbe = z.infer<typeof planProbeSchema>;

/** until: asked until the answer is successful. forMs: must stay successful for so long. Exactly one of them. */
export const probeActionSchema = z.object({
  kind: z.literal('probe'),
  probe: stepIdSchema,
  targets: z.array(targetNameSchema),
  until: untilSchema.nullable(),
  forMs: z.number().int().nullable(),
});
export type ProbeAction = z.infer<typeof probeActionSchema>;

/** When an item is due: an instant, or an offset that T0 makes one. */
export const itemDueSchema = z.object({
  /** As written: `T-5d`, `2026-11-20`. */
  text: z.string(),
  offsetMs: z.number().int().nullable(),
  /** Of a date or wall time; null with an offset. */
  at: instantSchema.nullable(),
});
export type ItemDue = z.infer<typeof itemDueSchema>;

export const checklistItemSchema = z.object({
  id: stepIdSchema,
  text: z.string(),
  responsible: z.string().nullable(),
  /** These three stand only where the document has them: plans of earlier builds have none. */
  due: itemDueSchema.optional(),
  evidence: z.array(evidenceDemandSchema).optional(),
  /** Two different people must tick it. */
  fourEyes: z.boolean().optional(),
});
export type ChecklistItem = z.infer<typeof checklistItemSchema>;

export const stepActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('manual') }),
  z.object({
    kind: z.literal('checklist'),
    items: z.array(checklistItemSchema),
    /** The stored checklist its items were taken from; a file of a release pack has no revision. */
    from: z.object({ key: z.string(), revision: z.number().int().nullable(), sha256: sha256Schema }).optional(),
  }),
  z.object({
    kind: z.literal('gate'),
    criteria: z.array(z.object({ id: stepIdSchema, text: z.string(), probe: z.string().nullable() })),
    approvals: z.object({ roles: z.array(z.string()), count: z.number().int().min(1), excludeExecutor: z.boolean() }),
  }),
  sshActionSchema,
  httpActionSchema,
  uploadActionSchema,
  z.object({ kind: z.literal('wait'), forMs: z.number().int().nullable(), until: instantSchema.nullable() }),
  z.object({
    kind: z.literal('message'),
    audience: z.string(),
    channel: z.string().nullable(),
    subject: z.string().nullable(),
    text: z.string(),
  }),
  z.object({ kind: z.literal('milestone') }),
  probeActionSchema,
  /** Kinds a build rehearses but cannot execute live: connector; uploads and probes in runs of earlier builds. */
  z.object({ kind: z.literal('simulated'), targets: z.array(targetNameSchema) }),
]);
export type PlanAction = z.infer<typeof stepActionSchema>;

export const planStepSchema = z.object({
  id: stepIdSchema,
  kind: stepKindSchema,
  title: z.string(),
  phase: z.enum(phases).nullable(),
  stream: z.string().nullable(),
  tags: z.array(z.string()),
  responsible: z.string().nullable(),
  backup: z.string().nullable(),
  supplier: z.string().nullable(),
  instructions: z.string().nullable(),
  expected: z.string().nullable(),
  links: z.array(z.object({ text: z.string(), url: z.string() })),
  notes: z.string().nullable(),
  after: z.array(dependencySchema),
  /** Offset from T0. */
  startAtMs: z.number().int().nullable(),
  notBefore: instantSchema.nullable(),
  notAfter: instantSchema.nullable(),
  start: z.enum(['ask', 'auto']),
  duration: estimateSchema.nullable(),
  timeoutMs: z.number().int().nullable(),
  when: conditionSchema.nullable(),
  required: z.boolean(),
  onFailure: z.enum(['hold', 'continue', 'backout']),
  /** `none` with its reason, or a sentence that names the backout step. */
  backout: z
    .union([
      z.object({ kind: z.literal('none'), reason: z.string() }),
      z.object({ kind: z.literal('step'), summary: z.string() }),
    ])
    .nullable(),
  pointOfNoReturn: z.boolean(),
  evidence: z.array(evidenceDemandSchema),
  deadline: deadlineSchema.nullable(),
  action: stepActionSchema,
  /** SHA-256 over the step's own canonical form, for "changed since". */
  hash: sha256Schema,
});
export type PlanStep = z.infer<typeof planStepSchema>;

/** Groups of its environment it belongs to; left out = none. */
const grouped = { groups: z.array(stepIdSchema).optional() };

export const planTargetSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ssh'),
    name: targetNameSchema,
    host: z.string(),
    port: z.number().int(),
    user: z.string().nullable(),
    identity: z.string().nullable(),
    jump: z.string().nullable(),
    stateDir: z.string().nullable(),
    env: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    /** The document itself names the port; left out with 22 = ssh_config may know another. */
    isPortStated: z.boolean().optional(),
    /** Left out = ssh2: our own client. */
    transport: z.enum(['ssh2', 'openssh']).optional(),
    /** Runs steps as this account of the target, by sudo, where a step names none. */
    runAs: z.string().optional(),
    /** Where a step names none; left out = sh. */
    shell: z.string().optional(),
    ...grouped,
  }),
  z.object({
    kind: z.literal('http'),
    name: targetNameSchema,
    baseUrl: z.string(),
    labels: z.record(z.string(), z.string()),
    ...grouped,
  }),
]);
export type PlanTarget = z.infer<typeof planTargetSchema>;
export type SshTarget = Extract<PlanTarget, { kind: 'ssh' }>;

export const planPersonSchema = z.object({
  role: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  backup: z.string().nullable(),
});

export const planSchema = z.object({
  key: z.string(),
  title: z.string(),
  change: z.string().nullable(),
  timezone: z.string(),
  window: z.object({ start: instantSchema, end: instantSchema }).nullable(),
  people: z.array(planPersonSchema),
  /** Where the targets come from; left out = from the runbook itself. A file of a release pack has no revision. */
  environment: z
    .object({
      key: z.string(),
      title: z.string(),
      rank: z.number().int().nullable(),
      revision: z.number().int().nullable(),
      sha256: sha256Schema,
    })
    .optional(),
  targets: z.array(planTargetSchema),
  clocks: z.array(z.object({ name: z.string(), from: stepIdSchema, to: stepIdSchema, limitMs: z.number().nullable() })),
  /** Left out = none. */
  probes: z.array(planProbeSchema).optional(),
  steps: z.array(planStepSchema),
});
export type Plan = z.infer<typeof planSchema>;

/** Approvals, rehearsals and runs say which of the three they cover. */
export const planHashesSchema = z.object({ plan: sha256Schema, schedule: sha256Schema, binding: sha256Schema });
export type PlanHashes = z.infer<typeof planHashesSchema>;
