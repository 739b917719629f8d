import type { RunbookView } from '../../../contract/workspace-views.ts';

export type FaultKind = 'exit' | 'timeout' | 'drop';

/** A fault being built by choosing. */
export interface FaultDraft {
  /** A step, or a standing probe as `probe:NAME`. */
  readonly of: string;
  /** Empty = on every target of it. */
  readonly target: string;
  readonly kind: FaultKind;
  readonly code: number;
}

/** As the command line writes it, and the core reads it: `drain:web-07=exit 42`. */
export function faultText({ of, target, kind, code }: FaultDraft): string {
  return `${of}${target === '' ? '' : `:${target}`}=${kind === 'exit' ? `exit ${code}` : kind}`;
}

/** What a machine does or asks, and on which targets: only that can be made to fail by order. */
export interface FaultPlace {
  readonly of: string;
  readonly title: string;
  readonly targets: readonly string[];
}

/** What people do is an answer, no fault. */
const byHand: readonly string[] = ['manual', 'checklist', 'gate', 'message', 'milestone', 'wait'];

export function faultySteps(steps: RunbookView['steps']): readonly FaultPlace[] {
  return steps.flatMap(({ id, kind, title, targets }) => (byHand.includes(kind) ? [] : [{ of: id, title, targets }]));
}

export function faultyProbes(probes: RunbookView['probes'] = []): readonly FaultPlace[] {
  return probes.map(({ name, targets }) => ({ of: `probe:${name}`, title: name, targets }));
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
