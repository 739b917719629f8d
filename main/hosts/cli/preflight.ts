import path from 'node:path';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { InputSpec } from '../../../contract/workspace-views.ts';
import { compilePlan } from '../../domain/plan/index.ts';
import type { Access } from './access.ts';
import { attributionOf } from './attribution.ts';
import { type Call, callerOptions, type Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { settleHostKeys } from './host-keys.ts';
import { type GivenValues, gatherInputs, secretVariable } from './inputs.ts';
import { countText } from './lint.ts';
import { saveBeside, toolsBeside } from './pack.ts';
import { preflightLines } from './preflight-text.ts';
import { findingText, reportProblem } from './problem-text.ts';
import { readDocument } from './runbook-file.ts';

export const preflight: Verb = {
  name: 'preflight',
  usage: 'FILE',
  summary: 'can we start? asks every target, address, input and role',
  words: [1, 1],
  options: {
    input: { type: 'string', multiple: true, value: 'k=v', help: 'a value for an input of the runbook' },
    'known-hosts': { type: 'string', value: 'FILE', help: 'a known_hosts file whose keys are good' },
    'trust-new-hosts': {
      type: 'boolean',
      help: 'accept unknown host keys as they are (never changed ones); each is recorded',
    },
    json: { type: 'boolean', help: 'as one JSON object' },
    ...callerOptions,
  },
  examples: ['preflight runbook.yaml', 'preflight runbook.yaml --input version=4.2.1 --known-hosts ~/.ssh/known_hosts'],
  notes: [
    'The runbook is stored as a revision; on targets nothing is written. Exit 0 when it is green or amber, 5 when red.',
    'A live run makes its own preflight when it starts.',
  ],
  run: (call) => withSavedRunbook(call, (client, saved) => askPreflight(call, client, saved)),
};

/** A runbook's file stored as a revision, host keys settled, values at hand. */
export interface SavedRunbook {
  readonly key: string;
  readonly title: string;
  readonly inputs: Record<string, string>;
  readonly secrets: Record<string, string>;
}

/** Stores the file named first and asks the world something about it. */
export async function withSavedRunbook(
  call: Call,
  ask: (client: Client, saved: SavedRunbook) => Promise<ExitCode>,
): Promise<ExitCode> {
  const prepared = await prepare(call);
  if (!prepared.ok) return reportProblem(call.terminal, prepared.problem, call.words[0]);
  const access = await call.open('drive', { knownHostsFile: call.options.text('known-hosts') });
  if (!access.ok) return reportProblem(call.terminal, access.problem);
  try {
    return await saveAndAsk(call, access.value, { prepared: prepared.value, ask });
  } finally {
    await access.value.close();
  }
}

interface Prepared {
  readonly text: string;
  readonly given: GivenValues;
  readonly caller: Attribution;
}

async function prepare(call: Call): Promise<Result<Prepared>> {
  const { terminal, options, words } = call;
  const [file = ''] = words;
  const text = readDocument(file);
  if (!text.ok) return text;
  const looked = compilePlan(text.value, null, toolsBeside(file, text.value));
  for (const finding of looked.findings.filter((one) => one.severity !== 'not-executable-yet'))
    terminal.err(findingText(finding, file));
  if (looked.kind === 'findings') return failed('invalid-document', `${countText(looked.findings)}.`);
  const given = await gatherInputs(secretsAtHand(call, looked.inputs), options.list('input'), call);
  if (!given.ok) return given;
  const caller = attributionOf(options, looked.plan.timezone, Date.now());
  return caller.ok ? ok({ text: text.value, given: given.value, caller: caller.value }) : caller;
}

/** Where nobody can be asked, a secret that is not at hand is for the preflight to say, not to stumble over. */
function secretsAtHand({ terminal, env }: Call, specs: readonly InputSpec[]): readonly InputSpec[] {
  if (terminal.isInteractive) return specs;
  return specs.map((spec) =>
    spec.secret && env[secretVariable(spec.name)] === undefined ? { ...spec, required: false } : spec,
  );
}

interface Asking {
  readonly prepared: Prepared;
  readonly ask: Parameters<typeof withSavedRunbook>[1];
}

async function saveAndAsk(call: Call, { client }: Access, { prepared, ask }: Asking): Promise<ExitCode> {
  const { terminal } = call;
  const { text, given, caller } = prepared;
  const [file = ''] = call.words;
  const pack = await saveBeside(client, { file, text, attribution: caller });
  if (!pack.ok) return reportProblem(terminal, pack.problem, file);
  const saved = await client.call('documents.save', { text, fileName: file, attribution: caller });
  if (!saved.ok) return reportProblem(terminal, saved.problem, file);
  const { key, title } = saved.value.document;
  const settled = await settleKeys(call, { client, caller, key });
  if (!settled) return exitCodes.usage;
  return ask(client, { key, title, inputs: { ...given.values }, secrets: { ...given.secrets } });
}

async function askPreflight(
  { terminal, options, words }: Call,
  client: Client,
  saved: SavedRunbook,
): Promise<ExitCode> {
  const { title, ...request } = saved;
  const asked = await client.call('runbooks.preflight', {
    ...request,
    folder: path.dirname(path.resolve(words[0] ?? '')),
  });
  if (!asked.ok) return reportProblem(terminal, asked.problem, words[0]);
  if (options.flag('json')) terminal.out(JSON.stringify(asked.value));
  else for (const line of preflightLines(asked.value, title, terminal)) terminal.out(line);
  return asked.value.verdict === 'red' ? exitCodes.refused : exitCodes.completed;
}

/** Keys are accepted only where somebody said so; what stays unknown or changed is for the table to say. */
async function settleKeys(
  { terminal, options }: Call,
  { client, caller, key }: Pick<Access, 'client'> & { caller: Attribution; key: string },
): Promise<boolean> {
  const trustNew = options.flag('trust-new-hosts');
  const knownHostsFile = options.text('known-hosts');
  if (!trustNew && knownHostsFile === undefined && !terminal.isInteractive) return true;
  const settled = await settleHostKeys({ client, terminal, whose: { key }, caller, trustNew, knownHostsFile });
  return settled.ok || settled.exit !== exitCodes.usage;
}
