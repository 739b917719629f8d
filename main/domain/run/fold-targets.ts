import { type Deliberation, emit, factsOf, hold, stepOf } from './deliberation.ts';
import type { StepState, TargetState } from './state.ts';

/**
 * The outcome of an automated step, once nothing more is to happen on any target: unknown on one target makes the
 * step unknown, else failed on one makes it failed.
 */
export function foldTargets(work: Deliberation, index: number): void {
  const { step } = factsOf(work.state, index);
  const state = stepOf(work, index);
  const unknown = namesOf(state, (target) => target.status === 'indeterminate');
  const bad = namesOf(state, (target) => ['failed', 'timed-out', 'cancelled'].includes(target.status));
  if (unknown.length > 0) {
    const reason = `It is not known what became of ${counted(unknown, state.targets.length)}.`;
    emit(work, { type: 'step.indeterminate', data: { stepId: step.id, targets: unknown, reason } });
    hold(work, { cause: 'step-indeterminate', reason: `${step.title}: ${reason}`, stepId: step.id });
    return;
  }
  if (bad.length > 0 || state.targets.length === 0) {
    const reason = state.targets.length === 0 ? 'It has no target.' : failureReason(state, bad);
    emit(work, { type: 'step.failed', data: { stepId: step.id, failedTargets: bad, reason } });
    if (step.onFailure !== 'continue')
      hold(work, { cause: 'step-failed', reason: `${step.title}: ${reason}`, stepId: step.id });
    return;
  }
  emit(work, {
    type: 'step.succeeded',
    data: { stepId: step.id, exceptions: [], byHand: false, reason: null, outputs: outputsOf(state) },
  });
}

/** One value a name: of several targets that give the same output, the last in the plan's order wins. */
export function outputsOf(state: StepState): Record<string, string> {
  return Object.assign({}, ...state.targets.map((target) => target.outputs));
}

export function namesOf(state: StepState, is: (target: TargetState) => boolean): string[] {
  return state.targets.filter(is).map((target) => target.name);
}

function failureReason(state: StepState, bad: readonly string[]): string {
  const first = state.targets.find((target) => target.name === bad[0]);
  const why = first === undefined ? null : whyOf(first);
  const failed = `Failed on ${counted(bad, state.targets.length)}`;
  if (why === null) return `${failed}.`;
  return bad.length === 1 ? `${failed}: ${why}` : `${failed}. First, ${bad[0]}: ${why}`;
}

function whyOf(target: TargetState): string | null {
  if (target.reason !== null) return target.reason;
  if (target.status === 'timed-out') return 'timed out';
  const exitCode = target.attempts.at(-1)?.exitCode ?? null;
  return exitCode === null ? null : `exit ${exitCode}`;
}

function counted(names: readonly string[], total: number): string {
  const shown = names.slice(0, 5).join(', ');
  const list = names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
  return total === 1 ? list : `${names.length} of ${total} targets (${list})`;
}
