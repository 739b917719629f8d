import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import type { Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { LogEntry, RunView } from '../../../contract/views.ts';
import { attributionOf } from './attribution.ts';
import type { Call } from './command-line.ts';
import { suggested } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { logLine } from './narrator.ts';
import { reportProblem } from './problem-text.ts';
import { chooseRun, sendCommand, viewOf } from './run-choice.ts';
import { timeTextOf } from './time-text.ts';

/** The run a record verb speaks to. */
export interface Recording {
  readonly call: Call;
  readonly client: Client;
  readonly runId: RunId;
  readonly view: RunView;
  readonly attribution: Attribution;
}

/** The sequence numbers of what was written. */
export type Recorded = Result<{ readonly seqs: readonly number[] }>;

/**
 * Opens the workspace to record, lets `record` do it, tells what was written, and leaves: nothing is started. A mere
 * word moves nothing, whoever drives.
 */
export async function recording(
  call: Call,
  record: (about: Recording) => Promise<Recorded>,
  { told = 'out', isWord = false }: { readonly told?: 'out' | 'err'; readonly isWord?: boolean } = {},
): Promise<ExitCode> {
  const { terminal, options } = call;
  const access = await call.open('record');
  if (!access.ok) return reportProblem(terminal, access.problem);
  const { client, isAttached } = access.value;
  try {
    const about = await aboutRun(call, client);
    if (!about.ok) return reportProblem(terminal, about.problem);
    const { runId, view } = about.value;
    const attribution = attributionOf(options, view.header.timezone, view.header.now);
    if (!attribution.ok) return reportProblem(terminal, attribution.problem);
    const recorded = await record({ call, client, runId, view, attribution: attribution.value });
    if (!recorded.ok) return reportProblem(terminal, recorded.problem);
    await tell(call, client, { runId, afterSeq: view.header.lastSeq, seqs: recorded.value.seqs, told });
    if (!isAttached && !isWord) await sayWhoDrives(call, client, runId);
    return exitCodes.completed;
  } finally {
    await access.value.close();
  }
}

async function aboutRun(call: Call, client: Client): Promise<Result<{ runId: RunId; view: RunView }>> {
  const runId = await chooseRun(client, call.words[0] ?? '');
  if (!runId.ok) return runId;
  const view = await viewOf(client, runId.value);
  return view.ok ? { ok: true, value: { runId: runId.value, view: view.value } } : view;
}

/** A command to the run as a whole. */
export function recordCommand({ client, runId, attribution }: Recording, command: RunCommand): Promise<Recorded> {
  return sendCommand(client, { runId, command, attribution });
}

async function tell(
  { terminal }: Call,
  client: Client,
  { runId, afterSeq, seqs, told }: { runId: RunId; afterSeq: number; seqs: readonly number[]; told: 'out' | 'err' },
): Promise<void> {
  const log = await client.call('runs.log', { runId, afterSeq });
  const view = await viewOf(client, runId);
  if (!log.ok || !view.ok) return;
  const times = timeTextOf(view.value.header);
  const written = log.value.entries.filter((entry: LogEntry) => seqs.includes(entry.seq));
  for (const entry of written) terminal[told](logLine(entry, times, terminal));
}

/** Written down is not done: without a Holdpoint at work nothing follows from it yet. */
async function sayWhoDrives({ terminal }: Call, client: Client, runId: RunId): Promise<void> {
  const view = await viewOf(client, runId);
  if (!view.ok || view.value.header.life !== 'running') return;
  const { proposedClosure } = view.value.header;
  if (proposedClosure !== null) {
    const close = suggested(`close ${runId} --code ${proposedClosure.code}`);
    terminal.err(`Written down. Every step is over: ${close} ends the run.`);
    return;
  }
  terminal.err(`Written down. No Holdpoint is at work on this run: ${suggested(`resume ${runId}`)} goes on with it.`);
}
