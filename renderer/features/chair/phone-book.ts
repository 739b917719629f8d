import type { RunView, StepView } from '../../../contract/views.ts';

export type Person = RunView['people'][number];

/** The person behind a name or role as the plan has it; `To be named` has none to call. */
export function personOf(who: string | null, people: readonly Person[]): Person | null {
  if (who === null) return null;
  const low = who.toLowerCase();
  const byRole = people.find((person) => person.role.toLowerCase() === low);
  return byRole ?? people.find((person) => person.name.toLowerCase() === low) ?? null;
}

/** Whom the step waits for: who is asked, else who is responsible. */
export function waitsOn(step: StepView, people: readonly Person[]): Person | null {
  return personOf(step.need?.who ?? null, people) ?? personOf(step.responsible, people);
}

/** `tel:` takes digits and one leading plus. */
export function telOf(phone: string): string {
  return `tel:${phone.replace(/(?!^\+)[^\d]/g, '')}`;
}

export interface Duty {
  readonly person: Person;
  /** At work or asked now, what needs somebody longest first. */
  readonly now: readonly StepView[];
  readonly next: StepView | null;
  /** What the next one still waits for, by title. */
  readonly waitsFor: readonly string[];
}

const atWork: ReadonlySet<string> = new Set(['running', 'verifying', 'soaking']);

/** Who is on what, in the plan's order of people. */
export function duties(
  people: readonly Person[],
  steps: readonly StepView[],
  waitsFor: (step: StepView) => readonly string[],
): readonly Duty[] {
  return people.map((person) => {
    const own = steps.filter((step) => isOf(step, person, people));
    const now = own.filter((step) => atWork.has(step.state) || step.need !== null);
    const next =
      own
        .filter((step) => (step.state === 'pending' || step.state === 'scheduled') && step.need === null)
        .sort((a, b) => (a.projectedStart ?? Infinity) - (b.projectedStart ?? Infinity) || a.index - b.index)[0] ??
      null;
    return { person, now: bySince(now), next, waitsFor: next === null ? [] : waitsFor(next) };
  });
}

function isOf(step: StepView, person: Person, people: readonly Person[]): boolean {
  const asked = step.need === null ? null : waitsOn(step, people);
  return (asked ?? personOf(step.responsible, people)) === person;
}

function bySince(steps: readonly StepView[]): readonly StepView[] {
  return [...steps].sort((a, b) => (a.need?.since ?? a.startedAt ?? 0) - (b.need?.since ?? b.startedAt ?? 0));
}
