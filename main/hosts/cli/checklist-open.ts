import { randomUUID } from 'node:crypto';
import type { Client } from '../../../contract/client.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import { attributionOf } from './attribution.ts';
import { passLines } from './checklist-lines.ts';
import type { Call } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { reportProblem } from './problem-text.ts';
import { readDocument } from './runbook-file.ts';
import { harmless } from './terminal.ts';

/** Opens a pass over a stored checklist; a file is saved first. */
export async function openPass(call: Call, client: Client): Promise<ExitCode> {
  const { terminal, options } = call;
  const said = attributionOf(options, options.text('zone') ?? 'UTC', Date.now());
  if (!said.ok) return reportProblem(terminal, said.problem);
  const key = await keyOf(call, client);
  if (!key.ok) return reportProblem(terminal, key.problem);
  const subject = subjectOf(call);
  const t0 = options.text('t0');
  const timezone = options.text('zone');
  const opened = await client.call('checklists.open', {
    key: key.value,
    commandId: randomUUID(),
    attribution: said.value,
    ...(subject === null ? {} : { subject }),
    ...(t0 === undefined ? {} : { t0 }),
    ...(timezone === undefined ? {} : { timezone }),
  });
  if (!opened.ok) return reportProblem(terminal, opened.problem);
  const pass = await client.call('checklists.pass', { passId: opened.value.passId });
  if (!pass.ok) return reportProblem(terminal, pass.problem);
  if (options.flag('json')) terminal.out(JSON.stringify(pass.value));
  else for (const line of passLines(pass.value, Date.now())) terminal.out(harmless(line));
  return exitCodes.completed;
}

function subjectOf({ options }: Call): { runbook: string } | { text: string } | null {
  const runbook = options.text('runbook');
  if (runbook !== undefined) return { runbook };
  const text = options.text('for');
  return text === undefined ? null : { text };
}

async function keyOf({ words }: Call, client: Client): Promise<Result<string>> {
  const word = words[1] ?? '';
  if (!/\.ya?ml$/i.test(word)) return ok(word);
  const text = readDocument(word);
  if (!text.ok) return text;
  const saved = await client.call('documents.save', { text: text.value, fileName: word });
  return saved.ok ? ok(saved.value.document.key) : saved;
}
