import type { StepState, TargetState } from './state.ts';

export interface LostContact {
  /** `web-07`, or `web-07 and 2 more`. */
  readonly names: string;
  readonly since: number;
  readonly targets: readonly TargetState[];
}

/** Nobody hears from a target whose attempt is open: what it does now is not known. null = contact with all of them. */
export function lostContact(step: StepState): LostContact | null {
  if (step.status !== 'working' || step.targetTally.open === 0) return null;
  const targets = step.targets.filter(isOutOfContact);
  const [first] = targets;
  if (first === undefined) return null;
  const since = targets.reduce((earliest, target) => Math.min(earliest, lostSince(target) ?? earliest), Infinity);
  const names = targets.length === 1 ? first.name : `${first.name} and ${targets.length - 1} more`;
  return { names, since, targets };
}

export function isOutOfContact(target: TargetState): boolean {
  return lostSince(target) !== null;
}

function lostSince({ status, attempts }: TargetState): number | null {
  return status === 'open' ? (attempts.at(-1)?.outOfContactSince ?? null) : null;
}
