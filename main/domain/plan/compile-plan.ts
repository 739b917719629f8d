import type { ConditionText } from '../../../contract/documents/step-keys.ts';
import type { StepText } from '../../../contract/documents/steps.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import type {
  ChecklistItem,
  Condition,
  Plan,
  PlanAction,
  PlanHashes,
  PlanProbe,
  PlanStep,
} from '../../../contract/plan.ts';
import { canonical } from '../audit/canonical.ts';
import { demandsOf } from '../checklist/freeze-items.ts';
import { planAction } from './plan-action.ts';
import { planProbes } from './plan-probes.ts';
import type { RunbookContext } from './runbook-context.ts';
import { isAutomatedKind } from './step-facts.ts';
import { nodeAt, plainValue } from './text-tree.ts';

/** Lower-case hex SHA-256 of a text. */
export type DigestText = (text: string) => string;

const DEFAULT_TIMEOUT = 600_000;

export interface CompiledPlan {
  readonly plan: Plan;
  readonly hashes: PlanHashes;
}

/**
 * A runbook without errors as the frozen plan of a run. Templates stay in it: they are resolved when a step
 * starts. `inputs` only enter the binding hash.
 */
export function buildPlan(
  context: RunbookContext,
  inputs: Readonly<Record<string, string>>,
  digest: DigestText,
): CompiledPlan {
  const { runbook, times } = context;
  const probes = planProbes(context);
  const plan: Plan = {
    key: runbook.key,
    title: runbook.title,
    change: runbook.change ?? null,
    timezone: times.timezone,
    window: times.window,
    people: (runbook.people ?? []).map((person) => ({
      role: person.role,
      name: person.name,
      phone: person.phone ?? null,
      backup: person.backup ?? null,
    })),
    ...(context.environment.frozen === null ? {} : { environment: context.environment.frozen }),
    targets: [...context.targets],
    clocks: (runbook.clocks ?? []).map((clock) => ({
      name: clock.name,
      from: stepIdSchema.parse(clock.from),
      to: stepIdSchema.parse(clock.to),
      limitMs: clock.limit ?? null,
    })),
    ...(probes.length === 0 ? {} : { probes: [...probes] }),
    steps: runbook.steps.map((step, index) => planStep(context, { step, index, probes }, digest)),
  };
  return { plan, hashes: hashesOf(context, { plan, inputs }, digest) };
}

interface Numbered {
  readonly step: StepText;
  readonly index: number;
  readonly probes: readonly PlanProbe[];
}

function planStep(context: RunbookContext, { step, index, probes }: Numbered, digest: DigestText): PlanStep {
  const defaults = context.runbook.defaults ?? {};
  const isAutomated = isAutomatedKind(step.kind);
  const moments = context.times.steps[index];
  const unhashed: Omit<PlanStep, 'hash'> = {
    id: stepIdSchema.parse(step.id),
    kind: step.kind,
    title: step.title,
    ...describing(step),
    after: (step.after ?? [])
      .filter((dependency) => dependency.run === null)
      .map(({ step: id, type, lagMs }) => ({
        step: stepIdSchema.parse(id),
        type,
        lagMs,
      })),
    startAtMs: step.startAt ?? null,
    notBefore: moments?.notBefore ?? null,
    notAfter: moments?.notAfter ?? null,
    start: step.start ?? (isAutomated ? (defaults.start ?? 'ask') : 'auto'),
    duration: step.duration ?? null,
    timeoutMs: isAutomated ? (step.timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT) : null,
    when: step.when === undefined ? null : conditionOf(step.when),
    required: step.required ?? true,
    onFailure: step.onFailure ?? defaults.onFailure ?? 'hold',
    backout: backoutOf(step),
    pointOfNoReturn: step.pointOfNoReturn ?? false,
    evidence: [...demandsOf(step.evidence), ...itemDemands(context.checklists[index]?.action?.items ?? [])],
    deadline: deadlineOf(step),
    action: planAction(step, {
      inventory: context.targets,
      targets: context.selected[index] ?? [],
      probes,
      until: moments?.until ?? null,
      checklist: context.checklists[index]?.action ?? null,
      json: (keys) => context.source.json(['steps', index, ...keys]),
    }),
  };
  return { ...unhashed, hash: stepHash(context, { unhashed, index }, digest) };
}

function describing(step: StepText) {
  return {
    phase: step.phase ?? null,
    stream: step.stream ?? null,
    tags: step.tags ?? [],
    responsible: step.responsible ?? null,
    backup: step.backup ?? null,
    supplier: step.supplier ?? null,
    instructions: step.instructions ?? null,
    expected: step.expected ?? null,
    links: (step.links ?? []).map((link) => (typeof link === 'string' ? { text: link, url: link } : link)),
    notes: step.notes ?? null,
  };
}

function conditionOf(text: ConditionText): Condition {
  if ('value' in text) return { kind: 'in', value: text.value, in: [...text.in] };
  if ('all' in text) return { kind: 'all', of: text.all.map(conditionOf) };
  if ('any' in text) return { kind: 'any', of: text.any.map(conditionOf) };
  return { kind: 'not', of: conditionOf(text.not) };
}

function backoutOf(step: StepText): PlanStep['backout'] {
  if (step.backout === undefined) return null;
  if ('none' in step.backout) return { kind: 'none', reason: step.backout.none };
  const { kind, title } = step.backout;
  return { kind: 'step', summary: title ?? `Back out “${step.title}” by a step of kind ${kind}.` };
}

/** What items ask for is asked for by their step: named `ITEM/ID`, and given in the same way. */
function itemDemands(items: readonly ChecklistItem[]): PlanStep['evidence'] {
  return items.flatMap((item) =>
    (item.evidence ?? []).map((demand) => ({
      ...demand,
      id: `${item.id}/${demand.id}`,
      text: `${item.text}: ${demand.text}`,
    })),
  );
}

function deadlineOf({ deadline }: StepText): PlanStep['deadline'] {
  if (deadline === undefined) return null;
  return { withinMs: deadline.within, onExpiry: deadline.onExpiry ?? 'hold', escalate: deadline.escalate ?? [] };
}

/**
 * What a step does and as its author wrote it, so that also what this build does not execute counts. The targets
 * a selector finds and the instants of wall times belong to the binding and the schedule.
 */
function stepHash(
  context: RunbookContext,
  { unhashed, index }: { unhashed: Omit<PlanStep, 'hash'>; index: number },
  digest: DigestText,
): string {
  const written = nodeAt(context.source.root, ['steps', index]);
  const { action, notBefore: _before, notAfter: _after, ...rest } = unhashed;
  const plain = written === undefined ? null : plainValue(written);
  return digest(canonical({ ...rest, action: lasting(action), written: plain }));
}

function lasting(action: PlanAction): unknown {
  if ('targets' in action) return { ...action, targets: null };
  if (action.kind === 'wait') return { ...action, until: null };
  if (action.kind !== 'checklist') return action;
  const items = action.items.map((item) => (item.due === undefined ? item : { ...item, due: item.due.text }));
  // What the stored checklist says counts, not how often it was saved, nor its comments.
  return action.from === undefined ? { ...action, items } : { ...action, items, from: action.from.key };
}

function hashesOf(
  context: RunbookContext,
  { plan, inputs }: { plan: Plan; inputs: Readonly<Record<string, string>> },
  digest: DigestText,
): PlanHashes {
  const { runbook, times } = context;
  const hash = (value: unknown) => digest(canonical(value));
  return {
    plan: hash({
      steps: plan.steps.map((step) => step.hash),
      clocks: plan.clocks,
      probes: runbook.probes ?? null,
      backoutPlan: runbook.backoutPlan ?? null,
    }),
    schedule: hash({
      timezone: plan.timezone,
      window: plan.window,
      length: runbook.window ?? null,
      steps: times.steps,
    }),
    binding: hash({
      ...{ targets: plan.targets, people: plan.people, inputs },
      ...(plan.environment === undefined ? {} : { environment: plan.environment.key }),
    }),
  };
}
