import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Verb } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { refuse, reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';

export const report: Verb = {
  name: 'report',
  usage: 'RUN --format html|md|json',
  summary: 'the report of a run as one file',
  words: [1, 1],
  options: {
    format: { type: 'string', value: 'html|md|json', help: 'default html' },
    out: { type: 'string', value: 'FILE', help: 'where to write it; - for stdout (default: its own name, here)' },
  },
  examples: ['report latest', 'report latest --format md --out -'],
  run: async (call) => {
    const { terminal, options } = call;
    const format = options.text('format') ?? 'html';
    if (format !== 'html' && format !== 'md' && format !== 'json') {
      return refuse(terminal, 'invalid-input', `--format is html, md or json, not ${format}.`);
    }
    return reading(call, async (client, runId) => {
      const made = await client.call('runs.report', { runId, format });
      if (!made.ok) return reportProblem(terminal, made.problem);
      const { text, fileName } = made.value;
      const out = options.text('out') ?? fileName;
      if (out === '-') terminal.out(text.trimEnd());
      else {
        const file = path.resolve(out);
        const problem = written(file, text);
        if (problem !== null) return refuse(terminal, 'invalid-input', problem);
        terminal.out(file);
      }
      return exitCodes.completed;
    });
  },
};

function written(file: string, text: string): string | null {
  try {
    writeFileSync(file, text);
    return null;
  } catch (error) {
    return `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
