import type { StepAction } from '../../../contract/commands.ts';
import { approverRefusal, rolesOf } from './approval.ts';
import { type Deliberation, emit, factsOf, hold, stepOf } from './deliberation.ts';
import { type Handled, refused } from './handled.ts';
import { criterionOf } from './state.ts';

type CriterionAct = Extract<StepAction, { action: 'meet' | 'unmeet' }>;

export function tellCriterion(work: Deliberation, index: number, act: CriterionAct): Handled | null {
  const { id: stepId, action } = factsOf(work.state, index).step;
  const { criterionId } = act;
  if (action.kind !== 'gate' || !action.criteria.some((criterion) => criterion.id === criterionId)) {
    return refused(`The gate has no criterion “${criterionId}”.`, 'not-found');
  }
  const isMet = act.action === 'meet';
  if (criterionOf(stepOf(work, index), criterionId)?.met === isMet) {
    return refused(`“${criterionId}” is said ${isMet ? '' : 'not '}to be met already.`);
  }
  const data = { stepId, criterionId, note: act.note ?? null };
  emit(work, { type: isMet ? 'criterion.met' : 'criterion.not-met', data });
  return null;
}

export function approve(work: Deliberation, index: number, note: string | null): Handled | null {
  const { person } = work.facts;
  const refusal = approverRefusal(work.state, index, person);
  if (refusal !== null) return refused(refusal);
  const role = roleOf(work, index);
  const stepId = factsOf(work.state, index).step.id;
  emit(work, { type: 'approval.given', data: { stepId, role: role ?? '', note } });
  return null;
}

/** No-go. Whoever may approve may refuse, executor or not: a refusal stops, it lets nothing through. */
export function reject(work: Deliberation, index: number, reason: string): Handled | null {
  const { step } = factsOf(work.state, index);
  const role = roleOf(work, index);
  if (role === null) {
    const roles = step.action.kind === 'gate' ? step.action.approvals.roles.join(' or ') : '';
    return refused(`${work.facts.person} may not decide this gate: it takes ${roles}.`);
  }
  emit(work, { type: 'approval.refused', data: { stepId: step.id, role, reason } });
  emit(work, { type: 'step.failed', data: { stepId: step.id, failedTargets: [], reason } });
  hold(work, { cause: 'no-go', reason: `${step.title}: no-go. ${reason}`, stepId: step.id });
  return null;
}

function roleOf(work: Deliberation, index: number): string | null {
  const { action } = factsOf(work.state, index).step;
  if (action.kind !== 'gate') return null;
  return rolesOf(work.state, action, work.facts)[0] ?? null;
}
