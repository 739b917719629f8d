import type { RunCommand } from '../../../contract/commands.ts';
import { failed, ok, type Result } from '../../../contract/errors.ts';
import { type IssueSeverity, issueSeverities, issueSeveritySchema } from '../../../contract/events.ts';
import type { RunView } from '../../../contract/views.ts';
import { attributionOptions, type Call, type Options, type Verb } from './command-line.ts';
import { commandName } from './command-name.ts';
import { exitCodes } from './exit-codes.ts';
import { issueLines } from './issue-lines.ts';
import { reportProblem } from './problem-text.ts';
import { reading } from './reading.ts';
import { type Recorded, type Recording, recordCommand, recording } from './record.ts';
import { viewOf } from './run-choice.ts';
import { stepOfOption } from './step-word.ts';
import { harmless } from './terminal.ts';

export const issue: Verb = {
  name: 'issue',
  usage: 'RUN [list | TEXT… | change ID | resolve ID TEXT… | reopen ID TEXT…]',
  summary: 'raise, change, resolve, reopen and list the issues of a run',
  words: [1, 500],
  options: {
    severity: { type: 'string', value: 'WORD', help: `${issueSeverities.join(', ')} (else medium)` },
    step: { type: 'string', value: 'STEP', help: 'at this step' },
    owner: { type: 'string', value: 'NAME', help: 'who sees to it' },
    workaround: { type: 'string', value: 'TEXT', help: 'how to go on in the meantime' },
    reference: { type: 'string', value: 'TEXT', help: 'its number elsewhere, such as PRB0042' },
    decision: { type: 'string', value: 'TEXT', help: 'what was decided about it' },
    text: { type: 'string', value: 'TEXT', help: 'with change: what it is' },
    reason: { type: 'string', value: 'TEXT', help: 'with resolve and reopen, instead of the words' },
    json: { type: 'boolean', help: 'with list: the issues as one JSON array' },
    ...attributionOptions,
  },
  notes: [
    "Words that are no list, change, resolve or reopen are a new issue; 'raise' before them says the same.",
    "With change, what is not named stays, and '' empties it. A resolved issue stays in the list and the report.",
  ],
  examples: [
    "issue latest 'Replication lags 40 s' --severity high --step migrate --owner 'Robin Meyer' --via phone --at 22:41",
    "issue latest change I-1 --severity low --workaround 'Reads go to the primary'",
    "issue latest resolve I-1 'Caught up after the vacuum'",
    'issue latest list',
  ],
  run: (call) => {
    const [, word, ...rest] = call.words;
    if (word === undefined || (word === 'list' && rest.length === 0)) return list(call);
    return recording(call, (about) => record(call, about), { isWord: true });
  },
};

function list(call: Call) {
  return reading(call, async (client, runId) => {
    const view = await viewOf(client, runId);
    if (!view.ok) return reportProblem(call.terminal, view.problem);
    const { header } = view.value;
    if (call.options.flag('json')) call.terminal.out(JSON.stringify(header.issues));
    else if (header.issues.length === 0) call.terminal.out('No issue was raised in this run.');
    else for (const line of issueLines(header)) call.terminal.out(harmless(line));
    return exitCodes.completed;
  });
}

async function record(call: Call, about: Recording): Promise<Recorded> {
  const command = commandOf(call, about.view);
  return command.ok ? recordCommand(about, command.value) : command;
}

function commandOf({ words, options }: Call, view: RunView): Result<RunCommand> {
  const [, word = '', issueId, ...rest] = words;
  const said = rest.length > 0 ? rest.join(' ') : options.text('reason');
  if (word === 'change' || word === 'resolve' || word === 'reopen') {
    if (issueId === undefined || !/^i-\d+$/i.test(issueId)) {
      return failed('invalid-input', `Say which issue, such as I-1. ${commandName()} issue RUN list shows them.`);
    }
    if (word === 'change') return changed(issueId, options, view);
    if (said === undefined || said.trim() === '') {
      const what = word === 'resolve' ? 'how it was resolved' : 'why it is open again';
      return failed('invalid-input', `Say ${what}: ${commandName()} issue RUN ${word} ${issueId} TEXT`);
    }
    return ok(
      word === 'resolve'
        ? { type: 'resolve-issue', issueId, resolution: said }
        : { type: 'reopen-issue', issueId, reason: said },
    );
  }
  const text = words
    .slice(word === 'raise' ? 2 : 1)
    .join(' ')
    .trim();
  return raised(text, options, view);
}

function raised(text: string, options: Options, view: RunView): Result<RunCommand> {
  if (text === '') return failed('invalid-input', 'Say what the issue is.');
  const severity = severityOf(options);
  if (!severity.ok) return severity;
  const step = stepOfOption(options.text('step'), view);
  if (!step.ok) return step;
  return ok({
    type: 'raise-issue',
    text,
    severity: severity.value ?? 'medium',
    ...(step.value === undefined ? {} : { stepId: step.value }),
    ...fields(options),
  });
}

function changed(issueId: string, options: Options, view: RunView): Result<RunCommand> {
  const severity = severityOf(options);
  if (!severity.ok) return severity;
  const word = options.text('step');
  const step = word === '' ? ok(null) : stepOfOption(word, view);
  if (!step.ok) return step;
  const text = options.text('text');
  return ok({
    type: 'change-issue',
    issueId,
    ...(text === undefined ? {} : { text }),
    ...(severity.value === undefined ? {} : { severity: severity.value }),
    ...(step.value === undefined ? {} : { stepId: step.value }),
    ...fields(options),
  });
}

function severityOf(options: Options): Result<IssueSeverity | undefined> {
  const severity = issueSeveritySchema.optional().safeParse(options.text('severity'));
  return severity.success
    ? ok(severity.data)
    : failed('invalid-input', `--severity is one of ${issueSeverities.join(', ')}.`);
}

function fields(options: Options): Partial<Record<'owner' | 'workaround' | 'reference' | 'decision', string>> {
  const names = ['owner', 'workaround', 'reference', 'decision'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = options.text(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
