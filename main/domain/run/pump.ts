import { type Deliberation, emit, factsOf, mayStart, stepOf } from './deliberation.ts';
import { isStartable } from './put-step.ts';

/**
 * Fills the window of `forks`: one target of each waiting step in turn, so that a step with a hundred targets does
 * not starve its neighbours. The event is the intent; the effect follows once it is durable. A step whose secrets are
 * not there waits before its intent, so that nothing is half begun, and holds up no other.
 */
export function startAttempts(work: Deliberation): void {
  while (mayStart(work) && work.state.busy.length < work.state.forks) {
    const index = work.state.queue.find((waiting) => !lacksSecrets(work, waiting));
    if (index === undefined || !startNext(work, index)) return;
  }
}

function lacksSecrets(work: Deliberation, index: number): boolean {
  return work.facts.lacksSecrets?.(factsOf(work.state, index).step.id, work.state) ?? false;
}

function startNext(work: Deliberation, index: number): boolean {
  const target = stepOf(work, index).targets.find(isStartable);
  if (target === undefined) return false;
  const stepId = factsOf(work.state, index).step.id;
  const attempt = target.attempts.length + 1;
  emit(work, {
    type: 'attempt.started',
    data: {
      stepId,
      target: target.name,
      attempt,
      commandHash: work.facts.commandHash(stepId, target.name, work.state),
      coreId: work.facts.coreId,
      key: `${work.state.runId}.${stepId}.${target.name}.${attempt}`,
    },
  });
  return true;
}
