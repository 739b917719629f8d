import { targetNameSchema } from '../../../contract/ids.ts';
import type {
  HttpAction,
  Plan,
  PlanProbe,
  PlanStep,
  PlanTarget,
  ProbeAction,
  SshAction,
  UploadAction,
} from '../../../contract/plan.ts';
import type { Preview } from '../../../contract/workspace-views.ts';
import { durationText } from '../log/duration.ts';
import { expectedOf } from '../probe/probe-text.ts';
import { stepEnvironment } from './environment.ts';
import { type ResolvedRequest, resolveRequest } from './resolve-request.ts';
import { scriptWay } from './script-shell.ts';
import { resolveTemplate } from './template.ts';
import { destinationOf, sourceTextOf, uploadText } from './upload-text.ts';
import { lookUpIn, type ValueScope } from './value-scope.ts';
import { vaultNamesOf } from './vault-references.ts';

/** Stands where a secret would. */
export const MASK = '••••••';

type PreviewTarget = Preview['steps'][number]['targets'][number];
type Scope = Omit<ValueScope, 'target'>;

/** What will run where, before anything runs: scripts as they will be sent, secrets masked, outputs unresolved. */
export function previewOf(
  plan: Plan,
  values: Readonly<Record<string, string>>,
  secretNames: readonly string[],
): Preview {
  const scope: Scope = {
    inputs: values,
    secrets: masked(secretNames),
    vault: masked(vaultNamesOf(plan, secretNames)),
    outputs: {},
  };
  const targets = new Map(plan.targets.map((target) => [target.name, target]));
  const around = { plan, targets, scope };
  const steps = plan.steps.map((step) => ({
    stepId: step.id,
    title: step.title,
    kind: step.kind,
    targets: previewTargets(step, around),
  }));
  const probes = previewProbes(around);
  return { title: plan.title, steps, ...(probes.length === 0 ? {} : { probes }) };
}

function masked(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, MASK]));
}

function previewTargets(step: PlanStep, around: Around): PreviewTarget[] {
  const { action } = step;
  const { targets, scope } = around;
  if (action.kind === 'message') return [previewMessage(action, scope)];
  if (!('targets' in action)) return [];
  return action.targets.flatMap((name): PreviewTarget[] => {
    const target = targets.get(name);
    if (target === undefined) return [];
    if (action.kind === 'ssh' && target.kind === 'ssh') return [previewScript(action, target, scope)];
    if (action.kind === 'http' && target.kind === 'http') return [previewRequest(action, target, scope)];
    if (action.kind === 'upload' && target.kind === 'ssh') return [previewUpload(action, target, scope)];
    if (action.kind === 'probe') return [previewWaiting(action, target, around)];
    return [{ ...bare(target), what: `(${step.kind}: rehearsed only by this build)` }];
  });
}

interface Around {
  readonly plan: Plan;
  readonly targets: ReadonlyMap<string, PlanTarget>;
  readonly scope: Scope;
}

/** Asked as long as the run is open: in the shape of steps, so that they are looked at in the same way. */
function previewProbes(around: Around): NonNullable<Preview['probes']> {
  return (around.plan.probes ?? []).map((probe) => ({
    stepId: `probe:${probe.name}`,
    title: `Probe ${probe.name}: every ${durationText(probe.everyMs)} while the run is open, expects ${expectedOf(probe)}`,
    kind: 'probe',
    targets: probe.targets.flatMap((name) => {
      const target = around.targets.get(name);
      return target === undefined ? [] : [previewQuestion(probe, target, around.scope)];
    }),
  }));
}

function previewQuestion(probe: PlanProbe, target: PlanTarget, scope: Scope): PreviewTarget {
  const asked = { idempotent: true, retry: null, outputs: {}, targets: [] };
  if (probe.kind === 'http' && target.kind === 'http') {
    return previewRequest(
      { kind: 'http', ...asked, request: probe.request, expect: probe.expect, until: null },
      target,
      scope,
    );
  }
  if (probe.kind !== 'ssh' || target.kind !== 'ssh') return bare(target);
  const { values, unresolved } = stepEnvironment(probe, target, { scope, runId: 'set at the start' });
  return { ...bare(target), what: probe.run, env: { ...values }, unresolved: [...unresolved] };
}

/** The question of its probe, and how long it is asked. */
function previewWaiting(action: ProbeAction, target: PlanTarget, { plan, scope }: Around): PreviewTarget {
  const probe = plan.probes?.find(({ name }) => name === action.probe);
  if (probe === undefined) return bare(target);
  const how =
    action.until === null
      ? `Asked every ${durationText(probe.everyMs)}; must stay successful for ${durationText(action.forMs ?? 0)}.`
      : `Asked every ${durationText(action.until.everyMs)} until it is successful, for ${durationText(action.until.withinMs)} at most.`;
  return { ...previewQuestion(probe, target, scope), how: `${how} Expects ${expectedOf(probe)}.` };
}

function bare(target: PlanTarget): PreviewTarget {
  return {
    name: target.name,
    address: addressOf(target),
    what: '',
    env: {},
    check: null,
    verify: null,
    unresolved: [],
    refusal: null,
  };
}

/** `deploy@10.0.0.11:22`, or the base URL. */
export function addressOf(target: PlanTarget): string {
  if (target.kind === 'http') return target.baseUrl;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return `${target.user === null ? '' : `${target.user}@`}${host}:${target.port}`;
}

function previewScript(action: SshAction, target: Extract<PlanTarget, { kind: 'ssh' }>, scope: Scope): PreviewTarget {
  const { values, unresolved } = stepEnvironment(action, target, { scope, runId: 'set at the start' });
  return {
    ...bare(target),
    what: action.run,
    how: scriptWay(action, target),
    env: { ...values },
    check: action.check,
    verify: action.verify,
    unresolved: [...unresolved],
  };
}

function previewUpload(
  action: UploadAction,
  target: Extract<PlanTarget, { kind: 'ssh' }>,
  scope: Scope,
): PreviewTarget {
  const { path, unresolved, refusal } = destinationOf(action, target, scope);
  const source = sourceTextOf(action, scope.inputs);
  const filled = { ...action, source: { ...action.source, text: source.text } };
  return {
    ...bare(target),
    what: uploadText(filled, path),
    verify: action.verify,
    unresolved: [...new Set([...source.unresolved, ...unresolved])],
    refusal,
  };
}

function previewRequest(
  action: HttpAction,
  target: Extract<PlanTarget, { kind: 'http' }>,
  scope: Scope,
): PreviewTarget {
  const request = resolveRequest(action.request, target, scope);
  const readable = (text: string) => text.replaceAll(encodeURIComponent(MASK), MASK);
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body === null ? [] : ['', readable(request.body)];
  return {
    ...bare(target),
    what: [`${request.method} ${readable(asSent(request))}`, ...headers, ...body].join('\n'),
    unresolved: [...request.unresolved],
    refusal: refusalOf(action, target, scope),
  };
}

/** An address is sent in its normal form (`it's ü` in a query as `it%27s%20%C3%BC`); one still open stays as written. */
function asSent({ url, unresolved }: ResolvedRequest): string {
  return unresolved.length === 0 && URL.canParse(url) ? new URL(url).href : url;
}

/** Judged with a stand-in for secrets that every header may carry, as the mask may not. */
function refusalOf(action: HttpAction, target: Extract<PlanTarget, { kind: 'http' }>, scope: Scope): string | null {
  const stoodIn = (masks: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.keys(masks).map((name) => [name, 'secret']));
  const standIns = { secrets: stoodIn(scope.secrets), vault: stoodIn(scope.vault ?? {}) };
  return resolveRequest(action.request, target, { ...scope, ...standIns }).refusal;
}

function previewMessage(action: Extract<PlanStep['action'], { kind: 'message' }>, scope: Scope): PreviewTarget {
  const lookUp = lookUpIn({ ...scope, target: null });
  const parts = [action.subject, action.text].filter((part) => part !== null);
  const filled = parts.map((part) => resolveTemplate(part, lookUp, 'text'));
  return {
    name: targetNameSchema.parse('desk'),
    address: action.audience,
    what: filled.map((part) => part.text).join('\n\n'),
    env: {},
    check: null,
    verify: null,
    unresolved: [...new Set(filled.flatMap((part) => part.unresolved))],
    refusal: null,
  };
}
