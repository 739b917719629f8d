import type { StepAction } from '../../../contract/commands.ts';
import { type Deliberation, emit, factsOf, stepOf } from './deliberation.ts';
import { namesOf } from './fold-targets.ts';
import { type Handled, refused } from './handled.ts';
import type { TargetState } from './state.ts';

type RetryAct = Extract<StepAction, { action: 'retry-failed' | 'retry-all' }>;

/** Once more, because a person says so. What is unknown is tried again only by name or with all, and with a reason. */
export function retry(work: Deliberation, index: number, act: RetryAct): Handled | null {
  const reason = act.reason ?? null;
  const step = stepOf(work, index);
  if (act.action === 'retry-all') {
    if (step.targetTally.indeterminate > 0 && reason === null) return unknownNeedsReason();
    const targets = namesOf(step, () => true);
    return request(work, index, { scope: 'all', targets, reason });
  }
  if (act.target !== undefined) return retryOne(work, index, { target: act.target, reason });
  const targets = namesOf(step, endedBadly);
  if (targets.length === 0) {
    return refused('Only outcomes that are not known are left: reconcile, or retry a target by name with a reason.');
  }
  return request(work, index, { scope: 'failed', targets, reason });
}

/** Asks the targets what became of every attempt whose outcome is unknown. */
export function reconcile(work: Deliberation, index: number): void {
  const stepId = factsOf(work.state, index).step.id;
  const { coreId } = work.facts;
  for (const target of stepOf(work, index).targets) {
    if (target.status !== 'indeterminate') continue;
    const data = { stepId, target: target.name, attempt: target.attempts.length, coreId };
    emit(work, { type: 'attempt.reopened', data });
  }
}

function retryOne(
  work: Deliberation,
  index: number,
  wish: { readonly target: string; readonly reason: string | null },
): Handled | null {
  const target = stepOf(work, index).targets.find((candidate) => candidate.name === wish.target);
  if (target === undefined) return refused(`The step has no target “${wish.target}”.`, 'not-found');
  if (target.status === 'indeterminate' && wish.reason === null) return unknownNeedsReason();
  if (target.status !== 'indeterminate' && !endedBadly(target)) return refused(`${wish.target} has not failed.`);
  return request(work, index, { scope: 'failed', targets: [wish.target], reason: wish.reason });
}

function request(
  work: Deliberation,
  index: number,
  wish: { readonly scope: 'failed' | 'all'; readonly targets: string[]; readonly reason: string | null },
): null {
  const stepId = factsOf(work.state, index).step.id;
  emit(work, { type: 'step.retry-requested', data: { stepId, ...wish } });
  return null;
}

function endedBadly(target: TargetState): boolean {
  return target.status === 'failed' || target.status === 'timed-out' || target.status === 'cancelled';
}

function unknownNeedsReason(): Handled {
  return refused('The outcome is not known: it may have run. Trying again needs a reason.');
}
