import { completionLacks } from './completion.ts';
import { evaluateCondition } from './condition.ts';
import { type Deliberation, emit, factsOf, hold, mayStart, stepOf } from './deliberation.ts';
import { foldTargets } from './fold-targets.ts';
import { isTrouble } from './holds.ts';
import { startAttempts } from './pump.ts';
import { unfinishedTargets } from './put-step.ts';
import { readyTime } from './schedule-facts.ts';
import { stepAt } from './state.ts';
import { abortStep, finishAbort } from './unwind.ts';
import { completesByItself, deadlineWake, notAfterWake, startsByItself, stepWake } from './wake.ts';

/** Takes the run to rest: until nothing more follows from what happened to the steps at `touched` and from the time. */
export function advance(work: Deliberation, touched: readonly number[]): void {
  noticeOverdue(work);
  let agenda: readonly number[] = [...touched, ...dueSteps(work)];
  for (;;) {
    settleAll(work, agenda);
    if (!liftTroubles(work)) break;
    agenda = work.state.live;
  }
  startAttempts(work);
  if (work.state.life === 'aborting') finishAbort(work);
}

/** Lateness first: what it holds or fails must not start in the same breath. */
function noticeOverdue(work: Deliberation): void {
  if (work.state.life !== 'running') return;
  const { now } = work.facts;
  for (const index of work.state.index.limited) {
    const notAfter = notAfterWake(work.state, index);
    if (notAfter !== null && notAfter <= now) passNotAfter(work, index);
  }
  for (const index of work.state.timed) {
    const deadline = deadlineWake(work.state, index);
    if (deadline !== null && deadline <= now) passDeadline(work, index);
  }
}

function passNotAfter(work: Deliberation, index: number): void {
  const { id, title } = factsOf(work.state, index).step;
  emit(work, { type: 'step.overdue', data: { stepId: id, what: 'not-after', onExpiry: 'hold' } });
  hold(work, { cause: 'deadline', reason: `${title} was not started in time.`, stepId: id });
}

function passDeadline(work: Deliberation, index: number): void {
  const { id, title, deadline } = factsOf(work.state, index).step;
  const onExpiry = deadline?.onExpiry ?? 'hold';
  emit(work, { type: 'step.overdue', data: { stepId: id, what: 'deadline', onExpiry } });
  if (onExpiry === 'hold') {
    hold(work, { cause: 'deadline', reason: `${title} is past its deadline.`, stepId: id });
    return;
  }
  const reason = 'Its deadline passed without an answer, and the answer is then no-go.';
  emit(work, { type: 'step.failed', data: { stepId: id, failedTargets: [], reason } });
  hold(work, { cause: 'no-go', reason: `${title}: no-go by deadline.`, stepId: id });
}

function dueSteps(work: Deliberation): readonly number[] {
  if (work.state.life !== 'running') return [];
  return work.state.timed.filter((index) => {
    const at = stepWake(work.state, index);
    return at !== null && at <= work.facts.now;
  });
}

/** First come, first settled; a step that changes brings its successors in. */
function settleAll(work: Deliberation, agenda: readonly number[]): void {
  const waiting = [...agenda];
  const isWaiting = new Set(waiting);
  for (let next = 0; next < waiting.length; next += 1) {
    const index = waiting[next];
    if (index === undefined) continue;
    isWaiting.delete(index);
    const before = work.events.length;
    settle(work, index);
    if (work.events.length === before) continue;
    for (const successor of factsOf(work.state, index).successors) {
      if (isWaiting.has(successor.index)) continue;
      isWaiting.add(successor.index);
      waiting.push(successor.index);
    }
  }
}

function settle(work: Deliberation, index: number): void {
  if (work.state.life === 'aborting') {
    abortStep(work, index);
    return;
  }
  if (work.state.life !== 'running') return;
  const { status } = stepOf(work, index);
  if (status === 'pending') becomeReady(work, index);
  else if (status === 'ready') start(work, index);
  else if (status === 'working') complete(work, index);
}

function becomeReady(work: Deliberation, index: number): void {
  if (!mayStart(work) || stepOf(work, index).unmet > 0) return;
  if (readyTime(work.state, index) > work.facts.now) return;
  const { step } = factsOf(work.state, index);
  const stepId = step.id;
  const verdict = evaluateCondition(work.state, step.when);
  if (verdict.kind === 'unresolved') {
    const reason = `Its condition cannot be judged: ${verdict.reason}`;
    emit(work, { type: 'step.failed', data: { stepId, failedTargets: [], reason } });
    hold(work, { cause: 'step-failed', reason: `${step.title} failed: ${reason}`, stepId: stepId });
    return;
  }
  if (verdict.kind === 'false') {
    emit(work, { type: 'step.skipped', data: { stepId, cause: 'condition', reason: verdict.reason } });
    return;
  }
  emit(work, { type: 'step.became-ready', data: { stepId } });
  start(work, index);
}

function start(work: Deliberation, index: number): void {
  if (!mayStart(work) || !startsByItself(work.state, index)) return;
  emit(work, { type: 'step.started', data: { stepId: factsOf(work.state, index).step.id } });
  complete(work, index);
}

function complete(work: Deliberation, index: number): void {
  const facts = factsOf(work.state, index);
  if (facts.isAutomated) {
    endRetryDelays(work, index);
    if (unfinishedTargets(stepOf(work, index).targetTally) === 0) foldTargets(work, index);
    return;
  }
  if (!completesByItself(work.state, index)) return;
  if (completionLacks(work.state, index, work.facts.now).length > 0) return;
  emit(work, {
    type: 'step.succeeded',
    data: { stepId: facts.step.id, exceptions: [], byHand: false, reason: null, outputs: {} },
  });
}

function endRetryDelays(work: Deliberation, index: number): void {
  const { nextRetryAt, targets } = stepOf(work, index);
  if (!mayStart(work) || nextRetryAt === null || nextRetryAt > work.facts.now) return;
  const stepId = factsOf(work.state, index).step.id;
  for (const { name, retryAt, attempts } of targets) {
    if (retryAt === null || retryAt > work.facts.now) continue;
    emit(work, { type: 'attempt.retry-due', data: { stepId, target: name, attempt: attempts.length } });
  }
}

/** Every failed or unknown step that held the run is resolved: the run goes on by itself. */
function liftTroubles(work: Deliberation): boolean {
  if (work.state.life !== 'running') return false;
  const troubles = work.state.held.filter(isTrouble);
  if (troubles.length === 0) return false;
  const isResolved = troubles.every(({ stepId }) => {
    const index = stepId === null ? undefined : work.state.index.positions.get(stepId);
    return index === undefined || stepAt(work.state, index).trouble === null;
  });
  if (!isResolved) return false;
  const lifted = [...new Set(troubles.map((entry) => entry.cause))];
  emit(work, { type: 'run.resumed', data: { reason: 'What failed or was unknown is resolved.', lifted } });
  return true;
}
