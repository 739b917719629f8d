import { existsSync } from 'node:fs';
import type { Client } from '../../../contract/client.ts';
import type { RunId } from '../../../contract/ids.ts';
import type { AskedProbe, RunProbes } from '../../../contract/probes.ts';
import type { SampleVerdict } from '../../../contract/samples.ts';
import { type Call, callerOptions, type Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { preflight, withSavedRunbook } from './preflight.ts';
import { askedLines, probeLines } from './probe-lines.ts';
import { reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { viewOf } from './run-choice.ts';
import { timeTextOf } from './time-text.ts';

export const probes: Verb = {
  name: 'probes',
  usage: 'RUN|FILE',
  summary: 'how the probes of a run stand, or those of a runbook asked once, now',
  words: [1, 1],
  options: {
    input: { type: 'string', multiple: true, value: 'k=v', help: 'with FILE: a value for an input of the runbook' },
    'known-hosts': preflight.options['known-hosts'] ?? { type: 'string', help: '' },
    'trust-new-hosts': preflight.options['trust-new-hosts'] ?? { type: 'boolean', help: '' },
    json: { type: 'boolean', help: 'as one JSON object' },
    ...callerOptions,
  },
  examples: ['probes latest', 'probes runbook.yaml --input version=4.2.1'],
  notes: [
    'Of a run nothing is asked: it shows what the core that drives it was answered last.',
    'Exit 0 when all are successful, 1 when one failed, 4 when none failed and one could not be told.',
  ],
  run: (call) =>
    existsSync(call.words[0] ?? '')
      ? withSavedRunbook(call, async (client, { title, ...request }) => {
          const asked = await client.call('probes.ask', request);
          if (!asked.ok) return reportProblem(call.terminal, asked.problem, call.words[0]);
          show(call, asked.value, () => askedLines(title, asked.value, call.terminal));
          return exitOf(asked.value.map(({ answer }: AskedProbe) => answer.verdict));
        })
      : reading(call, (client, runId) => ofRun(call, client, runId)),
};

async function ofRun(call: Call, client: Client, runId: RunId): Promise<ExitCode> {
  const [view, found] = await Promise.all([viewOf(client, runId), client.call('probes.get', { runId })]);
  if (!view.ok) return reportProblem(call.terminal, view.problem);
  if (!found.ok) return reportProblem(call.terminal, found.problem);
  const { header } = view.value;
  show(call, found.value, () =>
    probeLines(found.value, { header, times: timeTextOf(header), terminal: call.terminal }),
  );
  return exitOf(verdictsOf(found.value));
}

function verdictsOf({ probes: all }: RunProbes): readonly SampleVerdict[] {
  return all.flatMap(({ targets }) => targets.map(({ verdict }) => verdict ?? 'inconclusive'));
}

function show({ options, terminal }: Call, value: unknown, lines: () => readonly string[]): void {
  if (options.flag('json')) terminal.out(JSON.stringify(value));
  else for (const line of lines()) terminal.out(line);
}

function exitOf(verdicts: readonly SampleVerdict[]): ExitCode {
  if (verdicts.includes('failed')) return exitCodes.endedOtherwise;
  return verdicts.includes('inconclusive') ? exitCodes.indeterminate : exitCodes.completed;
}
