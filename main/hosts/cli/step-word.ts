import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { StepId } from '../../../contract/ids.ts';
import type { RunView } from '../../../contract/views.ts';
import { nearest } from '../../domain/plan/nearest.ts';

/** The step a word means, or which one may be meant. */
export function stepOfWord(word: string, { steps }: Pick<RunView, 'steps'>): Result<StepId> {
  const step = steps.find(({ id }) => id === word);
  if (step !== undefined) return ok(step.id);
  const near = nearest(
    word,
    steps.map(({ id }) => id),
  );
  return failed('not-found', `There is no step ${word}.${near === null ? '' : ` Did you mean ${near}?`}`);
}

/** Likewise for an option that may be left out. */
export function stepOfOption(word: string | undefined, view: Pick<RunView, 'steps'>): Result<StepId | undefined> {
  return word === undefined ? ok(undefined) : stepOfWord(word, view);
}
