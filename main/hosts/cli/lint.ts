import type { Finding } from '../../../contract/errors.ts';
import { judgeDocument } from '../../domain/plan/index.ts';
import type { Call, Verb } from './command-line.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { toolsBeside } from './pack.ts';
import { findingText, reportProblem } from './problem-text.ts';
import { readDocument } from './runbook-file.ts';

export const lint: Verb = {
  name: 'lint',
  usage: 'FILE…',
  summary: 'judge documents: every finding with file, line, cause and cure',
  words: [1, Number.POSITIVE_INFINITY],
  options: { json: { type: 'boolean', help: 'one JSON object a finding' } },
  examples: ['lint runbook.yaml', 'lint releases/*.yaml'],
  run: async (call) => {
    const verdicts = call.words.map((file) => lintFile(call, file));
    return verdicts.find((verdict) => verdict !== exitCodes.completed) ?? exitCodes.completed;
  },
};

function lintFile({ terminal, options }: Call, file: string): ExitCode {
  const text = readDocument(file);
  if (!text.ok) return reportProblem(terminal, text.problem, file);
  const { resolveWallTime, stored } = toolsBeside(file, text.value);
  const { findings, kind, steps } = judgeDocument(text.value, resolveWallTime, stored);
  const isJson = options.flag('json');
  for (const finding of findings) {
    terminal.out(isJson ? JSON.stringify({ ...finding, file }) : findingText(finding, file));
  }
  const write = isJson ? terminal.err : terminal.out;
  write(`${file}: ${kind ?? 'no document'}${steps > 0 ? `, ${steps} steps` : ''}, ${countText(findings)}`);
  return findings.some((finding) => finding.severity === 'error') ? exitCodes.usage : exitCodes.completed;
}

/** `2 errors, 1 warning`, or `no findings`. */
export function countText(findings: readonly Finding[]): string {
  const words = { error: 'error', warning: 'warning', 'not-executable-yet': 'not executable yet' } as const;
  const parts = Object.entries(words).flatMap(([severity, word]) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count === 0) return [];
    return [`${count} ${word}${count === 1 || severity === 'not-executable-yet' ? '' : 's'}`];
  });
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
