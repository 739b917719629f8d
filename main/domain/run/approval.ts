import type { PlanAction } from '../../../contract/plan.ts';
import { isNobody, samePerson, speakersFor } from './people.ts';
import type { RunState, StepState } from './state.ts';
import { stepAt } from './state.ts';

type Gate = Extract<PlanAction, { kind: 'gate' }>;

export interface Speaker {
  readonly person: string;
  readonly role: string | null;
}

/** Roles of the gate this person may speak for; the role they act in first, when it is one of them. */
export function rolesOf(state: RunState, gate: Gate, { person, role }: Speaker): readonly string[] {
  const roles = gate.approvals.roles.filter((wanted) =>
    speakersFor(state.plan, wanted).some((name) => samePerson(name, person)),
  );
  return role === null ? roles : roles.toSorted((a, b) => Number(samePerson(b, role)) - Number(samePerson(a, role)));
}

/** Why this person may not approve, as a sentence; null when they may. */
export function approverRefusal(state: RunState, index: number, person: string): string | null {
  const gate = gateAt(state, index);
  if (gate === null) return 'Only a gate is approved.';
  if (rolesOf(state, gate, { person, role: null }).length === 0) {
    return `${person} may not approve: it takes ${gate.approvals.roles.join(' or ')}, as named in the runbook's people.`;
  }
  if (hasApproved(stepAt(state, index), person)) return `${person} has approved already; it takes another person.`;
  if (gate.approvals.excludeExecutor && hasExecutedBefore(state, index, person)) {
    return `${person} carried out a step directly before this gate; it takes somebody else.`;
  }
  return null;
}

export function missingApprovals(gate: Gate, step: StepState): number {
  return Math.max(0, gate.approvals.count - step.approvals.length);
}

/** Named people who could still approve. */
export function openApprovers(state: RunState, index: number): readonly { role: string; person: string }[] {
  const gate = gateAt(state, index);
  if (gate === null) return [];
  return gate.approvals.roles.flatMap((role) =>
    [...new Set(speakersFor(state.plan, role))]
      .filter((person) => !isNobody(person) && approverRefusal(state, index, person) === null)
      .map((person) => ({ role, person })),
  );
}

function hasApproved(step: StepState, person: string): boolean {
  return step.approvals.some((approval) => samePerson(approval.by, person));
}

function hasExecutedBefore(state: RunState, index: number, person: string): boolean {
  const facts = state.index.facts[index];
  return (facts?.step.after ?? []).some((dependency) => {
    const position = state.index.positions.get(dependency.step);
    return position !== undefined && stepAt(state, position).executors.some((name) => samePerson(name, person));
  });
}

function gateAt(state: RunState, index: number): Gate | null {
  const action = state.index.facts[index]?.step.action;
  return action?.kind === 'gate' ? action : null;
}
