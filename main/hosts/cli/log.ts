import type { Client } from '../../../contract/client.ts';
import type { Result } from '../../../contract/errors.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { OperationOutput } from '../../../contract/operations.ts';
import { isUtc, zoneOffset } from '../../domain/log/site-time.ts';
import { allOutput } from './attempt-output.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { logLine } from './narrator.ts';
import { refuse, reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { viewOf } from './run-choice.ts';
import { harmless } from './terminal.ts';
import { timeTextOf } from './time-text.ts';

export const log: Verb = {
  name: 'log',
  usage: 'RUN',
  summary: 'the log, complete and in order; or all an attempt printed',
  words: [1, 1],
  options: {
    json: { type: 'boolean', help: 'the stored events, one a line, as they are hashed' },
    output: { type: 'string', value: 'STEP:TARGET[:N]', help: 'all that attempt N (else the last) printed' },
  },
  examples: ['log latest', 'log latest --json > events.ndjson', 'log latest --output drain:web-07'],
  run: (call) =>
    reading(call, (client, runId) => {
      const place = call.options.text('output');
      if (place !== undefined) return printOutput(call, client, { runId, place });
      return call.options.flag('json') ? printEvents(call, client, runId) : printLog(call, client, runId);
    }),
};

async function printLog({ terminal }: Call, client: Client, runId: RunId): Promise<ExitCode> {
  const view = await viewOf(client, runId);
  if (!view.ok) return reportProblem(terminal, view.problem);
  const { timezone, createdAt } = view.value.header;
  const times = timeTextOf(view.value.header);
  const { t0 } = view.value.header;
  const zone = isUtc(timezone) ? timezone : `${timezone} (${zoneOffset(timezone, t0 ?? createdAt)})`;
  terminal.err(`${runId}, times of ${zone}, ${times.dateTime(createdAt)}`);
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: Result<OperationOutput<'runs.log'>> = await client.call('runs.log', { runId, afterSeq });
    if (!page.ok) return reportProblem(terminal, page.problem);
    for (const entry of page.value.entries)
      terminal.out(`${String(entry.seq).padStart(5)}  ${logLine(entry, times, terminal)}`);
    afterSeq = page.value.nextAfterSeq;
  }
  return exitCodes.completed;
}

async function printEvents({ terminal }: Call, client: Client, runId: RunId): Promise<ExitCode> {
  for (let afterSeq: number | null = 0; afterSeq !== null; ) {
    const page: Result<OperationOutput<'runs.events'>> = await client.call('runs.events', { runId, afterSeq });
    if (!page.ok) return reportProblem(terminal, page.problem);
    for (const line of page.value.lines) terminal.out(line);
    afterSeq = page.value.nextAfterSeq;
  }
  return exitCodes.completed;
}

async function printOutput(
  { terminal }: Call,
  client: Client,
  { runId, place }: { runId: RunId; place: string },
): Promise<ExitCode> {
  const [, stepId, target, attempt] = /^([^:]+):([^:]+)(?::(\d+))?$/.exec(place) ?? [];
  if (stepId === undefined || target === undefined) {
    return refuse(terminal, 'invalid-input', '--output is STEP:TARGET or STEP:TARGET:N.');
  }
  let rest = '';
  const which = { runId, stepId, target, ...(attempt === undefined ? {} : { attempt: Number(attempt) }) };
  const read = await allOutput(client, which, (_stream, text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) terminal.out(harmless(line));
  });
  if (rest !== '') terminal.out(harmless(rest));
  return read.ok ? exitCodes.completed : reportProblem(terminal, read.problem);
}
