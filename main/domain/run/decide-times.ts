import type { RunCommand } from '../../../contract/commands.ts';
import { durationText } from '../log/duration.ts';
import { type Deliberation, emit } from './deliberation.ts';
import { accepted, type Handled, refused } from './handled.ts';
import { stepAt } from './state.ts';

type CommandOf<T extends RunCommand['type']> = Extract<RunCommand, { type: T }>;

/** T0 that lies further away than this is a slip of the pen, and so is such an ETA. */
const FAR_MS = 30 * 24 * 60 * 60 * 1000;

/** A step that failed or is unknown may have one: it says when the trouble will be over. */
export function giveEta(work: Deliberation, command: CommandOf<'eta'>): Handled {
  const { stepId, endAt } = command;
  const index = work.state.index.positions.get(stepId);
  if (index === undefined) return refused(`This run has no step “${stepId}”.`, 'not-found');
  const { status, eta } = stepAt(work.state, index);
  if (status === 'succeeded' || status === 'skipped' || status === 'cancelled') {
    return refused(`${stepId} is over (${status}): there is nothing left to expect.`);
  }
  if (endAt === null && eta === null) return refused(`Nobody gave an ETA for ${stepId}: there is none to take back.`);
  if (endAt !== null && endAt < work.facts.now) {
    return refused(
      'That ETA is past already. Say when the step will be over from now, with the date if it is not today.',
    );
  }
  if (endAt !== null && endAt > work.facts.now + FAR_MS) {
    return refused('That ETA is more than 30 days away. Look at the date.');
  }
  emit(work, { type: 'step.eta-given', data: { stepId, endAt, reason: command.reason ?? null } });
  return accepted();
}

/**
 * Offsets move with T0, wall-clock times stay. Every step that may start is judged again at once; what is ready
 * already stays ready: what was released is never taken back (docs/decisions/0014).
 */
export function rebase(work: Deliberation, command: CommandOf<'rebase'>): Handled {
  const { t0: to, reason } = command;
  const from = work.state.t0;
  if (from === null) return refused('The run has no T0 yet: it gets one when it starts.');
  if (to === from) return refused('T0 is that time already.');
  if (Math.abs(to - from) > FAR_MS) {
    return refused(`That moves T0 by ${durationText(Math.abs(to - from))}; 30 days are the most. Look at the date.`);
  }
  if (reason.trim() === '') return refused('Say why T0 moves.');
  emit(work, { type: 'run.rebased', data: { from, to, reason } });
  return accepted(work.state.live);
}
