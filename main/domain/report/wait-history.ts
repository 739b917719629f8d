import type { Plan, PlanStep } from '../../../contract/plan.ts';
import type { ReportWait, Segment } from './report-model.ts';
import type { StepHistory } from './step-history.ts';

/** Waits for people, longest first: for Go, for the person of a human step, for an approval, for a decision. */
export function waitHistory(plan: Plan, histories: ReadonlyMap<string, StepHistory>): readonly ReportWait[] {
  return plan.steps
    .flatMap((step) => (histories.get(step.id)?.segments ?? []).flatMap((segment) => waitOf(step, segment)))
    .sort((a, b) => b.to - b.from - (a.to - a.from));
}

/** Is somebody awaited in this segment? Waiting for a free slot or a start time is nobody's wait. */
export function isForPerson(step: PlanStep, segment: Segment): boolean {
  return waitOf(step, segment).length > 0;
}

function waitOf(step: PlanStep, segment: Segment): ReportWait[] {
  const what = awaited(step, segment);
  if (what === null) return [];
  const seqs = segment.toSeq === null ? [segment.fromSeq] : [segment.fromSeq, segment.toSeq];
  const { from, to, open } = segment;
  return [{ stepId: step.id, title: step.title, what, who: whoIs(step, what), from, to, open, seqs }];
}

function awaited(step: PlanStep, segment: Segment): ReportWait['what'] | null {
  if (segment.kind === 'stopped') return 'decision';
  if (segment.kind === 'working') return null;
  if (step.action.kind === 'gate') return 'approval';
  if (step.action.kind === 'manual' || step.action.kind === 'checklist' || step.action.kind === 'message')
    return 'person';
  return step.start === 'ask' && step.action.kind !== 'milestone' ? 'go' : null;
}

function whoIs(step: PlanStep, what: ReportWait['what']): string | null {
  if (what === 'approval' && step.action.kind === 'gate')
    return step.action.approvals.roles.join(', ') || step.responsible;
  return step.responsible;
}
