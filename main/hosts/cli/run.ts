import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { AnswersOrder } from '../../../contract/answers.ts';
import type { RunCommand } from '../../../contract/commands.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { OperationInput } from '../../../contract/operations.ts';
import type { Plan } from '../../../contract/plan.ts';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { compilePlan, judgeDocument } from '../../domain/plan/index.ts';
import type { Access } from './access.ts';
import { type Answers, noAnswers, readAnswers } from './answers.ts';
import { attributionOf } from './attribution.ts';
import { type Call, callerOptions, type OptionSpec, type Verb } from './command-line.ts';
import { conduct } from './conduct.ts';
import type { ExitCode } from './exit-codes.ts';
import { settleHostKeys } from './host-keys.ts';
import { type GivenValues, gatherInputs } from './inputs.ts';
import { countText } from './lint.ts';
import { saveBeside, toolsBeside } from './pack.ts';
import { preflightStart } from './preflight-start.ts';
import { findingText, reportProblem } from './problem-text.ts';
import { sendCommand } from './run-choice.ts';
import { readDocument } from './runbook-file.ts';
import { vaultForRun } from './secrets-typing.ts';

/** What `run` and `resume` share: who answers, and which host keys are good. */
export const drivingOptions: Readonly<Record<string, OptionSpec>> = {
  go: { type: 'boolean', help: 'say Go to every step that asks, and close a finished run with the proposed code' },
  answers: { type: 'string', value: 'FILE', help: 'what people would say, by step id' },
  'known-hosts': { type: 'string', value: 'FILE', help: 'a known_hosts file whose keys are good' },
  'trust-new-hosts': {
    type: 'boolean',
    help: 'accept unknown host keys as they are (never changed ones); each is recorded',
  },
  'accept-preflight': {
    type: 'string',
    value: 'REASON',
    help: 'start although the preflight is red; the reason is recorded',
  },
  json: { type: 'boolean', help: 'the stored events on stdout, a line each; words go to stderr' },
};

export const run: Verb = {
  name: 'run',
  usage: 'FILE',
  summary: 'run a runbook, live or as a rehearsal',
  words: [1, 1],
  options: {
    mode: {
      type: 'string',
      value: 'live|rehearsal',
      help: 'live touches targets (default); a rehearsal touches nothing',
    },
    input: { type: 'string', multiple: true, value: 'k=v', help: 'a value for an input of the runbook' },
    ...drivingOptions,
    'as-planned': {
      type: 'boolean',
      help: 'rehearsal: people do what the plan says, in the time it says; with --answers, those the file leaves out',
    },
    forks: { type: 'string', value: 'N', help: 'at most so many targets at a time (default 32)' },
    speed: { type: 'string', value: 'N', help: 'rehearsal: scenario seconds per second (default 1, at most 600)' },
    fail: {
      type: 'string',
      multiple: true,
      value: 'STEP[:TARGET]=exit N|timeout|drop',
      help: 'rehearsal: plant a fault',
    },
    t0: { type: 'string', value: 'window|now', help: 'what T0 is (else the window’s start if it is near, else now)' },
    ...callerOptions,
  },
  examples: [
    'run runbook.yaml --mode rehearsal --speed 600 --as-planned',
    'run runbook.yaml --mode rehearsal --speed 60 --go',
    "run runbook.yaml --mode rehearsal --fail 'drain:web-07=exit 42' --go --answers answers.yaml",
    'run runbook.yaml --input version=4.2.1 --known-hosts ~/.ssh/known_hosts',
  ],
  notes: [
    'A step that needs a person and has no answer ends the command with exit 3 and the run held; act, then resume.',
    'Secret inputs come from HOLDPOINT_SECRET_NAME or are asked for; they never appear on a command line.',
    'A live run makes its preflight first; when that is red nothing is started (exit 5).',
    'Ctrl-C starts nothing new and waits for running work; a second one leaves at once.',
  ],
  run: startRun,
};

interface Prepared {
  readonly text: string;
  readonly plan: Plan;
  readonly given: GivenValues;
  readonly answers: Answers;
  readonly caller: Attribution;
  readonly request: Pick<OperationInput<'runs.create'>, 'mode' | 'forks' | 'speed' | 'faults'>;
  readonly t0: 'window' | 'now' | undefined;
}

async function startRun(call: Call): Promise<ExitCode> {
  const prepared = await prepare(call);
  if (!prepared.ok) return reportProblem(call.terminal, prepared.problem, call.words[0]);
  const access = await call.open('drive', { knownHostsFile: call.options.text('known-hosts') });
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    return await saveAndRun(call, access.value, prepared.value);
  } finally {
    await access.value.close();
  }
}

/** Everything that can be wrong is found before the workspace is touched. */
async function prepare(call: Call): Promise<Result<Prepared>> {
  const { terminal, options, env } = call;
  const [file = ''] = call.words;
  const request = requestOf(call);
  if (!request.ok) return request;
  const text = readDocument(file);
  if (!text.ok) return text;
  const specs = judge(call, text.value, request.value.mode);
  if (!specs.ok) return specs;
  const given = await gatherInputs(specs.value, options.list('input'), { terminal, env });
  if (!given.ok) return given;
  const { values, secrets } = given.value;
  const compiled = compilePlan(
    text.value,
    { values, secretNames: Object.keys(secrets) },
    toolsBeside(file, text.value),
  );
  if (compiled.kind === 'findings') {
    const findings = compiled.findings.filter((finding) => finding.severity === 'error');
    return failed('invalid-document', `${countText(findings)}. Nothing was stored.`, { findings });
  }
  const { plan } = compiled;
  const answersFile = options.text('answers');
  const answers =
    answersFile === undefined
      ? ok(noAnswers)
      : readAnswers(
          answersFile,
          plan.steps.map((step) => step.id),
        );
  if (!answers.ok) return answers;
  const caller = attributionOf(options, plan.timezone, Date.now());
  if (!caller.ok) return caller;
  const t0 = t0Of(options.text('t0'));
  if (!t0.ok) return t0;
  if (t0.value === 'window' && plan.window === null) {
    return failed('invalid-input', 'The runbook has no window: T0 can only be now.');
  }
  return ok({
    text: text.value,
    plan,
    given: given.value,
    answers: answers.value,
    caller: caller.value,
    request: request.value,
    t0: t0.value,
  });
}

/** Prints every finding; what is an error, or cannot run in this mode, refuses. */
function judge({ terminal, words }: Call, text: string, mode: 'live' | 'rehearsal'): Result<readonly InputSpec[]> {
  const tools = toolsBeside(words[0] ?? '', text);
  const { findings } = judgeDocument(text, tools.resolveWallTime, tools.stored);
  const isFatal = (severity: string): boolean =>
    severity === 'error' || (mode === 'live' && severity === 'not-executable-yet');
  const fatal = findings.filter((finding) => isFatal(finding.severity));
  for (const finding of findings) terminal.err(findingText(finding, words[0]));
  if (fatal.length > 0) {
    const hint = fatal.every((finding) => finding.severity !== 'error')
      ? ' It can be rehearsed: --mode rehearsal.'
      : '';
    return failed('invalid-document', `${countText(fatal)}. Nothing was stored.${hint}`);
  }
  const compiled = compilePlan(text, null, tools);
  if (compiled.kind === 'findings')
    return failed('invalid-document', 'Nothing was stored.', { findings: [...compiled.findings] });
  return ok(compiled.inputs);
}

function requestOf({ options }: Call): Result<Prepared['request']> {
  const mode = options.text('mode') ?? 'live';
  if (mode !== 'live' && mode !== 'rehearsal')
    return failed('invalid-input', `--mode is live or rehearsal, not ${mode}.`);
  const forks = wholeNumber(options.text('forks') ?? '32', 1024);
  if (forks === null) return failed('invalid-input', '--forks is a number from 1 to 1024.');
  const speed = wholeNumber(options.text('speed') ?? '1', 600);
  if (speed === null)
    return failed('invalid-input', `--speed is a whole number from 1 to 600, not ${options.text('speed')}.`);
  const faults = [...options.list('fail')];
  if (mode === 'live' && (faults.length > 0 || speed !== 1)) {
    return failed('invalid-input', '--fail and --speed are for --mode rehearsal: a live run is real.');
  }
  if (mode === 'live' && options.flag('as-planned'))
    return failed('invalid-input', '--as-planned is for --mode rehearsal: in a live run people speak for themselves.');
  return ok({ mode, forks, speed, faults });
}

/** What the core is told to say for the people of a rehearsal. */
function orderOf({ file }: Answers): AnswersOrder {
  return { others: 'as-planned', ...(file === null ? {} : { text: file.text, fileName: file.name }) };
}

function wholeNumber(text: string, most: number): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : null;
}

function t0Of(text: string | undefined): Result<Prepared['t0']> {
  if (text === undefined || text === 'window' || text === 'now') return ok(text);
  return failed('invalid-input', `--t0 is window or now, not ${text}.`);
}

const fit = { ok: true } as const;

/** The reason is written down only where the core would refuse without it. */
export function startCommand(t0: Prepared['t0'], accept: string | undefined): RunCommand {
  return {
    type: 'start',
    ...(t0 === undefined ? {} : { t0 }),
    ...(accept === undefined || accept.trim() === '' ? {} : { acceptPreflight: accept }),
  };
}

async function saveAndRun(call: Call, access: Access, prepared: Prepared): Promise<ExitCode> {
  const { terminal, options } = call;
  const { caller, plan, request, given } = prepared;
  const { client } = access;
  const [file = ''] = call.words;
  const pack = await saveBeside(client, { file, text: prepared.text, attribution: caller });
  if (!pack.ok) return reportProblem(terminal, pack.problem, file);
  const saved = await client.call('documents.save', { text: prepared.text, fileName: file, attribution: caller });
  if (!saved.ok) return reportProblem(terminal, saved.problem, file);
  const { key, revision } = saved.value.document;
  if (request.mode === 'live' && plan.targets.some((target) => target.kind === 'ssh')) {
    const settled = await settleHostKeys({
      ...{ client, terminal, whose: { key }, caller },
      trustNew: options.flag('trust-new-hosts'),
      knownHostsFile: options.text('known-hosts'),
    });
    if (!settled.ok) return settled.exit;
  }
  const { values, secrets } = given;
  const asPlanned = options.flag('as-planned') ? orderOf(prepared.answers) : null;
  const commandId = randomUUID();
  const created = await client.call('runs.create', {
    key,
    revision,
    inputs: { ...values },
    secrets: { ...secrets },
    ...request,
    ...(asPlanned === null ? {} : { answers: asPlanned }),
    folder: path.dirname(path.resolve(file)),
    commandId,
    attribution: caller,
  });
  if (!created.ok) return reportProblem(terminal, created.problem, file);
  const { runId } = created.value;
  const ready = await vaultForRun(call, client, runId);
  if (!ready.ok) return reportProblem(terminal, ready.problem);
  const isJson = options.flag('json');
  const write = isJson ? terminal.err : terminal.out;
  const mode =
    request.mode === 'rehearsal' ? `SIMULATED, REHEARSAL${request.speed === 1 ? '' : ` at ${request.speed}×`}` : 'LIVE';
  write(terminal.colours.bold(`${plan.title} · ${mode} · ${runId} · times of ${plan.timezone}`));
  return conduct({
    ...{ access, terminal, runId, isJson, caller },
    // Whom the core speaks for, nobody speaks for here.
    answers: asPlanned === null ? prepared.answers : noAnswers,
    go: options.flag('go') && asPlanned === null,
    afterSeq: 0,
    begin: async () => {
      const accept = options.text('accept-preflight');
      const checked =
        request.mode === 'live'
          ? await preflightStart({ client, terminal, runId, caller, accept, write: terminal.err })
          : fit;
      if (!checked.ok) return checked;
      const command = startCommand(prepared.t0, accept);
      const started = await sendCommand(client, { runId, command, attribution: caller });
      return started.ok
        ? { ok: true, seq: Math.max(...started.value.seqs) }
        : { ok: false, exit: reportProblem(terminal, started.problem) };
    },
  });
}
