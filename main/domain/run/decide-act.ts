import { assertNever } from '../../../contract/assert-never.ts';
import type { StepAction } from '../../../contract/commands.ts';
import type { StepId } from '../../../contract/ids.ts';
import { approve, reject, tellCriterion } from './act-on-gate.ts';
import { reconcile, retry } from './act-on-targets.ts';
import { attach, done, fail, sent, startByPerson, tick, untick } from './act-on-work.ts';
import { type Deliberation, emit, factsOf } from './deliberation.ts';
import { acceptedAt, type Handled, refused } from './handled.ts';
import { stepRefusal } from './step-rules.ts';

/** What a person does to a step: first the rules the view shows, then what depends on the act's own values. */
export function decideAct(work: Deliberation, stepId: StepId, act: StepAction): Handled {
  const index = work.state.index.positions.get(stepId);
  if (index === undefined) return refused(`This run has no step “${stepId}”.`, 'not-found');
  const refusal = stepRefusal(work.state, index, { action: act.action, now: work.facts.now });
  if (refusal !== null) return refused(refusal);
  return acted(work, index, act) ?? acceptedAt(work, index);
}

/** null = accepted. */
function acted(work: Deliberation, index: number, act: StepAction): Handled | null {
  const stepId = factsOf(work.state, index).step.id;
  switch (act.action) {
    case 'go':
      emit(work, { type: 'step.go-given', data: { stepId } });
      return null;
    case 'start':
      startByPerson(work, index);
      return null;
    case 'done':
      return done(work, index, act.reason ?? null);
    case 'failed':
      fail(work, index, act.reason);
      return null;
    case 'tick':
      return tick(work, index, act);
    case 'untick':
      return untick(work, index, act);
    case 'meet':
    case 'unmeet':
      return tellCriterion(work, index, act);
    case 'approve':
      return approve(work, index, act.note ?? null);
    case 'reject':
      return reject(work, index, act.reason);
    case 'sent':
      sent(work, index, act);
      return null;
    case 'attach':
      return attach(work, index, act);
    case 'retry-failed':
    case 'retry-all':
      return retry(work, index, act);
    case 'skip':
      emit(work, { type: 'step.skipped', data: { stepId, cause: 'person', reason: act.reason } });
      return null;
    case 'reconcile':
      reconcile(work, index);
      return null;
    default:
      return assertNever(act);
  }
}
