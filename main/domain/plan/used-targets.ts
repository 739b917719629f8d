import type { Plan, PlanTarget } from '../../../contract/plan.ts';

/** Of a runbook's own inventory all; of an environment, which many share, those that steps work on. */
export function usedTargets({ environment, targets, steps }: Plan): readonly PlanTarget[] {
  if (environment === undefined) return targets;
  const used = new Set(steps.flatMap(({ action }): readonly string[] => ('targets' in action ? action.targets : [])));
  return targets.filter(({ name }) => used.has(name));
}
