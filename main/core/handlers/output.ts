import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationRequest } from '../../../contract/operations.ts';
import { attemptOf, targetNamed } from '../../domain/run/index.ts';
import { choiceOf, ROWS_BYTES, rowView } from '../projections/row-view.ts';
import type { CoreParts } from './core-parts.ts';
import type { FeatureHandlers } from './handler.ts';

type Asked = Pick<OperationRequest<'output.rows'>, 'runId' | 'stepId' | 'target' | 'attempt' | 'choice'>;

/** Output by rows: any window of it, however long it is. */
export function outputHandlers(parts: CoreParts): FeatureHandlers<'output'> {
  return {
    'output.rows': (request) => {
      const known = attemptAsked(parts, request);
      if (!known.ok) return known;
      const { view, choice } = known.value;
      const { from, count } = request;
      const rows = view.read(choice, { from, count, limit: ROWS_BYTES }).map(rowView);
      return ok({ rows, totals: view.totals(choice), complete: known.value.isOver });
    },
    'output.place': (request) => {
      const known = attemptAsked(parts, request);
      if (!known.ok) return known;
      const { view, choice } = known.value;
      const { to } = request;
      if ('line' in to) return ok({ row: view.rowOfLine(choice, to.line) });
      if ('time' in to) return ok({ row: view.rowOfTime(choice, to.time) });
      return ok({ row: view.rowOfOffset(choice, to.stream, to.offset) });
    },
    'output.find': async (request) => {
      const known = attemptAsked(parts, request);
      if (!known.ok) return known;
      if (request.query.isPattern && !isPattern(request.query.text)) {
        return failed('invalid-input', 'This is no regular expression.');
      }
      const part = known.value.view.part(known.value.choice, request.from);
      try {
        const rows = await parts.outputFinder.find(part.pieces, request.query);
        const { next, isLast, searchedBytes, totalBytes } = part;
        return ok({ rows: [...rows], next: isLast ? null : next, reached: next, searchedBytes, totalBytes });
      } catch (error) {
        return failed('too-large', error instanceof Error ? error.message : String(error));
      }
    },
    'output.search': async (request) => ok(await parts.outputSearch.search(request)),
  };
}

function attemptAsked({ desk, outputRows }: CoreParts, asked: Asked) {
  const { runId, stepId, target, attempt } = asked;
  const state = desk.state(runId);
  if (state === null) return failed('not-found', `There is no run ${runId}.`);
  const targetState = targetNamed(state, stepId, target);
  const found = targetState === null ? null : attemptOf(targetState, attempt);
  if (found === null) return noAttempt(asked);
  const view = outputRows.of({ runId, stepId, target, attempt });
  return ok({ view, choice: choiceOf(asked.choice, view), isOver: found.outcome !== null });
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

function noAttempt({ stepId, target, attempt }: Asked): Result<never> {
  return failed('not-found', `There is no attempt ${attempt} of ${stepId} on ${target}.`);
}
