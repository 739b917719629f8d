import type { RunbookView } from '../../../contract/workspace-views.ts';

export type FaultKind = 'exit' | 'timeout' | 'drop';

/** A fault being built by choosing. */
export interface FaultDraft {
  readonly stepId: string;
  /** Empty = on every target of the step. */
  readonly target: string;
  readonly kind: FaultKind;
  readonly code: number;
}

/** As the command line writes it, and the core reads it: `drain:web-07=exit 42`. */
export function faultText({ stepId, target, kind, code }: FaultDraft): string {
  return `${stepId}${target === '' ? '' : `:${target}`}=${kind === 'exit' ? `exit ${code}` : kind}`;
}

type PlanLine = RunbookView['steps'][number];

/** Steps a machine executes: only they can be made to fail by order; what people do is an answer. */
export function faultySteps(steps: readonly PlanLine[]): readonly PlanLine[] {
  const byHand: readonly string[] = ['manual', 'checklist', 'gate', 'message', 'milestone', 'wait'];
  return steps.filter((step) => !byHand.includes(step.kind));
}

const speeds = [1, 10, 30, 60, 120, 300, 600] as const;
/** Nobody waits longer than this to see a plan come to its end by itself. */
const PATIENCE_MS = 90_000;
/** A minute a second: work is over soon, and while a person is awaited the clock keeps that person's pace. */
const BY_HAND = 60;

/** A sensible speed: by hand a minute a second; by itself slow enough to watch, and over in a minute and a half. */
export function defaultSpeed(plannedLengthMs: number | null, isByItself: boolean): number {
  if (!isByItself || plannedLengthMs === null) return BY_HAND;
  return speeds.find((speed) => plannedLengthMs / speed <= PATIENCE_MS) ?? 600;
}
