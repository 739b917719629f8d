import type { PlanAction } from '../../../contract/plan.ts';
import { missingApprovals } from './approval.ts';
import { isTicked, ticksOf } from './item-ticks.ts';
import type { StepFacts } from './plan-index.ts';
import { waitEndsAt } from './schedule-facts.ts';
import type { RunState, StepState } from './state.ts';
import { criterionOf, stepAt } from './state.ts';

/** What still keeps a working human step, wait or milestone from completing. */
export type Lack =
  | { readonly kind: 'predecessor'; readonly stepId: string; readonly type: 'FF' | 'SF' }
  | { readonly kind: 'time'; readonly until: number }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly text: string;
      readonly responsible: string | null;
      /** One of two people has ticked it. */
      readonly isHalf: boolean;
    }
  | { readonly kind: 'criterion'; readonly id: string; readonly text: string; readonly isRefused: boolean }
  | { readonly kind: 'approval'; readonly count: number; readonly roles: readonly string[] }
  | { readonly kind: 'sent' }
  | { readonly kind: 'evidence'; readonly id: string; readonly text: string };

/** Empty = it may complete now. Says nothing about automated steps: their targets decide. */
export function completionLacks(state: RunState, index: number, now: number): readonly Lack[] {
  const facts = state.index.facts[index];
  if (facts === undefined || facts.isAutomated) return [];
  const step = stepAt(state, index);
  const times = [step.completionLagEndsAt, waitEndsAt(facts, step)];
  return [
    ...dependencyLacks(state, facts),
    ...times.filter((until) => until > now).map((until): Lack => ({ kind: 'time', until })),
    ...actionLacks(facts.step.action, step),
    ...evidenceLacks(facts, step),
  ];
}

/** When time alone would let it complete; null when something else is missing as well, or nothing is. */
export function completesAt(state: RunState, index: number): number | null {
  const lacks = completionLacks(state, index, Number.NEGATIVE_INFINITY);
  let latest = 0;
  for (const lack of lacks) {
    if (lack.kind !== 'time') return null;
    latest = Math.max(latest, lack.until);
  }
  return latest;
}

function dependencyLacks(state: RunState, facts: StepFacts): readonly Lack[] {
  return facts.completionDependencies.flatMap((dependency): readonly Lack[] => {
    const { type } = dependency;
    if (type !== 'FF' && type !== 'SF') return [];
    const position = state.index.positions.get(dependency.step);
    const predecessor = position === undefined ? null : stepAt(state, position);
    const isReleased = type === 'FF' ? predecessor?.hasReleasedEnd : predecessor?.hasReleasedStart;
    return isReleased === true ? [] : [{ kind: 'predecessor', stepId: dependency.step, type }];
  });
}

function actionLacks(action: PlanAction, step: StepState): readonly Lack[] {
  switch (action.kind) {
    case 'checklist':
      return action.items
        .filter((item) => !isTicked(step, item))
        .map(({ id, text, responsible }) => {
          const isHalf = ticksOf(step, id).length > 0;
          return { kind: 'item', id, text, responsible, isHalf };
        });
    case 'gate': {
      const criteria = action.criteria
        .filter((criterion) => criterionOf(step, criterion.id)?.met !== true)
        .map(
          ({ id, text }): Lack => ({ kind: 'criterion', id, text, isRefused: criterionOf(step, id)?.met === false }),
        );
      const count = missingApprovals(action, step);
      return count === 0 ? criteria : [...criteria, { kind: 'approval', count, roles: action.approvals.roles }];
    }
    case 'message':
      return step.sent === null ? [{ kind: 'sent' }] : [];
    default:
      return [];
  }
}

function evidenceLacks(facts: StepFacts, step: StepState): readonly Lack[] {
  if (!facts.isHuman) return [];
  return facts.step.evidence
    .filter((demand) => demand.required && !step.evidence.some((given) => given.evidenceId === demand.id))
    .map(({ id, text }) => ({ kind: 'evidence', id, text }));
}
