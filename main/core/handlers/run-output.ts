import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';
import { attemptOf, type RunState, targetNamed } from '../../domain/run/index.ts';
import { decodeUtf8, wholeCharacters } from '../projections/utf8.ts';
import type { CoreParts } from './core-parts.ts';

/** A page of what one stream of an attempt printed. It ends at a whole character, so that no page spoils the next. */
export function outputPage(
  { outputs }: CoreParts,
  state: RunState,
  request: OperationRequest<'runs.output'>,
): Result<OperationOutput<'runs.output'>> {
  const { stepId, target, stream, offset, limit } = request;
  const targetState = targetNamed(state, stepId, target);
  const attempt = targetState === null ? null : attemptOf(targetState, request.attempt);
  if (attempt === null) return failed('not-found', `There is no attempt ${request.attempt} of ${stepId} on ${target}.`);
  const page = outputs.read(request, stream, offset, limit);
  const isRest = offset + page.bytes.length >= page.totalBytes;
  const whole = isRest ? page.bytes : page.bytes.subarray(0, wholeCharacters(page.bytes) || page.bytes.length);
  return ok({
    chunk: { stream, offset, bytes: whole.length, text: decodeUtf8(whole), at: page.at },
    totalBytes: page.totalBytes,
    complete: attempt.outcome !== null && offset + whole.length >= page.totalBytes,
  });
}
