import { existsSync } from 'node:fs';
import type { Attribution } from '../../../contract/actor.ts';
import type { Client } from '../../../contract/client.ts';
import type { CheckOutcome } from '../../../contract/environments.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { judgeDocument } from '../../domain/plan/index.ts';
import { attributionOf } from './attribution.ts';
import type { Call } from './command-line.ts';
import { commandName } from './command-name.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { settleHostKeys } from './host-keys.ts';
import { saveBeside } from './pack.ts';
import { findingText, reportProblem } from './problem-text.ts';
import { documentTools, readDocument } from './runbook-file.ts';
import { checkLines } from './targets-text.ts';
import { harmless } from './terminal.ts';

/** Stores the file, where one is named, asks all targets, says what was found. */
export async function checkTargets(call: Call): Promise<ExitCode> {
  const { terminal, options, words } = call;
  const [, named] = words;
  if (named === undefined) {
    const message = `Say what to check: ${commandName()} targets check ENV|FILE`;
    return reportProblem(terminal, { code: 'invalid-input', message });
  }
  const forks = Number(options.text('forks') ?? '32');
  if (!Number.isInteger(forks) || forks < 1 || forks > 256) {
    return reportProblem(terminal, { code: 'invalid-input', message: '--forks is a number from 1 to 256.' });
  }
  const caller = attributionOf(options, 'UTC', Date.now());
  if (!caller.ok) return reportProblem(terminal, caller.problem);
  const access = await call.open('drive', { knownHostsFile: options.text('known-hosts') });
  if (!access.ok) return reportProblem(terminal, access.problem);
  try {
    const { client } = access.value;
    const key = await keyOf(call, client, caller.value);
    if (!key.ok) return reportProblem(terminal, key.problem, named);
    const settled = await settleKeys(call, client, { key: key.value, caller: caller.value });
    if (!settled) return exitCodes.usage;
    return await ask(call, client, { key: key.value, forks, caller: caller.value });
  } finally {
    await access.value.close();
  }
}

/** A file is stored first: what is found is found of a revision. A runbook stands for the environment it goes to. */
async function keyOf({ words, terminal }: Call, client: Client, attribution: Attribution): Promise<Result<string>> {
  const [, named = ''] = words;
  const isFile = /[/\\]|\.ya?ml$/.test(named) || existsSync(named);
  if (!isFile) return ok(named);
  const text = readDocument(named);
  if (!text.ok) return text;
  const { kind, key, runbook } = judgeDocument(text.value, documentTools.resolveWallTime);
  if (kind === 'Runbook') return besideRunbook(client, { file: named, text: text.value, attribution, runbook });
  if (kind !== 'Environment' && key !== null)
    return failed('invalid-input', `${named} is a ${kind}, not an environment.`);
  const saved = await client.call('documents.save', { text: text.value, fileName: named, attribution });
  if (!saved.ok) return saved;
  for (const finding of saved.value.findings) terminal.err(findingText(finding, named));
  return ok(saved.value.document.key);
}

type Judged = ReturnType<typeof judgeDocument>['runbook'];

async function besideRunbook(
  client: Client,
  { runbook, ...runbookFile }: { file: string; text: string; attribution: Attribution; runbook: Judged },
): Promise<Result<string>> {
  const environment = runbook?.runbook.environment;
  if (environment === undefined) {
    const message = `${runbookFile.file} goes to no environment: holdpoint preflight asks the targets of its own inventory.`;
    return failed('invalid-input', message);
  }
  const saved = await saveBeside(client, runbookFile);
  return saved.ok ? ok(environment) : saved;
}

/** Keys are accepted only where somebody said so; what stays unknown or changed is for the table to say. */
async function settleKeys(
  { terminal, options }: Call,
  client: Client,
  { key, caller }: { readonly key: string; readonly caller: Attribution },
): Promise<boolean> {
  const trustNew = options.flag('trust-new-hosts');
  const knownHostsFile = options.text('known-hosts');
  if (!trustNew && knownHostsFile === undefined) return true;
  const settled = await settleHostKeys({ client, terminal, whose: { key }, caller, trustNew, knownHostsFile });
  return settled.ok || settled.exit !== exitCodes.usage;
}

interface Asking {
  readonly key: string;
  readonly forks: number;
  readonly caller: Attribution;
}

async function ask({ terminal, options }: Call, client: Client, { key, forks, caller }: Asking): Promise<ExitCode> {
  const selector = options.text('target');
  const progress = client.subscribe(
    'environment',
    { key },
    {
      message: (message) => {
        const { running } = message.kind === 'snapshot' ? message.view.summary : message.summary;
        if (running === null) return;
        const waiting = running.waitingFor.length === 0 ? '' : `, waiting for ${running.waitingFor.join(', ')}`;
        terminal.status(harmless(`${running.done} of ${running.total} targets, ${running.bad} bad${waiting}`));
      },
    },
  );
  const stop = terminal.onInterrupt(() => {
    terminal.err('Cancelling: what was found so far is kept.');
    void client.call('environments.cancel', { key, attribution: caller });
  });
  const wish = { key, forks, attribution: caller, ...(selector === undefined ? {} : { targets: selector }) };
  const checked = await client.call('environments.check', wish);
  stop();
  progress.close();
  terminal.status(null);
  if (!checked.ok) return reportProblem(terminal, checked.problem);
  const view = await client.call('environments.get', { key });
  if (!view.ok) return reportProblem(terminal, view.problem);
  if (options.flag('json')) terminal.out(JSON.stringify({ outcome: checked.value, environment: view.value }));
  else for (const line of checkLines(checked.value, view.value, terminal)) terminal.out(line);
  return exitOf(checked.value);
}

function exitOf({ bad, isCancelled }: CheckOutcome): ExitCode {
  return bad > 0 || isCancelled ? exitCodes.endedOtherwise : exitCodes.completed;
}
