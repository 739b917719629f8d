import type { SshAction } from '../../../contract/plan.ts';
import { filledText, lookUpIn, readOutputLines, resolveTemplate, takeOutputs } from '../../domain/plan/index.ts';
import { redactText } from '../capture/redactor.ts';
import type { ShellFinished } from '../ports/shell.ts';
import { valuesOf } from './attempt-request.ts';
import { StreamJudge } from './judge-output.ts';
import type { Attempted, Ending, PerformContext } from './performance.ts';
import { storedPages, storedText } from './stored-text.ts';

/**
 * What a script's end means by the step's own rules. Only an end with an exit code is judged; every other one
 * already says what it is.
 */
export function judgedShell(
  context: PerformContext,
  work: Attempted & { readonly action: SshAction },
  finished: ShellFinished,
): Ending {
  const { outcome, exitCode, signal, durationMs, reason } = finished;
  const ended = { exitCode, signal, durationMs };
  const isJudged = exitCode !== null && (outcome === 'succeeded' || outcome === 'failed');
  if (!isJudged) return { ...ended, outcome, reason, outputs: {} };
  const unmet = unmetBy(context, work, exitCode);
  if (unmet.length > 0) return { ...ended, outcome: 'failed', reason: unmet.join(' '), outputs: {} };
  const { outputs, missing } = outputsOf(context, work, finished.outputText);
  if (missing.length > 0) return { ...ended, outcome: 'failed', reason: missing.join(' '), outputs: {} };
  return { ...ended, outcome: 'succeeded', reason: null, outputs };
}

function unmetBy(context: PerformContext, work: Attempted & { action: SshAction }, exitCode: number): string[] {
  const { expect } = work.action;
  const exit = expect.exit.includes(exitCode) ? [] : [`Exit code ${exitCode}, expected ${expect.exit.join(' or ')}.`];
  const ref = { runId: work.state.runId, ...work.id };
  const unresolved = new Set<string>();
  const lookUp = lookUpIn({ ...valuesOf(work.state, context.secretsOf(work.state)), target: work.target });
  const fill = (text: string) => {
    const resolved = resolveTemplate(text, lookUp, 'text');
    for (const reference of resolved.unresolved) unresolved.add(reference);
    return resolved.text;
  };
  const streams = (['stdout', 'stderr'] as const).flatMap((name) => {
    const expectation = expect[name];
    if (expectation === null) return [];
    const judge = new StreamJudge(name, filledText(expectation, fill));
    for (const page of storedPages(context.services.outputs, ref, name)) judge.read(page);
    return judge.unmet();
  });
  const unknown = [...unresolved].map((reference) => `No value is known for ${reference}.`);
  return [...exit, ...streams, ...unknown];
}

/** Lines of `$HP_OUTPUT`, then what the step's rules find in stdout. Outputs are kept, so no secret is among them. */
function outputsOf(context: PerformContext, work: Attempted & { action: SshAction }, outputText: string) {
  const lines = readOutputLines(redactText(context.formsOf(work.state), outputText));
  const rules = work.action.outputs;
  if (Object.keys(rules).length === 0) return lines;
  const stdout = storedText(context.services.outputs, { runId: work.state.runId, ...work.id }, 'stdout');
  if (stdout === null) {
    return { outputs: {}, missing: ['stdout is too long to take outputs from: write them to $HP_OUTPUT.'] };
  }
  const taken = takeOutputs(rules, stdout);
  return { outputs: { ...lines.outputs, ...taken.outputs }, missing: [...lines.missing, ...taken.missing] };
}
