import { randomUUID } from 'node:crypto';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type RunId, runIdSchema } from '../../../contract/ids.ts';
import type { RunSummary, RunView } from '../../../contract/views.ts';
import { nearest } from '../../domain/plan/nearest.ts';
import { suggested } from './command-name.ts';

/** The run a word means: its id, the beginning of one id, or `latest`. */
export async function chooseRun(client: Client, word: string): Promise<Result<RunId>> {
  const runs = await client.call('runs.list', {});
  if (!runs.ok) return runs;
  const newest = newestOf(runs.value);
  if (newest === null)
    return failed('not-found', `There is no run in this workspace yet. Start one: ${suggested('run FILE')}`);
  if (word === 'latest') return ok(newest.runId);
  const id = runIdSchema.safeParse(word);
  if (id.success && runs.value.some((run) => run.runId === id.data)) return ok(id.data);
  const begun = runs.value.map((run) => run.runId).filter((runId) => runId.startsWith(word));
  const [only] = begun;
  if (only !== undefined && begun.length === 1) return ok(only);
  if (begun.length > 1)
    return failed('not-found', `${word} may be ${begun.length} runs. Say which.`, { details: begun.slice(0, 10) });
  const near = nearest(word, [...runs.value.map((run) => run.runId), 'latest']);
  return failed(
    'not-found',
    `There is no run ${word}.${near === null ? ` The newest is ${newest.runId} (or: latest).` : ` Did you mean ${near}?`}`,
  );
}

function newestOf(runs: readonly RunSummary[]): RunSummary | null {
  return runs.reduce<RunSummary | null>(
    (best, run) => (best === null || run.createdAt > best.createdAt ? run : best),
    null,
  );
}

export function viewOf(client: Client, runId: RunId, logEntries = 0): Promise<Result<RunView>> {
  return client.call('runs.get', { runId, logEntries });
}

export interface RunOrder {
  readonly runId: RunId;
  readonly command: RunCommand;
  readonly attribution?: Attribution;
  readonly basedOn?: number;
}

export function sendCommand(client: Client, order: RunOrder): Promise<Result<{ seqs: number[] }>> {
  return client.call('runs.command', { ...order, commandId: randomUUID() });
}
