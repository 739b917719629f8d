import type { Dependency, Plan, PlanStep } from '../../../contract/plan.ts';

export interface Link {
  /** Index of the step that comes before. */
  readonly from: number;
  readonly type: Dependency['type'];
  readonly lagMs: number;
}

/** A plan's steps in numbers, made once and scheduled often. */
export interface PlanGraph {
  /** Indexes so that each step follows everything it comes after. */
  readonly order: readonly number[];
  /** By index: what it comes after. Links to unknown steps are left out. */
  readonly before: readonly (readonly Link[])[];
  /** By index: likely duration, ms. */
  readonly lengths: readonly number[];
  readonly steps: readonly PlanStep[];
}

export function planGraph(plan: Pick<Plan, 'steps'>): PlanGraph {
  const { steps } = plan;
  const indexOf = new Map(steps.map((step, index) => [String(step.id), index]));
  const before = steps.map((step) =>
    step.after.flatMap(({ step: id, type, lagMs }): Link[] => {
      const from = indexOf.get(id);
      return from === undefined ? [] : [{ from, type, lagMs }];
    }),
  );
  return { order: inOrder(before), before, lengths: steps.map(likelyLength), steps };
}

function likelyLength(step: PlanStep): number {
  if (step.action.kind === 'wait' && step.action.forMs !== null) return step.action.forMs;
  return step.kind === 'milestone' ? 0 : (step.duration?.likelyMs ?? 0);
}

/** Kahn's algorithm; steps of a cycle come last, in the author's order, so that a broken plan can be drawn too. */
function inOrder(before: readonly (readonly Link[])[]): readonly number[] {
  const after: number[][] = before.map(() => []);
  for (const [index, links] of before.entries()) for (const link of links) after[link.from]?.push(index);
  const waiting = before.map((links) => links.length);
  const order = [...waiting.keys()].filter((index) => waiting[index] === 0);
  for (let at = 0; at < order.length; at++) {
    for (const next of after[order[at] ?? 0] ?? []) {
      const left = (waiting[next] ?? 0) - 1;
      waiting[next] = left;
      if (left === 0) order.push(next);
    }
  }
  return order.length === before.length
    ? order
    : [...order, ...[...waiting.keys()].filter((index) => (waiting[index] ?? 0) > 0)];
}
