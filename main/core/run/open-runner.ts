import type { RunId } from '../../../contract/ids.ts';
import { perform } from './perform.ts';
import { attempted, attemptFinished, endedWithout, type PerformContext } from './performance.ts';
import type { RunSight } from './run-sight.ts';
import { Runner } from './runner.ts';

type RunnerSight = Pick<RunSight, 'state' | 'now' | 'realMsUntil'>;

/** The runner, with the performers it starts and what is said of attempts that never became, or lost, their end. */
export function openRunner(
  context: PerformContext,
  sight: RunnerSight,
  advance: (runId: RunId) => Promise<boolean>,
): Runner {
  const { clock, log, coreId } = context.services;
  return new Runner({
    ...{ ...sight, clock, log, coreId, advance },
    begin: (state, effect) => perform(context, state, effect),
    neverBegun: (state, effect) => {
      const work = attempted(state, effect);
      // Of an attempt of another core nobody here knows whether it was sent.
      if (work.attempt?.coreId !== coreId || work.attempt.isReopened) return;
      const ending = endedWithout('cancelled', 'The run was aborted before anything was sent.');
      void context.report(state, attemptFinished(work, ending, {}));
    },
    endUnrecorded: (state, effect) => {
      const reason = 'It was performed, but how it ended could not be recorded.';
      const ending = endedWithout('indeterminate', reason);
      void context.report(state, attemptFinished(attempted(state, effect), ending, {}));
    },
  });
}
