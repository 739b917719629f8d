import type { RunHeader, StepView } from '../../contract/views.ts';

/** Which sound when, as a pure function: the same night always sounds the same. */

export const soundClasses = ['trouble', 'contact-lost', 'overdue', 'needs-you', 'ended'] as const;
/** The most urgent first; of several due at once only that one sounds. */
export type SoundClass = (typeof soundClasses)[number];

export interface SoundChoice {
  readonly isMuted: boolean;
  readonly inRehearsal: boolean;
  readonly off: readonly SoundClass[];
}

export interface SoundFacts {
  readonly header: Pick<RunHeader, 'runId' | 'endedAt' | 'proposedClosure'>;
  readonly steps: readonly StepView[];
  readonly isConnected: boolean;
  /** Probes that failed, each with the moment it did; left out = there are none. */
  readonly failedProbes?: readonly string[];
  /** Scenario time, for what is overdue. */
  readonly now: number;
}

/** What was heard already: nothing sounds twice but what is overdue. */
export interface Heard {
  readonly runId: string;
  readonly needs: ReadonlySet<string>;
  readonly trouble: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
  readonly overdue: ReadonlySet<string>;
  readonly hasEnded: boolean;
}

/** Opening a run is silent: what is there already is on the screen. */
export function soundDue(before: Heard | null, facts: SoundFacts): { heard: Heard; due: SoundClass | null } {
  const heard = heardOf(facts);
  if (before === null || before.runId !== heard.runId) return { heard, due: null };
  const isNew: Readonly<Record<SoundClass, boolean>> = {
    trouble: hasNew(heard.trouble, before.trouble),
    'contact-lost': hasNew(heard.lost, before.lost),
    overdue: hasNew(heard.overdue, before.overdue),
    'needs-you': hasNew(heard.needs, before.needs),
    ended: heard.hasEnded && !before.hasEnded,
  };
  return { heard, due: soundClasses.find((one) => isNew[one]) ?? null };
}

export const REPEAT_MS = 60_000;

/** What is overdue sounds again every minute of the wall clock until somebody acts. */
export function repeatDue(heard: Heard, lastAt: number | null, wallNow: number): boolean {
  return heard.overdue.size > 0 && lastAt !== null && wallNow - lastAt >= REPEAT_MS;
}

export function isAudible(sound: SoundClass, choice: SoundChoice, mode: RunHeader['mode']): boolean {
  return !choice.isMuted && !choice.off.includes(sound) && (mode === 'live' || choice.inRehearsal);
}

function heardOf({ header, steps, isConnected, now, failedProbes = [] }: SoundFacts): Heard {
  const open = header.endedAt === null ? steps : [];
  const pick = (is: (step: StepView) => boolean, spell: (step: StepView) => string = (step) => step.id) =>
    new Set(open.filter(is).map(spell));
  const needs = pick(
    (step) => step.need !== null,
    (step) => `${step.id} ${step.need?.since}`,
  );
  const lost = pick((step) => isAtWork(step) && step.targets.unknown > 0);
  return {
    runId: header.runId,
    needs: header.endedAt === null && header.proposedClosure !== null ? needs.add('close') : needs,
    // A step that fails again after a retry is new trouble.
    trouble: new Set([
      ...pick(isTrouble, (step) => `${step.id} ${step.attempts}`),
      ...(header.endedAt === null ? failedProbes : []).map((one) => `probe ${one}`),
    ]),
    lost: isConnected ? lost : lost.add('desk'),
    overdue: pick((step) => isOverdue(step, now)),
    hasEnded: header.endedAt !== null,
  };
}

function isAtWork(step: StepView): boolean {
  return step.startedAt !== null && step.endedAt === null;
}

function isTrouble(step: StepView): boolean {
  return step.state === 'failed' || step.state === 'indeterminate';
}

function isOverdue(step: StepView, now: number): boolean {
  if (step.endedAt !== null) return false;
  const due = step.need?.due ?? null;
  return (due !== null && now > due) || (step.overdueAt !== null && now > step.overdueAt);
}

function hasNew(after: ReadonlySet<string>, before: ReadonlySet<string>): boolean {
  return [...after].some((one) => !before.has(one));
}

export const soundNames: Readonly<Record<SoundClass, { readonly name: string; readonly when: string }>> = {
  trouble: { name: 'Trouble', when: 'a step or a probe failed, or an outcome is unknown' },
  'contact-lost': { name: 'Contact lost', when: 'a target or Holdpoint itself does not answer' },
  overdue: { name: 'Overdue', when: 'something is past its time; again every minute until somebody acts' },
  'needs-you': { name: 'Needs you', when: 'a step waits for a person' },
  ended: { name: 'Run ended', when: 'the run is over' },
};
