import type { Client } from '../../../contract/client.ts';
import { ok, type Result } from '../../../contract/errors.ts';
import { stepIdSchema, targetNameSchema } from '../../../contract/ids.ts';
import type { OutputFilter, OutputHit } from '../../../contract/output-views.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { refuse, reportProblem } from './problem-text.ts';
import { chooseRun } from './run-choice.ts';
import { harmless } from './terminal.ts';

const USUAL = 100;
const MOST = 100_000;
const PAGE = 200;
/** What is not indexed yet is waited for: a script wants the whole answer. */
const ASK_AGAIN_MS = 200;

export const search: Verb = {
  name: 'search',
  usage: 'TEXT',
  summary: 'lines in the output of all runs, newest first',
  words: [1, 1],
  options: {
    run: { type: 'string', value: 'RUN', help: 'only this run' },
    step: { type: 'string', value: 'STEP', help: 'only this step' },
    target: { type: 'string', value: 'TARGET', help: 'only this target' },
    exact: { type: 'boolean', help: 'the text as it stands, also inside words' },
    limit: { type: 'string', value: 'N', help: `at most so many lines (${USUAL})` },
    json: { type: 'boolean', help: 'one JSON object a line' },
  },
  examples: ['search "connection refused"', 'search ORA-01555 --exact --run latest'],
  run: async (call) => {
    const access = await call.open('read');
    if (!access.ok) return reportProblem(call.terminal, access.problem);
    try {
      return await searched(call, access.value.client);
    } finally {
      await access.value.close();
    }
  },
};

async function searched(call: Call, client: Client): Promise<ExitCode> {
  const { terminal, options, words } = call;
  const text = words[0] ?? '';
  const limit = Number(options.text('limit') ?? USUAL);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return refuse(terminal, 'invalid-input', `--limit is a number from 1 to ${MOST}.`);
  }
  if (text.trim() === '' || text.length > 500) {
    return refuse(terminal, 'invalid-input', 'Say what to look for, in at most 500 characters.');
  }
  const filter = await filterOf(call, client);
  if (!filter.ok) return reportProblem(terminal, filter.problem);
  const how = options.flag('exact') ? 'exact' : 'words';
  await waitForIndex(call, client, text);
  let told = 0;
  for (let before: string | undefined; told < limit; ) {
    const asked = { text, how, filter: filter.value, limit: Math.min(PAGE, limit - told) } as const;
    const found = await client.call('output.search', before === undefined ? asked : { ...asked, before });
    if (!found.ok) return reportProblem(terminal, found.problem);
    const hits = found.value.hits.slice(0, limit - told);
    for (const hit of hits) terminal.out(options.flag('json') ? JSON.stringify(hit) : hitLine(hit));
    told += hits.length;
    if (found.value.next === null) break;
    before = found.value.next;
  }
  if (told === 0) terminal.err('Nothing found.');
  else if (told >= limit) terminal.err(`The newest ${told} lines. --limit shows more.`);
  return exitCodes.completed;
}

async function filterOf({ options }: Call, client: Client): Promise<Result<OutputFilter>> {
  const filter: OutputFilter = {};
  const run = options.text('run');
  if (run !== undefined) {
    const chosen = await chooseRun(client, run);
    if (!chosen.ok) return chosen;
    filter.runId = chosen.value;
  }
  const step = stepIdSchema.safeParse(options.text('step'));
  if (step.success) filter.stepId = step.data;
  const target = targetNameSchema.safeParse(options.text('target'));
  if (target.success) filter.target = target.data;
  return ok(filter);
}

/** Until all that is stored can be found, or no more is being indexed. */
async function waitForIndex({ terminal }: Call, client: Client, text: string): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY, still = 0; still < 10; ) {
    const found = await client.call('output.search', { text, limit: 1 });
    if (!found.ok || found.value.pendingBytes === 0) return;
    const { pendingBytes } = found.value;
    if (before === Number.POSITIVE_INFINITY) terminal.err(`${pendingBytes} bytes of output are being indexed first.`);
    still = pendingBytes < before ? 0 : still + 1;
    before = Math.min(before, pendingBytes);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  terminal.err('Some of the newest output is not indexed yet; it was looked through as far as that is quick.');
}

function hitLine({ runId, stepId, target, attempt, stream, at, text }: OutputHit): string {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  const place = `${runId} ${stepId}:${target}${attempt === 1 ? '' : `:${attempt}`}${stream === 'stderr' ? ' !' : ''}`;
  return harmless(`${time}Z  ${place}  ${text}`);
}
