import type { RunUpdate } from '../../../contract/views.ts';
import { attributionOptions, type Verb } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { recordCommand, recording } from './record.ts';
import { harmless, type Terminal } from './terminal.ts';

export const update: Verb = {
  name: 'update',
  usage: 'RUN',
  summary: 'the update for those who are not on the desk, ready to paste',
  words: [1, 1],
  options: {
    record: { type: 'boolean', help: 'record that it was handed on, in these words' },
    json: { type: 'boolean', help: 'one JSON object: rag, because, text, nextDueAt' },
    ...attributionOptions,
  },
  notes: ['Without --record nothing is written: look as often as you like.'],
  examples: ['update latest', 'update latest --record --via chat'],
  run: (call) => {
    const isJson = call.options.flag('json');
    if (!call.options.flag('record')) {
      return reading(call, async (client, runId) => {
        const made = await client.call('runs.update', { runId });
        if (!made.ok) return reportProblem(call.terminal, made.problem);
        print(call.terminal, made.value, isJson);
        return exitCodes.completed;
      });
    }
    return recording(
      call,
      async (about) => {
        const made = await about.client.call('runs.update', { runId: about.runId });
        if (!made.ok) return made;
        const { rag, because, text, nextDueAt } = made.value;
        const due = nextDueAt === null ? {} : { nextDueAt };
        const recorded = await recordCommand(about, { type: 'give-update', rag, because, text, ...due });
        if (recorded.ok) print(call.terminal, made.value, isJson);
        return recorded;
      },
      { told: 'err', isWord: true },
    );
  },
};

function print(terminal: Terminal, made: RunUpdate, isJson: boolean): void {
  if (isJson) terminal.out(JSON.stringify(made));
  else for (const line of made.text.split('\n')) terminal.out(harmless(line));
}
