import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import { suggested } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { preflightShort } from './preflight-text.ts';
import { reportProblem } from './problem-text.ts';
import type { Terminal } from './terminal.ts';

export interface StartCheck {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly runId: RunId;
  readonly caller: Attribution;
  /** Why to start in spite of a red preflight. */
  readonly accept: string | undefined;
  readonly write: (line: string) => void;
}

type Checked = { readonly ok: true } | { readonly ok: false; readonly exit: ExitCode };

/** The preflight of a live run, right before its start: a line for each thing that is not good; red refuses. */
export async function preflightStart(check: StartCheck): Promise<Checked> {
  const { client, terminal, runId, caller, write } = check;
  const asked = await client.call('runs.preflight', { runId, attribution: caller });
  if (!asked.ok) return { ok: false, exit: reportProblem(terminal, asked.problem) };
  for (const line of preflightShort(asked.value, terminal)) write(line);
  if (asked.value.verdict !== 'red' || (check.accept ?? '').trim() !== '') return { ok: true };
  terminal.err(terminal.colours.tone('bad', 'The preflight is red. Nothing was started.'));
  terminal.err(`The run waits as a draft. Mend what is bad, then: ${suggested(`resume ${runId}`)}`);
  terminal.err(
    `Or start in spite of it, with a reason for the log: ${suggested(`resume ${runId} --accept-preflight REASON`)}`,
  );
  terminal.err(`Or give it up: ${suggested(`cancel ${runId} --reason TEXT`)}`);
  return { ok: false, exit: exitCodes.refused };
}
