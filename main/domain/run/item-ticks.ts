import type { ChecklistItem, Plan } from '../../../contract/plan.ts';
import { differentPeople, mayBeSamePerson } from '../checklist/different-people.ts';
import { neededFor } from '../checklist/item-progress.ts';
import { whoIs } from './people.ts';
import type { StepState } from './state.ts';

export type Tick = StepState['ticks'][number];

/** Of one item, in order. */
export function ticksOf(step: StepState, itemId: string): readonly Tick[] {
  return step.ticks.filter((tick) => tick.itemId === itemId);
}

/** Ticked by everybody who has to: two different people where the item asks for four eyes. */
export function isTicked(step: StepState, item: ChecklistItem): boolean {
  return differentPeople(ticksOf(step, item.id)) >= neededFor(item);
}

/**
 * Whose tick keeps this person from being the second pair of eyes; null = nobody's. Somebody who signs with a role is
 * the person the plan names for it.
 */
export function tickOfSamePerson(plan: Plan, ticks: readonly Tick[], person: string): Tick | null {
  const named = (by: string): string => whoIs(plan, by)?.person ?? by;
  return ticks.find(({ by }) => mayBeSamePerson(named(by), named(person))) ?? null;
}
