import { type Deliberation, emit, factsOf, stepOf } from './deliberation.ts';
import { namesOf, outputsOf } from './fold-targets.ts';

/** Stops one step of a run that is being aborted, as soon as nothing of it is in work. Never started = left as it is. */
export function abortStep(work: Deliberation, index: number): void {
  const { status } = stepOf(work, index);
  if (status !== 'ready' && status !== 'working') return;
  if (status === 'working' && factsOf(work.state, index).isAutomated) {
    abortTargets(work, index);
    return;
  }
  cancel(work, index);
}

/** The run is aborted once no attempt is open and no verification is missing. */
export function finishAbort(work: Deliberation): void {
  if (work.state.busy.length > 0) return;
  emit(work, { type: 'run.aborted', data: { closureCode: 'unsuccessful', reason: work.state.abortReason } });
}

/** An honest end: what is unknown stays unknown, what succeeded everywhere has succeeded. */
function abortTargets(work: Deliberation, index: number): void {
  const state = stepOf(work, index);
  const { targetTally: tally } = state;
  if (tally.open + tally.verifying > 0) return;
  const stepId = factsOf(work.state, index).step.id;
  if (tally.indeterminate > 0) {
    const targets = namesOf(state, (target) => target.status === 'indeterminate');
    const reason = `Aborted while the outcome on ${targets.join(', ')} is not known.`;
    emit(work, { type: 'step.indeterminate', data: { stepId, targets, reason } });
  } else if (tally.succeeded === state.targets.length) {
    const data = { stepId, exceptions: [], byHand: false, reason: null, outputs: outputsOf(state) };
    emit(work, { type: 'step.succeeded', data });
  } else if (tally.waiting + tally.delayed + tally.cancelled > 0) {
    cancel(work, index);
  } else {
    const failedTargets = namesOf(state, (target) => target.status !== 'succeeded');
    emit(work, {
      type: 'step.failed',
      data: { stepId, failedTargets, reason: 'It failed while the run was aborted.' },
    });
  }
}

function cancel(work: Deliberation, index: number): void {
  const stepId = factsOf(work.state, index).step.id;
  emit(work, {
    type: 'step.cancelled',
    data: { stepId, reason: `The run was aborted: ${work.state.abortReason ?? ''}` },
  });
}
