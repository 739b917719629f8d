import type { StepId, TargetName } from '../../../contract/ids.ts';
import { targetNameSchema } from '../../../contract/ids.ts';
import type { Dependency, Plan, PlanStep } from '../../../contract/plan.ts';

/** What of a plan is looked up again and again, worked out once when the run is created. */
export interface PlanIndex {
  readonly positions: ReadonlyMap<StepId, number>;
  readonly facts: readonly StepFacts[];
  /** Positions of steps with a `notAfter`. */
  readonly limited: readonly number[];
}

export interface StepFacts {
  readonly step: PlanStep;
  readonly isAutomated: boolean;
  /** manual, checklist, gate, message: a person completes it. */
  readonly isHuman: boolean;
  readonly targets: readonly TargetName[];
  readonly targetPositions: ReadonlyMap<TargetName, number>;
  readonly startDependencies: readonly Dependency[];
  /** FF and SF, on kinds that obey them; empty on automated ones. */
  readonly completionDependencies: readonly Dependency[];
  readonly successors: readonly Successor[];
}

export interface Successor {
  readonly index: number;
  readonly type: Dependency['type'];
  readonly lagMs: number;
}

/** A simulated step that names no target has this one, so that it is attempted and rehearsed like any other. */
export const IMPLICIT_TARGET: TargetName = targetNameSchema.parse('simulated');

export function indexPlan(plan: Plan): PlanIndex {
  const positions = new Map(plan.steps.map((step, index) => [step.id, index] as const));
  const successors: Successor[][] = plan.steps.map(() => []);
  plan.steps.forEach((step, index) => {
    for (const dependency of step.after) {
      if (isCompletion(dependency) && !obeysCompletion(step)) continue;
      const predecessor = positions.get(dependency.step);
      // A lead (negative lag) is for planning only.
      const lagMs = Math.max(0, dependency.lagMs);
      if (predecessor !== undefined) successors[predecessor]?.push({ index, type: dependency.type, lagMs });
    }
  });
  return {
    positions,
    facts: plan.steps.map((step, index) => stepFacts(step, successors[index] ?? [])),
    limited: plan.steps.flatMap((step, index) => (step.notAfter === null ? [] : [index])),
  };
}

function stepFacts(step: PlanStep, successors: readonly Successor[]): StepFacts {
  const targets = targetsOf(step);
  return {
    step,
    isAutomated: isAutomated(step),
    isHuman: ['manual', 'checklist', 'gate', 'message'].includes(step.action.kind),
    targets,
    targetPositions: new Map(targets.map((name, position) => [name, position] as const)),
    startDependencies: step.after.filter((dependency) => !isCompletion(dependency)),
    completionDependencies: obeysCompletion(step) ? step.after.filter(isCompletion) : [],
    successors,
  };
}

function isCompletion(dependency: Dependency): boolean {
  return dependency.type === 'FF' || dependency.type === 'SF';
}

const automated: ReadonlySet<PlanStep['action']['kind']> = new Set(['ssh', 'http', 'upload', 'probe', 'simulated']);

function isAutomated(step: PlanStep): boolean {
  return automated.has(step.action.kind);
}

function obeysCompletion(step: PlanStep): boolean {
  return !isAutomated(step);
}

function targetsOf(step: PlanStep): readonly TargetName[] {
  const { action } = step;
  if (action.kind === 'simulated' && action.targets.length === 0) return [IMPLICIT_TARGET];
  return 'targets' in action ? [...new Set(action.targets)] : [];
}
