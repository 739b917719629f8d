import type { Client } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { Call } from './command-line.ts';
import type { ExitCode } from './exit-codes.ts';
import { reportProblem } from './problem-text.ts';
import { chooseRun } from './run-choice.ts';

/** Opens the workspace to read a run, and leaves: nothing is started, reconciled or written. */
export async function reading(
  call: Call,
  read: (client: Client, runId: RunId) => Promise<ExitCode>,
): Promise<ExitCode> {
  const access = await call.open('read');
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    const runId = await chooseRun(access.value.client, call.words[0] ?? '');
    return runId.ok ? await read(access.value.client, runId.value) : reportProblem(call.terminal, runId.problem);
  } finally {
    await access.value.close();
  }
}
