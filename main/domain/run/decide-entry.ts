import type { RunCommand } from '../../../contract/commands.ts';
import type { StepId } from '../../../contract/ids.ts';
import type { IssueView } from '../../../contract/views.ts';
import { type Deliberation, emit } from './deliberation.ts';
import { refused } from './handled.ts';
import { type EntryName, isEntry } from './run-rules.ts';
import type { Command, Decision } from './types.ts';

/** Commands that only write something down: they never move the machine, and are taken after its end as well. */
export type EntryCommand = Extract<RunCommand, { type: EntryName }>;
type CommandOf<T extends EntryName> = Extract<EntryCommand, { type: T }>;
type Refusal = Extract<Decision, { kind: 'refused' }>;

export function isEntryCommand(command: Command): command is EntryCommand {
  return isEntry(command.type);
}

/** Later than that is a slip of the pen. */
const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
/** More than a night has; every view of the run carries them all. */
const MOST_ISSUES = 500;

/** null = written down. */
export function decideEntry(work: Deliberation, command: EntryCommand): Refusal | null {
  const stepId = 'stepId' in command ? (command.stepId ?? null) : null;
  if (stepId !== null && !work.state.index.positions.has(stepId)) {
    return refused(`This run has no step “${stepId}”.`, 'not-found');
  }
  switch (command.type) {
    case 'note':
      emit(work, { type: 'note.added', data: { text: command.text, stepId } });
      return null;
    case 'decide':
      return recordDecision(work, command, stepId);
    case 'raise-issue':
      return raise(work, command, stepId);
    case 'change-issue':
      return change(work, command);
    case 'resolve-issue':
      return resolve(work, command);
    case 'reopen-issue':
      return reopen(work, command);
    case 'give-update':
      if (isFarAhead(work, command.nextDueAt)) {
        return refused('The next update would be due more than a year from now. Look at the date.');
      }
      emit(work, {
        type: 'update.given',
        data: {
          ...{ rag: command.rag, because: command.because, text: command.text },
          nextDueAt: command.nextDueAt ?? null,
        },
      });
      return null;
  }
}

function recordDecision(work: Deliberation, command: CommandOf<'decide'>, stepId: StepId | null): Refusal | null {
  const { what, options, decidedBy } = command;
  if (what.trim() === '') return refused('Say what was decided.');
  emit(work, {
    type: 'decision.recorded',
    data: {
      ...{ what, options, decidedBy, stepId },
      chosen: command.chosen ?? null,
      reason: command.reason ?? null,
    },
  });
  return null;
}

function raise(work: Deliberation, command: CommandOf<'raise-issue'>, stepId: StepId | null): Refusal | null {
  const { text, severity } = command;
  if (text.trim() === '') return refused('Say what the issue is.');
  if (work.state.issues.length >= MOST_ISSUES) {
    return refused(
      `The run has ${MOST_ISSUES} issues, which is the most. Write it down as a note, or change one of them.`,
    );
  }
  emit(work, {
    type: 'issue.raised',
    data: {
      ...{ issueId: `I-${work.state.issues.length + 1}`, text, severity, stepId },
      owner: filled(command.owner),
      workaround: filled(command.workaround),
      reference: filled(command.reference),
      decision: filled(command.decision),
    },
  });
  return null;
}

function change(work: Deliberation, command: CommandOf<'change-issue'>): Refusal | null {
  const issue = find(work, command.issueId);
  if (issue === null) return unknown(work, command.issueId);
  if (issue.resolved !== null) return refused(`${issue.issueId} is resolved. Reopen it, then change it.`);
  if (command.text?.trim() === '') return refused('Say what the issue is.');
  const { text, severity, stepId, owner, workaround, reference, decision } = issue;
  const before = { text, severity, stepId, owner, workaround, reference, decision };
  const after = {
    text: command.text ?? text,
    severity: command.severity ?? severity,
    stepId: kept(command.stepId, stepId),
    owner: kept(command.owner, owner),
    workaround: kept(command.workaround, workaround),
    reference: kept(command.reference, reference),
    decision: kept(command.decision, decision),
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return refused(`${issue.issueId} is like that already.`);
  emit(work, { type: 'issue.changed', data: { issueId: issue.issueId, ...after } });
  return null;
}

function resolve(work: Deliberation, { issueId, resolution }: CommandOf<'resolve-issue'>): Refusal | null {
  const issue = find(work, issueId);
  if (issue === null) return unknown(work, issueId);
  if (issue.resolved !== null) return refused(`${issue.issueId} is resolved already, by ${issue.resolved.by}.`);
  emit(work, { type: 'issue.resolved', data: { issueId: issue.issueId, resolution } });
  return null;
}

function reopen(work: Deliberation, { issueId, reason }: CommandOf<'reopen-issue'>): Refusal | null {
  const issue = find(work, issueId);
  if (issue === null) return unknown(work, issueId);
  if (issue.resolved === null) return refused(`${issue.issueId} is open.`);
  emit(work, { type: 'issue.reopened', data: { issueId: issue.issueId, reason } });
  return null;
}

export function isFarAhead(work: Deliberation, at: number | undefined): boolean {
  return at !== undefined && at > work.facts.now + YEAR_MS;
}

/** As it is typed on a phone: `i-2` is `I-2`. */
function find(work: Deliberation, issueId: string): IssueView | null {
  return work.state.issues.find((issue) => issue.issueId.toLowerCase() === issueId.trim().toLowerCase()) ?? null;
}

function unknown(work: Deliberation, issueId: string): Refusal {
  const known = work.state.issues.map((issue) => issue.issueId);
  const have = known.length === 0 ? 'none was raised' : `there are ${known.join(', ')}`;
  return refused(`This run has no issue “${issueId}”: ${have}.`, 'not-found');
}

/** Nothing typed is nothing said. */
function filled(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}

function kept<T extends string>(given: T | null | undefined, before: T | null): T | null {
  if (given === undefined) return before;
  return given === null || given.trim() === '' ? null : given;
}
