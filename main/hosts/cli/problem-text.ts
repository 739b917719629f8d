import type { Finding, Problem, ProblemCode } from '../../../contract/errors.ts';
import { type ExitCode, exitOf } from './exit-codes.ts';
import { harmless, type Terminal } from './terminal.ts';

/** `file:line:col severity rule message — cure`: what editors and people both can read. */
export function findingText(finding: Finding, file?: string): string {
  const place = [finding.file ?? file ?? '', finding.line, finding.column].filter(
    (part) => part !== undefined && part !== '',
  );
  const cure = finding.cure === undefined ? '' : ` — ${finding.cure}`;
  // Where the rule is the severity, one word says both.
  const kind = finding.rule === finding.severity ? finding.rule : `${finding.severity} ${finding.rule}`;
  return harmless(`${place.join(':')} ${kind} ${finding.message}${cure}`.replace(/\s+/g, ' '));
}

/** Says what went wrong, with every finding and detail, and answers with the exit code. */
export function reportProblem(terminal: Terminal, problem: Problem, file?: string): ExitCode {
  for (const finding of problem.findings ?? []) terminal.err(findingText(finding, file));
  terminal.err(terminal.colours.tone('bad', harmless(problem.message)));
  for (const detail of problem.details ?? []) terminal.err(`  ${harmless(detail)}`);
  return exitOf(problem);
}

/** A problem of the command line's own, said in one sentence. */
export function refuse(terminal: Terminal, code: ProblemCode, message: string): ExitCode {
  return reportProblem(terminal, { code, message });
}
