import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type OutputStream, outputStreams } from '../../../contract/events.ts';
import { type RunId, stepIdSchema, targetNameSchema } from '../../../contract/ids.ts';
import type { AttemptView } from '../../../contract/step-detail.ts';
import type { OutputRef } from '../../../contract/workspace-views.ts';

const TAIL_BYTES = 4096;
const TAIL_LINES = 12;
const PAGE_BYTES = 262_144;

export interface Place {
  readonly runId: RunId;
  readonly stepId: string;
  readonly target: string;
}

/** The last lines the newest attempt at this place printed, errors last; null when it printed nothing. */
export async function lastLines(client: Client, place: Place): Promise<{ lines: string[]; attempt: number } | null> {
  const found = await findAttempt(client, place);
  if (!found.ok) return null;
  const { attempt, ref } = found.value;
  const lines: string[] = [];
  for (const stream of streamsOf(attempt)) {
    const stored = attempt.streams[stream]?.storedBytes ?? 0;
    const offset = Math.max(0, stored - TAIL_BYTES);
    const read = await client.call('runs.output', { ...ref, stream, offset, limit: TAIL_BYTES });
    if (!read.ok) continue;
    const all = read.value.chunk.text.replace(/\n$/, '').split('\n');
    lines.push(...(offset > 0 ? all.slice(1) : all));
  }
  return lines.length === 0 ? null : { lines: lines.slice(-TAIL_LINES), attempt: attempt.attempt };
}

/** All an attempt printed, in pieces; `write` gets them in order, stream after stream. */
export async function allOutput(
  client: Client,
  place: Place & { attempt?: number },
  write: (stream: OutputStream, text: string) => void,
): Promise<Result<null>> {
  const found = await findAttempt(client, place);
  if (!found.ok) return found;
  const { attempt, ref } = found.value;
  for (const stream of streamsOf(attempt)) {
    for (let offset = 0; ; ) {
      const read = await client.call('runs.output', { ...ref, stream, offset, limit: PAGE_BYTES });
      if (!read.ok) return read;
      const { chunk, totalBytes } = read.value;
      if (chunk.bytes === 0) break;
      write(stream, chunk.text);
      offset = chunk.offset + chunk.bytes;
      if (offset >= totalBytes) break;
    }
  }
  return ok(null);
}

type Found = { readonly attempt: AttemptView; readonly ref: Omit<OutputRef, 'stream'> };

async function findAttempt(client: Client, place: Place & { attempt?: number }): Promise<Result<Found>> {
  const stepId = stepIdSchema.safeParse(place.stepId);
  const target = targetNameSchema.safeParse(place.target);
  if (!stepId.success || !target.success) return failed('not-found', `There is no ${place.stepId} on ${place.target}.`);
  const detail = await client.call('runs.step', { runId: place.runId, stepId: stepId.data });
  if (!detail.ok) return detail;
  const tries = detail.value.attempts.filter((one) => one.target === target.data);
  const attempt = tries.findLast((one) => place.attempt === undefined || one.attempt === place.attempt);
  if (attempt === undefined) return failed('not-found', `${place.stepId} has no such attempt on ${place.target}.`);
  const ref = { runId: place.runId, stepId: stepId.data, target: target.data, attempt: attempt.attempt };
  return ok({ attempt, ref });
}

function streamsOf(attempt: AttemptView): readonly OutputStream[] {
  return outputStreams.filter((stream) => (attempt.streams[stream]?.storedBytes ?? 0) > 0);
}
