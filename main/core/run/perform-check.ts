import type { EventData } from '../../../contract/events.ts';
import { askCheck, type CheckAnswer } from './ask-check.ts';
import { verifyingAction } from './perform-upload.ts';
import type { Attempted, PerformContext } from './performance.ts';
import type { Flight } from './runner.ts';

type Purpose = Exclude<EventData<'check.finished'>['purpose'], 'reconcile'>;

/** Asks the step's `check` or `verify` on one target and reports the answer. Asking twice does no harm. */
export function performCheck(context: PerformContext, work: Attempted, purpose: Purpose): Flight {
  const given = work.step.action;
  const action = given.kind === 'upload' ? verifyingAction(given) : given;
  const { target } = work;
  const script = action.kind !== 'ssh' ? null : purpose === 'verify' ? action.verify : action.check;
  if (action.kind !== 'ssh' || target?.kind !== 'ssh' || script === null) {
    throw new Error(`${work.step.id} has nothing to ask for ${purpose}`);
  }
  const asked = askCheck(context, { ...work, action, target }, script);
  return answered(context, { work, purpose }, asked);
}

/** In a rehearsal what was done holds, and what is still to be done does not. */
export function simulateCheck(context: PerformContext, work: Attempted, purpose: Purpose): Flight {
  const holds = purpose === 'verify';
  const answer: CheckAnswer = {
    answer: holds ? 'holds' : 'does-not-hold',
    exitCode: holds ? 0 : 1,
    reason: holds ? null : 'SIMULATED',
    durationMs: 0,
  };
  return answered(context, { work, purpose }, { answer: Promise.resolve(answer), cancel: () => {} });
}

function answered(
  context: PerformContext,
  about: { readonly work: Attempted; readonly purpose: Purpose },
  asked: { readonly answer: Promise<CheckAnswer>; cancel(): void },
): Flight {
  const { work, purpose } = about;
  let leave: () => void = () => {};
  const left = new Promise<null>((resolve) => {
    leave = () => resolve(null);
  });
  const done = Promise.race([asked.answer, left]).then(async (answer) => {
    if (answer === null) return;
    await context.report(work.state, { type: 'check-finished', ...work.id, purpose, ...answer, streams: {} });
  });
  return {
    cancel: () => asked.cancel(),
    leave: async () => leave(),
    done: done.catch((defect: unknown) => {
      context.services.log.error('A check could not be asked', { ...work.id, purpose, defect: String(defect) });
    }),
  };
}
