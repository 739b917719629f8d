import { randomUUID } from 'node:crypto';
import type { Attribution } from '../../../contract/actor.ts';
import type { ChecklistAct, PassView } from '../../../contract/checklists.ts';
import type { Client } from '../../../contract/client.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type PassId, stepIdSchema } from '../../../contract/ids.ts';
import { attributionOf } from './attribution.ts';
import { passLines, passListLines } from './checklist-lines.ts';
import { openPass } from './checklist-open.ts';
import { attributionOptions, type Call, type Verb } from './command-line.ts';
import { type Deeds, doDeed } from './deeds.ts';
import { evidencePair, evidenceValue } from './evidence-value.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { logLine } from './narrator.ts';
import { choosePass, passOf } from './pass-choice.ts';
import { reportProblem } from './problem-text.ts';
import { harmless } from './terminal.ts';
import { timeTextOf } from './time-text.ts';

export const checklist: Verb = {
  name: 'checklist',
  usage:
    'list | open KEY | status PASS | tick PASS ITEM… | attach, untick, skip, unskip PASS ITEM | note PASS TEXT… | close, log, report PASS',
  summary: 'stored checklists: open a pass, tick its items, see what is due, close it',
  words: [1, 500],
  options: {
    for: { type: 'string', value: 'TEXT', help: 'with open: what the pass is for, in words' },
    runbook: {
      type: 'string',
      value: 'KEY',
      help: 'with open: the stored runbook it is for; T0 and zone come from its window',
    },
    t0: { type: 'string', value: 'TIME', help: 'with open: 2026-11-28T22:00, by the clock of --zone' },
    zone: { type: 'string', value: 'ZONE', help: 'with open: such as Europe/Berlin (else the runbook’s, else UTC)' },
    note: { type: 'string', value: 'TEXT', help: 'with tick: what to say beside it' },
    evidence: {
      type: 'string',
      value: 'ID=VALUE',
      multiple: true,
      help: 'with attach and tick: what the item asks for',
    },
    reason: { type: 'string', value: 'TEXT', help: 'with untick, skip, unskip, and close while items are open' },
    json: { type: 'boolean', help: 'with list, status, log: as JSON' },
    ...attributionOptions,
  },
  notes: [
    'PASS is the id of a pass, the beginning of one, latest, or the key of a checklist with one open pass.',
    'A two-person item is ticked once by each of two people: name them with --by.',
    'status ends with 3 while an item is open, with 0 when everything is ticked or skipped.',
  ],
  examples: [
    "checklist open release-readiness --for 'Orders 4.2' --t0 2026-11-28T22:00 --zone Europe/Berlin",
    'checklist status release-readiness',
    "checklist tick latest backup --by 'Anna Berg' --via phone --at 21:40",
    "checklist skip latest licence --reason 'Bound to the customer, not to the host'",
    "checklist close latest --reason 'The release was called off'",
  ],
  run: (call) => doDeed(call, { verb: 'checklist', deeds }),
};

const deeds: Deeds = {
  list: ['read', list],
  status: ['read', status],
  log: ['read', log],
  report: ['read', report],
  open: ['record', (call, client) => openPass(call, client)],
  tick: ['record', tick],
  attach: ['record', attach],
  untick: ['record', (call, client) => changeItem(call, client, 'untick')],
  skip: ['record', (call, client) => changeItem(call, client, 'skip')],
  unskip: ['record', (call, client) => changeItem(call, client, 'unskip')],
  note: ['record', note],
  close: ['record', close],
};

async function list({ terminal, options }: Call, client: Client): Promise<ExitCode> {
  const passes = await client.call('checklists.list', {});
  const documents = await client.call('documents.list', {});
  if (!passes.ok) return reportProblem(terminal, passes.problem);
  if (!documents.ok) return reportProblem(terminal, documents.problem);
  const stored = documents.value.filter(({ kind }) => kind === 'Checklist');
  if (options.flag('json')) {
    terminal.out(JSON.stringify({ checklists: stored, passes: passes.value }));
    return exitCodes.completed;
  }
  for (const line of passListLines(passes.value, stored, Date.now())) terminal.out(harmless(line));
  return exitCodes.completed;
}

async function status(call: Call, client: Client): Promise<ExitCode> {
  const pass = await passOf(client, call.words[1]);
  if (!pass.ok) return reportProblem(call.terminal, pass.problem);
  const { terminal } = call;
  if (call.options.flag('json')) terminal.out(JSON.stringify(pass.value));
  else for (const line of passLines(pass.value, Date.now())) terminal.out(harmless(line));
  const { total, ticked, skipped, closedAt } = pass.value.summary;
  return closedAt === null && ticked + skipped < total ? exitCodes.waiting : exitCodes.completed;
}

async function log({ words, options, terminal }: Call, client: Client): Promise<ExitCode> {
  const pass = await passOf(client, words[1]);
  if (!pass.ok) return reportProblem(terminal, pass.problem);
  const passId = await choosePass(client, words[1]);
  if (!passId.ok) return reportProblem(terminal, passId.problem);
  const times = timeTextOf({ timezone: pass.value.summary.timezone, t0: pass.value.summary.t0, mode: 'live' });
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: LogPage = await client.call('checklists.log', { passId: passId.value, afterSeq });
    if (!page.ok) return reportProblem(terminal, page.problem);
    for (const entry of page.value.entries) {
      if (options.flag('json')) terminal.out(JSON.stringify(entry));
      else terminal.out(`${times.dateTime(entry.occurredAt)}  ${harmless(entry.sentence)}`);
    }
    afterSeq = page.value.nextAfterSeq;
  }
  return exitCodes.completed;
}

type LogPage = Awaited<ReturnType<typeof readLog>>;

function readLog(client: Client, passId: PassId) {
  return client.call('checklists.log', { passId, afterSeq: 0 });
}

async function report({ words, terminal }: Call, client: Client): Promise<ExitCode> {
  const passId = await choosePass(client, words[1]);
  if (!passId.ok) return reportProblem(terminal, passId.problem);
  const written = await client.call('checklists.report', { passId: passId.value });
  if (!written.ok) return reportProblem(terminal, written.problem);
  terminal.out(harmless(written.value.text));
  return exitCodes.completed;
}

async function tick(call: Call, client: Client): Promise<ExitCode> {
  const [, word, ...items] = call.words;
  if (items.length === 0) return say(call, 'Say which item: checklist tick PASS ITEM…');
  const text = call.options.text('note');
  const acts = items.map(
    (id): ItemWord => ({
      id,
      act: (itemId) => ({ action: 'tick', itemId, ...(text === undefined ? {} : { note: text }) }),
    }),
  );
  const [only] = items;
  if (call.options.list('evidence').length === 0 || only === undefined) return sayAll(call, client, { word, acts });
  if (items.length > 1) return say(call, 'Evidence belongs to one item: name one.');
  const given = await attach(call, client);
  return given === exitCodes.completed ? sayAll(call, client, { word, acts }) : given;
}

/** Evidence alone, or with one item's tick. */
async function attach(call: Call, client: Client): Promise<ExitCode> {
  const [, word, id] = call.words;
  if (id === undefined || call.options.list('evidence').length === 0)
    return say(call, 'Say which item and what: checklist attach PASS ITEM --evidence ID=VALUE');
  const pass = await passOf(client, word);
  if (!pass.ok) return reportProblem(call.terminal, pass.problem);
  const given = await evidenceActs(call, client, { pass: pass.value, id });
  return given.ok ? sayAll(call, client, { word, acts: given.value }) : reportProblem(call.terminal, given.problem);
}

async function evidenceActs(
  { options }: Call,
  client: Client,
  { pass, id }: { readonly pass: PassView; readonly id: string },
): Promise<Result<readonly ItemWord[]>> {
  const said = attributionOf(options, pass.summary.timezone, Date.now());
  if (!said.ok) return said;
  const acts: ItemWord[] = [];
  for (const pair of options.list('evidence')) {
    const parts = evidencePair(pair);
    if (parts === null) return failed('invalid-input', `“${pair}” is not ID=VALUE.`);
    const demand = pass.items.find((item) => item.id === id)?.evidence.find((one) => one.id === parts.id);
    const value = await evidenceValue(client, { type: demand?.type ?? 'text', text: parts.text, by: said.value });
    if (!value.ok) return value;
    const evidence = { evidenceId: parts.id, value: value.value };
    acts.push({ id, act: (itemId) => ({ action: 'attach', itemId, ...evidence }) });
  }
  return ok(acts);
}

async function changeItem(call: Call, client: Client, action: 'untick' | 'skip' | 'unskip'): Promise<ExitCode> {
  const [, word, id] = call.words;
  const reason = call.options.text('reason');
  if (id === undefined) return say(call, `Say which item: checklist ${action} PASS ITEM`);
  if (reason === undefined) return say(call, 'Say why: --reason TEXT');
  return sayAll(call, client, { word, acts: [{ id, act: (itemId) => ({ action, itemId, reason }) }] });
}

async function note(call: Call, client: Client): Promise<ExitCode> {
  const [, word, ...rest] = call.words;
  const text = rest.join(' ').trim();
  if (text === '') return say(call, 'Say what to note: checklist note PASS TEXT…');
  return sayAll(call, client, { word, acts: [{ id: null, act: () => ({ action: 'note', text }) }] });
}

function say({ terminal }: Call, message: string): ExitCode {
  return reportProblem(terminal, { code: 'invalid-input', message });
}

interface ItemWord {
  /** null = the pass as a whole. */
  readonly id: string | null;
  act(itemId: PassView['items'][number]['id']): ChecklistAct;
}

interface Words {
  readonly word: string | undefined;
  readonly acts: readonly ItemWord[];
}

/** One after the other; the first refusal ends it, what was recorded before stays and is told. */
async function sayAll(call: Call, client: Client, { word, acts }: Words): Promise<ExitCode> {
  const pass = await passOf(client, word);
  if (!pass.ok) return reportProblem(call.terminal, pass.problem);
  const passId = await choosePass(client, word);
  if (!passId.ok) return reportProblem(call.terminal, passId.problem);
  const said = saidBy(call, pass.value);
  if (!said.ok) return reportProblem(call.terminal, said.problem);
  for (const { id, act } of acts) {
    const itemId = itemOf(pass.value, id);
    if (!itemId.ok) return reportProblem(call.terminal, itemId.problem);
    const input = { passId: passId.value, act: act(itemId.value), commandId: randomUUID(), attribution: said.value };
    const written = await client.call('checklists.act', input);
    if (!written.ok) return reportProblem(call.terminal, written.problem);
    await tell(call, client, { passId: passId.value, seqs: written.value.seqs });
  }
  return exitCodes.completed;
}

function itemOf(pass: PassView, id: string | null): Result<PassView['items'][number]['id']> {
  // Of a note on the pass nobody asks for the item.
  if (id === null) return ok(stepIdSchema.parse('none'));
  const found = pass.items.find((item) => item.id === id);
  if (found !== undefined) return ok(found.id);
  const details = pass.items.map((item) => `${item.id}: ${item.text}`).slice(0, 20);
  return failed('not-found', `The checklist has no item “${id}”.`, { details });
}

async function close(call: Call, client: Client): Promise<ExitCode> {
  const pass = await passOf(client, call.words[1]);
  if (!pass.ok) return reportProblem(call.terminal, pass.problem);
  const passId = await choosePass(client, call.words[1]);
  if (!passId.ok) return reportProblem(call.terminal, passId.problem);
  const said = saidBy(call, pass.value);
  if (!said.ok) return reportProblem(call.terminal, said.problem);
  const reason = call.options.text('reason');
  const input = { passId: passId.value, commandId: randomUUID(), attribution: said.value };
  const written = await client.call('checklists.close', { ...input, ...(reason === undefined ? {} : { reason }) });
  if (!written.ok) return reportProblem(call.terminal, written.problem);
  await tell(call, client, { passId: passId.value, seqs: written.value.seqs });
  return exitCodes.completed;
}

function saidBy({ options }: Call, { summary }: PassView): Result<Attribution> {
  return attributionOf(options, summary.timezone, Date.now());
}

/** What was written, as the log has it. */
async function tell(
  { terminal }: Call,
  client: Client,
  { passId, seqs }: { readonly passId: PassId; readonly seqs: readonly number[] },
): Promise<void> {
  const pass = await client.call('checklists.pass', { passId });
  if (!pass.ok) return;
  const { timezone, t0 } = pass.value.summary;
  const times = timeTextOf({ timezone, t0, mode: 'live' });
  for (const entry of pass.value.history) {
    if (seqs.includes(entry.seq)) terminal.out(logLine(entry, times, terminal));
  }
}
