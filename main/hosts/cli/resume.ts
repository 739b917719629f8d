import type { Attribution } from '../../../contract/actor.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { RunView } from '../../../contract/views.ts';
import type { Access } from './access.ts';
import { type Answers, noAnswers, readAnswers } from './answers.ts';
import { attributionOf } from './attribution.ts';
import { type Call, callerOptions, type Options, type Verb } from './command-line.ts';
import { conduct } from './conduct.ts';
import { isOver } from './driver.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { settleHostKeys } from './host-keys.ts';
import { gatherSecrets } from './inputs.ts';
import { preflightStart } from './preflight-start.ts';
import { reportProblem } from './problem-text.ts';
import { drivingOptions, startCommand } from './run.ts';
import { chooseRun, sendCommand, viewOf } from './run-choice.ts';
import { vaultForRun } from './secrets-typing.ts';

export const resume: Verb = {
  name: 'resume',
  usage: 'RUN',
  summary: 'go on with a held run, or with one whose Holdpoint is gone',
  words: [1, 1],
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'why it goes on' },
    ...drivingOptions,
    ...callerOptions,
  },
  examples: ['resume latest', 'resume latest --go --answers answers.yaml'],
  notes: [
    'Attempts that were open when the last Holdpoint ended are asked on their targets first; none is started twice.',
  ],
  run: async (call) => {
    const access = await call.open('drive', { knownHostsFile: call.options.text('known-hosts') });
    if (!access.ok) return reportProblem(call.terminal, access.problem);
    try {
      return await resumeRun(call, access.value);
    } finally {
      await access.value.close();
    }
  },
};

interface Prepared {
  readonly view: RunView;
  readonly answers: Answers;
  readonly caller: Attribution;
}

async function resumeRun(call: Call, access: Access): Promise<ExitCode> {
  const { terminal, options } = call;
  const { client } = access;
  const runId = await chooseRun(client, call.words[0] ?? '');
  if (!runId.ok) return reportProblem(terminal, runId.problem);
  const prepared = await prepare(call, access, runId.value);
  if (!prepared.ok) return reportProblem(terminal, prepared.problem);
  const { view, answers, caller } = prepared.value;
  if (isOver(view.header)) {
    terminal.err(`${runId.value} has ended (${view.header.life}). There is nothing to resume.`);
    return exitCodes.refused;
  }
  const ready = await makeReady(call, access, { runId: runId.value, view, caller });
  if (!ready.ok) return ready.exit;
  return conduct({
    ...{ access, terminal, runId: runId.value, caller, answers },
    isJson: options.flag('json'),
    go: options.flag('go'),
    afterSeq: view.header.lastSeq,
    begin: async () => {
      const fresh = await viewOf(client, runId.value);
      const command = fresh.ok ? commandFor(fresh.value, options) : null;
      if (command === null) return { ok: true, seq: 0 };
      if (command.type === 'start' && view.header.mode === 'live') {
        const accept = options.text('accept-preflight');
        const about = { client, terminal, runId: runId.value, caller, accept, write: terminal.err };
        const checked = await preflightStart(about);
        if (!checked.ok) return checked;
      }
      const sent = await sendCommand(client, { runId: runId.value, command, attribution: caller });
      return sent.ok
        ? { ok: true, seq: Math.max(...sent.value.seqs) }
        : { ok: false, exit: reportProblem(terminal, sent.problem) };
    },
  });
}

async function prepare({ options }: Call, { client }: Access, runId: RunId): Promise<Result<Prepared>> {
  const view = await viewOf(client, runId);
  if (!view.ok) return view;
  const file = options.text('answers');
  const ids = view.value.steps.map((step) => step.id);
  const answers = file === undefined ? ok(noAnswers) : readAnswers(file, ids);
  if (!answers.ok) return answers;
  const caller = attributionOf(options, view.value.header.timezone, Date.now());
  return caller.ok ? ok({ view: view.value, answers: answers.value, caller: caller.value }) : caller;
}

/** Host keys and secrets: what this process must know before it touches a target again. */
async function makeReady(
  call: Call,
  { client }: Access,
  { runId, view, caller }: { runId: RunId; view: RunView; caller: Attribution },
): Promise<{ readonly ok: true } | { readonly ok: false; readonly exit: ExitCode }> {
  const { terminal, options, env } = call;
  if (view.header.mode !== 'live') return { ok: true };
  const settled = await settleHostKeys({
    ...{ client, terminal, whose: { runId }, caller },
    trustNew: options.flag('trust-new-hosts'),
    knownHostsFile: options.text('known-hosts'),
  });
  if (!settled.ok) return settled;
  const asked = await client.call('runs.secrets', { runId, secrets: {} });
  const ready = await vaultForRun(call, client, runId);
  if (!ready.ok) return { ok: false, exit: reportProblem(terminal, ready.problem) };
  const missing = asked.ok ? asked.value.missing : [];
  if (missing.length === 0) return { ok: true };
  const secrets = await gatherSecrets(missing, { terminal, env });
  if (!secrets.ok) return { ok: false, exit: reportProblem(terminal, secrets.problem) };
  const given = await client.call('runs.secrets', { runId, secrets: { ...secrets.value } });
  return given.ok ? { ok: true } : { ok: false, exit: reportProblem(terminal, given.problem) };
}

function commandFor({ header }: RunView, options: Options): RunCommand | null {
  if (header.life === 'draft' || header.life === 'armed')
    return startCommand(undefined, options.text('accept-preflight'));
  if (header.held.length === 0) return null;
  const reason = options.text('reason');
  return { type: 'resume', ...(reason === undefined ? {} : { reason }) };
}
