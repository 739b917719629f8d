import { randomUUID } from 'node:crypto';
import type { Client } from '../../../contract/client.ts';
import type { EnvironmentView } from '../../../contract/environments.ts';
import { infrastructureStateSchema } from '../../../contract/environments.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import type { EvidenceValue } from '../../../contract/evidence.ts';
import { targetNameSchema } from '../../../contract/ids.ts';
import { attributionOf } from './attribution.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { type Deeds, doDeed } from './deeds.ts';
import { evidenceValue } from './evidence-value.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { logLine } from './narrator.ts';
import { reportProblem } from './problem-text.ts';
import { checkTargets } from './targets-check.ts';
import { environmentListLines, itemLines, seriesLines } from './targets-text.ts';
import { harmless } from './terminal.ts';
import { timeTextOf } from './time-text.ts';

export const targets: Verb = {
  name: 'targets',
  usage: 'check ENV|FILE | list [ENV] | history ENV [CHECK [TARGET]] | item ENV ITEM STATE',
  summary: 'environments: check every target before the window, what was found when, infrastructure',
  words: [1, 4],
  options: {
    target: { type: 'string', value: 'SELECTOR', help: 'with check: only these, such as group=web or name=db-01' },
    forks: { type: 'string', value: 'N', help: 'with check: at most so many targets at a time (default 32)' },
    'known-hosts': { type: 'string', value: 'FILE', help: 'a known_hosts file whose keys are good' },
    'trust-new-hosts': {
      type: 'boolean',
      help: 'accept unknown host keys as they are (never changed ones); each is recorded',
    },
    evidence: { type: 'string', value: 'VALUE', help: 'with item: a text, a link, or @FILE' },
    note: { type: 'string', value: 'TEXT', help: 'with item: what to say beside it, or why it goes back' },
    json: { type: 'boolean', help: 'as JSON' },
    ...attributionOptions,
  },
  notes: [
    'ENV is the key of a stored environment; FILE one that is stored first, or a runbook whose environment lies beside it.',
    'check only reads on targets. Exit 0 when nothing is bad, 1 when something is, 5 when refused now.',
    'STATE is needed, ordered, installed or validated: recorded with who said it, never written into the document.',
  ],
  examples: [
    'targets check production.yaml --trust-new-hosts',
    'targets check production --target group=web --json',
    'targets list',
    'targets history production disk web-01',
    "targets item production tls-shop validated --evidence 'https://wiki.example.com/tls' --by 'Anna Berg'",
  ],
  run: (call) => {
    if (call.words[0] === 'check') return checkTargets(call);
    return doDeed(call, { verb: 'targets', deeds, others: ['check'] });
  },
};

const deeds: Deeds = {
  list: ['read', list],
  history: ['read', history],
  item: ['record', item],
};

async function list({ terminal, options, words }: Call, client: Client): Promise<ExitCode> {
  const [, key] = words;
  if (key !== undefined) {
    const view = await client.call('environments.get', { key });
    if (!view.ok) return reportProblem(terminal, view.problem);
    if (options.flag('json')) terminal.out(JSON.stringify(view.value));
    else for (const line of itemLines(view.value, terminal)) terminal.out(line);
    return exitCodes.completed;
  }
  const listed = await client.call('environments.list', {});
  if (!listed.ok) return reportProblem(terminal, listed.problem);
  if (options.flag('json')) terminal.out(JSON.stringify(listed.value));
  else for (const line of environmentListLines(listed.value, Date.now(), terminal)) terminal.out(line);
  return exitCodes.completed;
}

async function history({ terminal, options, words }: Call, client: Client): Promise<ExitCode> {
  const [, key = '', check, target] = words;
  const isJson = options.flag('json');
  if (check === undefined) {
    const log = await client.call('environments.log', { key });
    if (!log.ok) return reportProblem(terminal, log.problem);
    const times = timeTextOf({ timezone: 'UTC', t0: null, mode: 'live' });
    for (const entry of log.value.entries) {
      terminal.out(
        isJson ? JSON.stringify(entry) : `${times.dateTime(entry.occurredAt)} UTC  ${harmless(entry.sentence)}`,
      );
    }
    if (!isJson && log.value.entries.length === 0) terminal.out(`Nothing was done with ${harmless(key)} yet.`);
    return exitCodes.completed;
  }
  const named = target === undefined ? null : targetNameSchema.safeParse(target);
  if (named?.success === false) {
    return reportProblem(terminal, { code: 'invalid-input', message: `“${target}” is not the name of a target.` });
  }
  const asked = { key, check, ...(named === null ? {} : { target: named.data }) };
  const series = await client.call('environments.series', asked);
  if (!series.ok) return reportProblem(terminal, series.problem);
  if (isJson) terminal.out(JSON.stringify(series.value));
  else for (const line of seriesLines(series.value, terminal)) terminal.out(line);
  return exitCodes.completed;
}

async function item(call: Call, client: Client): Promise<ExitCode> {
  const { terminal, options, words } = call;
  const [, key = '', itemId = '', said = ''] = words;
  const view = await client.call('environments.get', { key });
  if (!view.ok) return reportProblem(terminal, view.problem);
  const found = itemOf(view.value, itemId);
  if (!found.ok) return reportProblem(terminal, found.problem);
  const state = infrastructureStateSchema.safeParse(said);
  if (!state.success) {
    const message = `“${said}” is no state. Say needed, ordered, installed or validated.`;
    return reportProblem(terminal, { code: 'invalid-input', message });
  }
  const attribution = attributionOf(options, view.value.summary.timezone, Date.now());
  if (!attribution.ok) return reportProblem(terminal, attribution.problem);
  const evidence = await evidenceOf(client, options.text('evidence'), attribution.value);
  if (!evidence.ok) return reportProblem(terminal, evidence.problem);
  const note = options.text('note');
  const written = await client.call('environments.item', {
    ...{ key, itemId: found.value.id, state: state.data, commandId: randomUUID(), attribution: attribution.value },
    ...(evidence.value === null ? {} : { evidence: evidence.value }),
    ...(note === undefined ? {} : { note }),
  });
  if (!written.ok) return reportProblem(terminal, written.problem);
  const log = await client.call('environments.log', { key, limit: 20 });
  const times = timeTextOf({ timezone: view.value.summary.timezone, t0: null, mode: 'live' });
  for (const entry of log.ok ? log.value.entries : []) {
    if (written.value.seqs.includes(entry.seq)) terminal.out(logLine(entry, times, terminal));
  }
  return exitCodes.completed;
}

function itemOf({ items, summary }: EnvironmentView, id: string): Result<EnvironmentView['items'][number]> {
  const found = items.find((one) => one.id === id);
  if (found !== undefined) return ok(found);
  const details = items.map((one) => `${one.id}: ${one.text}`).slice(0, 20);
  return failed('not-found', `${summary.key} has no infrastructure item “${id}”.`, { details });
}

/** `@FILE` is a file, what begins like an address a link, everything else a text. */
async function evidenceOf(
  client: Client,
  text: string | undefined,
  by: Parameters<typeof evidenceValue>[1]['by'],
): Promise<Result<EvidenceValue | null>> {
  if (text === undefined) return ok(null);
  const type = text.startsWith('@') ? 'file' : /^https?:\/\//.test(text) ? 'link' : 'text';
  return evidenceValue(client, { type, text, by });
}
