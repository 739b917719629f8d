import type { RunCommand } from '../../../contract/commands.ts';
import { type IssueSeverity, issueSeverities } from '../../../contract/events.ts';
import { stepIdSchema } from '../../../contract/ids.ts';
import type { IssueView } from '../../../contract/views.ts';

/** An issue as it stands in the fields of its form; empty = nothing given. */
export interface IssueText {
  readonly text: string;
  readonly severity: IssueSeverity | '';
  readonly stepId: string;
  readonly owner: string;
  readonly workaround: string;
  readonly reference: string;
  readonly decision: string;
}

export const issueFields = ['text', 'severity', 'stepId', 'owner', 'workaround', 'reference', 'decision'] as const;

export function severityOf(text: string): IssueSeverity | '' {
  return issueSeverities.find((one) => one === text) ?? '';
}

export function textOf(issue: IssueView): IssueText {
  const { text, severity, stepId, owner, workaround, reference, decision } = issue;
  return {
    text,
    severity,
    stepId: stepId ?? '',
    owner: owner ?? '',
    workaround: workaround ?? '',
    reference: reference ?? '',
    decision: decision ?? '',
  };
}

/** How bad it is has to be said as well: keys gone astray in one field raise nothing. */
export function raiseOf(given: IssueText): RunCommand | string {
  const text = given.text.trim();
  if (text === '') return 'Say what is wrong.';
  if (given.severity === '') return 'Say how bad it is.';
  const step = stepIdSchema.safeParse(given.stepId);
  return {
    type: 'raise-issue',
    text,
    severity: given.severity,
    ...(step.success ? { stepId: step.data } : {}),
    ...trimmed(given),
  };
}

/** Only what differs is sent: what another window changed meanwhile stays. */
export function changeOf(issue: IssueView, given: IssueText): RunCommand | string {
  const before = textOf(issue);
  const differs = issueFields.filter((field) => given[field].trim() !== before[field]);
  if (given.text.trim() === '') return 'Say what is wrong.';
  if (given.severity === '') return 'Say how bad it is.';
  if (differs.length === 0) return 'Nothing is changed yet.';
  const step = stepIdSchema.safeParse(given.stepId);
  const nullable = (['owner', 'workaround', 'reference', 'decision'] as const).filter((one) => differs.includes(one));
  return {
    type: 'change-issue',
    issueId: issue.issueId,
    ...(differs.includes('text') ? { text: given.text.trim() } : {}),
    ...(differs.includes('severity') ? { severity: given.severity } : {}),
    ...(differs.includes('stepId') ? { stepId: step.success ? step.data : null } : {}),
    ...Object.fromEntries(nullable.map((field) => [field, given[field].trim() || null])),
  };
}

function trimmed(given: IssueText): Partial<Record<'owner' | 'workaround' | 'reference' | 'decision', string>> {
  const fields = ['owner', 'workaround', 'reference', 'decision'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => (given[field].trim() === '' ? [] : [[field, given[field].trim()]])),
  );
}

/** Open ones first, the worst on top, then the oldest; resolved ones newest first. */
export function inOrder(issues: readonly IssueView[]): readonly IssueView[] {
  const weight = (issue: IssueView) => -issueSeverities.indexOf(issue.severity);
  const open = issues.filter((issue) => issue.resolved === null);
  const closed = issues.filter((issue) => issue.resolved !== null);
  return [
    ...open.sort((a, b) => weight(a) - weight(b) || a.raisedAt - b.raisedAt),
    ...closed.sort((a, b) => (b.resolved?.at ?? 0) - (a.resolved?.at ?? 0)),
  ];
}

/** `2 open: 1 high, 1 low` */
export function openIssuesText(issues: readonly IssueView[]): string {
  const open = issues.filter((issue) => issue.resolved === null);
  if (open.length === 0) return 'no open issue';
  const parts = [...issueSeverities]
    .reverse()
    .map((severity) => ({ severity, count: open.filter((issue) => issue.severity === severity).length }))
    .filter((part) => part.count > 0);
  return `${open.length} open: ${parts.map((part) => `${part.count} ${part.severity}`).join(', ')}`;
}

/** For the closing form and the report: one a line. */
export function openIssuesList(issues: readonly IssueView[]): string {
  return inOrder(issues)
    .filter((issue) => issue.resolved === null)
    .map((issue) => {
      const reference = issue.reference === null ? '' : ` (${issue.reference})`;
      return `${issue.issueId} ${issue.severity}: ${issue.text}${reference}`;
    })
    .join('\n');
}
