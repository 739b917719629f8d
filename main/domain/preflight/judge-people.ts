import type { Plan, PlanStep } from '../../../contract/plan.ts';
import type { PreflightCheck } from '../../../contract/preflight.ts';
import { isNobody, whoIs } from '../run/people.ts';
import { good, notGood } from './check.ts';

/** Can everybody be found in the night whose word the plan waits for? */
export function judgePeople(plan: Plan): readonly PreflightCheck[] {
  const roles = [...rolesOf(plan)];
  if (roles.length === 0) return [];
  const unnamed = roles.filter(([role]) => isNobody(whoIs(plan, role)?.person ?? null));
  const named = roles.filter((entry) => !unnamed.includes(entry));
  const phoneless = named.filter(([role]) => (whoIs(plan, role)?.phone ?? '').trim() === '');
  return [
    ...unnamed.map(([role, steps]) =>
      notGood('warning', ['person', role], {
        text: `Nobody is named for ${role}, who is asked by ${stepsText(steps)}.`,
        cure: 'Name somebody under people in the runbook.',
      }),
    ),
    ...withoutPhone(phoneless.map(([role]) => whoIs(plan, role)?.person ?? role)),
    ...named
      .filter((entry) => !phoneless.includes(entry))
      .map(([role]) => good(['person', role], `${whoIs(plan, role)?.person ?? role}, by phone.`)),
  ];
}

function withoutPhone(names: readonly string[]): readonly PreflightCheck[] {
  const people = [...new Set(names)];
  if (people.length === 0) return [];
  const text = `${people.join(', ')} ${people.length === 1 ? 'has' : 'have'} no phone number in the runbook.`;
  return [
    notGood('warning', ['person', 'phone'], { text, cure: 'Add phone: under people, or have the list at hand.' }),
  ];
}

/** Roles the plan speaks of, with the steps that ask for them. */
function rolesOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const roles = new Map<string, readonly string[]>();
  for (const step of plan.steps) {
    for (const role of new Set(rolesOfStep(step))) roles.set(role, [...(roles.get(role) ?? []), step.id]);
  }
  return roles;
}

function rolesOfStep({ responsible, deadline, action }: PlanStep): readonly string[] {
  const items = action.kind === 'checklist' ? action.items.flatMap((item) => item.responsible ?? []) : [];
  const approvers = action.kind === 'gate' ? action.approvals.roles : [];
  return [...(responsible === null ? [] : [responsible]), ...(deadline?.escalate ?? []), ...approvers, ...items];
}

const SHOWN = 3;

function stepsText(steps: readonly string[]): string {
  const shown = steps.slice(0, SHOWN).join(', ');
  return steps.length <= SHOWN ? shown : `${shown} and ${steps.length - SHOWN} more steps`;
}
