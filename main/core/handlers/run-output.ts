import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationOutput, OperationRequest } from '../../../contract/operations.ts';
import { attemptOf, type RunState, targetNamed } from '../../domain/run/index.ts';
import { decodeUtf8, wholeCharacters } from '../projections/utf8.ts';
import { toBase64 } from './base64.ts';
import type { CoreParts } from './core-parts.ts';

/** A page of what one stream of an attempt printed. It ends at a whole character, so that no page spoils the next. */
export function outputPage(
  { outputs }: CoreParts,
  state: RunState,
  request: OperationRequest<'runs.output'>,
): Result<OperationOutput<'runs.output'>> {
  const { stream, offset, limit } = request;
  const attempt = attemptAsked(state, request);
  if (attempt === null) return noAttempt(request);
  const page = outputs.read(request, stream, offset, limit);
  const isRest = offset + page.bytes.length >= page.totalBytes;
  const whole = isRest ? page.bytes : page.bytes.subarray(0, wholeCharacters(page.bytes) || page.bytes.length);
  return ok({
    chunk: { stream, offset, bytes: whole.length, text: decodeUtf8(whole), at: page.at },
    totalBytes: page.totalBytes,
    complete: attempt.outcome !== null && offset + whole.length >= page.totalBytes,
  });
}

type Asked = Pick<OperationRequest<'runs.output'>, 'stepId' | 'target' | 'attempt'>;

/** The same range as bytes, for what text would change: a file to save, a place in a line. */
export function outputBytes(
  { outputs }: CoreParts,
  state: RunState,
  request: OperationRequest<'runs.bytes'>,
): Result<OperationOutput<'runs.bytes'>> {
  const { stream, offset, limit } = request;
  const attempt = attemptAsked(state, request);
  if (attempt === null) return noAttempt(request);
  const { bytes, totalBytes } = outputs.read(request, stream, offset, limit);
  const end = offset + bytes.length;
  return ok({
    dataBase64: toBase64(bytes),
    totalBytes,
    blocks: bytes.length === 0 ? [] : [...outputs.blocks(request, stream, { from: offset, to: end })],
    complete: attempt.outcome !== null && end >= totalBytes,
  });
}

function attemptAsked(state: RunState, { stepId, target, attempt }: Asked) {
  const targetState = targetNamed(state, stepId, target);
  return targetState === null ? null : attemptOf(targetState, attempt);
}

function noAttempt({ stepId, target, attempt }: Asked): Result<never> {
  return failed('not-found', `There is no attempt ${attempt} of ${stepId} on ${target}.`);
}
