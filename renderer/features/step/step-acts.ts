import type { StepAction, StepActionName } from '../../../contract/commands.ts';
import type { StepDetail } from '../../../contract/step-detail.ts';
import type { AllowedAction } from '../../../contract/views.ts';
import { counted } from '../../format/duration.ts';

/** How an act is offered: its name in the imperative, what it asks for, and what exactly it will do. */
export interface ActOffer {
  readonly action: BarAction;
  readonly label: string;
  readonly verdict: AllowedAction;
  readonly look: 'main' | 'plain' | 'danger';
  readonly asks: 'nothing' | 'reason' | 'note';
  /** What will happen, as a sentence; shown before the second motion. */
  readonly means: string;
}

/** Acts on the whole step. Ticks, criteria, evidence and messages have their own places. */
export type BarAction = Extract<
  StepActionName,
  'go' | 'start' | 'done' | 'failed' | 'approve' | 'reject' | 'retry-failed' | 'retry-all' | 'skip' | 'reconcile'
>;

type Shape = Pick<ActOffer, 'label' | 'look' | 'asks' | 'means'>;

const usual: readonly BarAction[] = ['go', 'start', 'done', 'approve', 'reject', 'failed', 'skip'];
/** In trouble the way back comes first, the way around it last. */
const inTrouble: readonly BarAction[] = ['reconcile', 'retry-failed', 'retry-all', 'done', 'skip'];

export function actOffers(detail: StepDetail): readonly ActOffer[] {
  const { state } = detail.step;
  const order = state === 'failed' || state === 'indeterminate' ? inTrouble : usual;
  return order.flatMap((action) => {
    const verdict = detail.allowedActions.find((one) => one.action === action);
    const failed = failedTargets(detail);
    if (action === 'retry-all' && failed === detail.targets.length) return [];
    // Where none failed (the outcome is unknown) there is nothing to retry, and the offer would only stand in the way.
    if (action === 'retry-failed' && failed === 0 && verdict?.allowed !== true) return [];
    if (verdict === undefined || (!verdict.allowed && !isWorthRefusing(action, detail))) return [];
    return [{ action, verdict, ...shapeOf(action, detail) }];
  });
}

const over = new Set(['succeeded', 'succeeded-with-exceptions', 'skipped', 'cancelled', 'backed-out']);

/** A refused act is shown where somebody would look for it: not on steps that are over, not on other kinds. */
function isWorthRefusing(action: BarAction, detail: StepDetail): boolean {
  const { state, kind } = detail.step;
  if (over.has(state)) return false;
  const isTrouble = state === 'failed' || state === 'indeterminate';
  switch (action) {
    case 'go':
      return detail.step.startedAt === null && (kind === 'ssh' || kind === 'http');
    case 'start':
      return detail.step.startedAt === null && (kind === 'manual' || kind === 'checklist');
    case 'done':
      return isTrouble || ((kind === 'manual' || kind === 'checklist') && detail.step.startedAt !== null);
    case 'approve':
    case 'reject':
      return kind === 'gate' && !isTrouble;
    case 'retry-failed':
    case 'retry-all':
      return isTrouble;
    case 'skip':
      return true;
    default:
      return false;
  }
}

function failedTargets(detail: StepDetail): number {
  return detail.targets.filter((target) => target.state === 'failed' || target.state === 'timed-out').length;
}

function shapeOf(action: BarAction, detail: StepDetail): Shape {
  const isTrouble = detail.step.state === 'failed' || detail.step.state === 'indeterminate';
  const failed = failedTargets(detail);
  const all = detail.targets.length;
  switch (action) {
    case 'go':
      return plain('Go', all === 0 ? 'Starts the step.' : `Starts the step on ${counted(all, 'target')}.`, 'main');
    case 'start':
      return plain('Start', 'The work begins; its clock runs from now.', 'main');
    case 'done':
      return isTrouble
        ? reasoned(
            'Mark done by hand…',
            'Counts as succeeded because you say so. Nothing is run. What waits for it may start.',
          )
        : plain('Done', 'The work is finished.', 'main');
    case 'approve':
      return { label: 'Approve…', look: 'main', asks: 'note', means: 'Recorded under the name and role below.' };
    case 'reject':
      return reasoned('No-go…', 'The gate stays shut and the run is held.');
    case 'failed':
      return reasoned('Report failed…', 'The step counts as failed; nothing behind it starts.');
    case 'retry-failed':
      return plain(`Retry ${counted(failed, 'failed target')}`, 'Runs the step again where it failed.', 'main');
    case 'retry-all':
      return reasoned(
        `Retry all ${counted(all, 'target')}…`,
        'Runs the step again everywhere, also where it succeeded.',
      );
    case 'skip':
      return reasoned('Skip…', 'The step is not done, and that is accepted. What waits for it may start.');
    case 'reconcile':
      return plain('Ask the targets again', 'Asks what became of the attempts. Starts nothing.', 'main');
  }
}

function plain(label: string, means: string, look: Shape['look'] = 'plain'): Shape {
  return { label, means, look, asks: 'nothing' };
}

function reasoned(label: string, means: string): Shape {
  return { label, means, look: 'plain', asks: 'reason' };
}

/** The command of an act. `text` = the reason or note, trimmed. */
export function commandOf(action: BarAction, text: string): StepAction {
  switch (action) {
    case 'failed':
    case 'reject':
    case 'skip':
      return { action, reason: text };
    case 'done':
    case 'retry-failed':
    case 'retry-all':
      return text === '' ? { action } : { action, reason: text };
    case 'approve':
      return text === '' ? { action } : { action, note: text };
    default:
      return { action };
  }
}
