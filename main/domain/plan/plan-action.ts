import type { StepText, StepTextOf } from '../../../contract/documents/steps.ts';
import { stepIdSchema, type TargetName } from '../../../contract/ids.ts';
import type {
  HttpAction,
  PlanAction,
  PlanProbe,
  PlanTarget,
  SshAction,
  TextExpectation,
  UploadAction,
} from '../../../contract/plan.ts';
import { targetShells } from './plan-targets.ts';
import type { Json } from './typed-json.ts';

/** What a step's action needs beside its own text. */
export interface ActionSurroundings {
  /** Every target of the plan. */
  readonly inventory: readonly PlanTarget[];
  readonly targets: readonly TargetName[];
  /** Every probe of the plan. */
  readonly probes: readonly PlanProbe[];
  /** Of a `wait`. */
  readonly until: number | null;
  /** Of a checklist whose items are known. */
  readonly checklist: PlanAction | null;
  /** What stands below the step at these keys, as typed JSON. */
  readonly json: (keys: readonly string[]) => Json;
}

export function planAction(step: StepText, around: ActionSurroundings): PlanAction {
  switch (step.kind) {
    case 'manual':
      return { kind: 'manual' };
    case 'checklist':
      // Items kept in a document that is not known here are rehearsed as a manual step.
      return around.checklist ?? { kind: 'manual' };
    case 'gate':
      return gateAction(step);
    case 'ssh':
      return sshAction(step, around);
    case 'http':
      return httpAction(step, around);
    case 'wait':
      return { kind: 'wait', forMs: step.for ?? null, until: around.until };
    case 'message':
      return messageAction(step);
    case 'milestone':
      return { kind: 'milestone' };
    case 'upload':
      return uploadAction(step, around);
    case 'probe':
      return probeAction(step, around);
    case 'connector':
      return { kind: 'simulated', targets: [...around.targets] };
  }
}

/** It asks the targets of its probe. */
function probeAction(step: StepTextOf<'probe'>, around: ActionSurroundings): PlanAction {
  const { probe, until } = step;
  const targets = around.probes.find(({ name }) => name === probe)?.targets ?? [];
  return {
    kind: 'probe',
    probe: stepIdSchema.parse(probe),
    targets: [...targets],
    until: until === undefined ? null : { everyMs: until.every, withinMs: until.within },
    forMs: step.for ?? null,
  };
}

/** Without `approvals` the responsible role decides; without that, anyone. */
function gateAction(step: StepTextOf<'gate'>): PlanAction {
  const criteria = (step.criteria ?? []).map((criterion) => ({
    id: stepIdSchema.parse(criterion.id),
    text: criterion.text,
    probe: criterion.probe ?? null,
  }));
  const roles = step.approvals?.roles ?? (step.responsible === undefined ? [] : [step.responsible]);
  const excludeExecutor = step.approvals?.exclude === 'executor';
  return { kind: 'gate', criteria, approvals: { roles, count: step.approvals?.count ?? 1, excludeExecutor } };
}

function sshAction(step: StepTextOf<'ssh'>, around: ActionSurroundings): SshAction {
  const shells = targetShells(around.inventory, around.targets);
  const [shell = 'sh'] = shells;
  return {
    kind: 'ssh',
    ...automated(step, around),
    run: scriptOf(step.run),
    shell: step.shell ?? shell,
    env: step.env ?? {},
    cwd: step.cwd ?? null,
    detach: step.detach ?? true,
    expect: shellExpectation(step.expect),
    check: step.check === undefined ? null : scriptOf(step.check),
    skipWhenDone: step.skipWhenDone ?? false,
    verify: step.verify === undefined ? null : scriptOf(step.verify),
    ...(step.runAs === undefined ? {} : { runAs: step.runAs }),
    ...(step.outputLimit === undefined
      ? {}
      : { outputLimit: { bytes: step.outputLimit.size, policy: step.outputLimit.policy } }),
  };
}

/** Exit code 0 where nothing else is said. */
export function shellExpectation(expect: StepTextOf<'ssh'>['expect']): SshAction['expect'] {
  return {
    exit: expect?.exit ?? [0],
    stdout: textExpectation(expect?.stdout),
    stderr: textExpectation(expect?.stderr),
  };
}

function uploadAction(step: StepTextOf<'upload'>, around: ActionSurroundings): UploadAction {
  const [shell = 'sh'] = targetShells(around.inventory, around.targets);
  return {
    kind: 'upload',
    targets: [...around.targets],
    retry: retryOf(step.retry),
    source:
      step.file === undefined ? { kind: 'artifact', text: step.artifact ?? '' } : { kind: 'file', text: step.file },
    to: step.to,
    mode: step.mode ?? null,
    owner: step.owner ?? null,
    verify: step.verify === undefined ? null : scriptOf(step.verify),
    shell,
  };
}

type Script = StepTextOf<'ssh'>['run'];

/** Scripts in files come with release packs; until then a rehearsal shows which file it would be. */
export function scriptOf(script: Script): string {
  return typeof script === 'string' ? script : `# file: ${script.file}\n`;
}

function automated(step: StepTextOf<'ssh'> | StepTextOf<'http'>, around: ActionSurroundings) {
  return {
    targets: [...around.targets],
    retry: retryOf(step.retry),
    idempotent: step.idempotent ?? false,
    outputs: step.outputs ?? {},
  };
}

function retryOf(retry: StepTextOf<'ssh'>['retry']): SshAction['retry'] {
  return retry === undefined ? null : { attempts: retry.attempts, delayMs: retry.delay ?? 0 };
}

/** null = nothing is said about the text. */
export function textExpectation(
  given: { contains?: string | undefined; matches?: string | undefined; not?: string | undefined } | undefined,
): TextExpectation | null {
  if (given === undefined) return null;
  return {
    ...(given.contains === undefined ? {} : { contains: given.contains }),
    ...(given.matches === undefined ? {} : { matches: given.matches }),
    ...(given.not === undefined ? {} : { not: given.not }),
  };
}

function httpAction(step: StepTextOf<'http'>, around: ActionSurroundings): HttpAction {
  const { request, expect } = step;
  const json = Object.keys(expect?.json ?? {}).map((path) => [path, around.json(['expect', 'json', path])] as const);
  return {
    kind: 'http',
    ...automated(step, around),
    request: {
      method: request.method ?? 'GET',
      path: request.path,
      query: request.query ?? {},
      headers: request.headers ?? {},
      body: bodyOf(request, around),
    },
    expect: {
      status: expect?.status ?? [],
      headers: expect?.headers ?? {},
      json: Object.fromEntries(json),
      body: textExpectation(expect?.body),
    },
    until: step.until === undefined ? null : { everyMs: step.until.every, withinMs: step.until.within },
  };
}

function bodyOf(request: StepTextOf<'http'>['request'], around: ActionSurroundings): HttpAction['request']['body'] {
  if (request.json !== undefined) return { kind: 'json', value: around.json(['request', 'json']) };
  if (request.form !== undefined) return { kind: 'form', value: request.form };
  return request.body === undefined ? { kind: 'none' } : { kind: 'text', value: request.body };
}

function messageAction(step: StepTextOf<'message'>): PlanAction {
  return {
    kind: 'message',
    audience: step.audience,
    channel: step.channel ?? null,
    subject: step.subject ?? null,
    text: step.text ?? `(template ${step.template ?? ''})`,
  };
}
