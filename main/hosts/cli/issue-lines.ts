import type { IssueView, RunHeader } from '../../../contract/views.ts';
import { pairedClock } from '../../domain/log/site-time.ts';

/** Every issue with its life: open ones first. */
export function issueLines({ issues, timezone, now }: RunHeader): readonly string[] {
  const clock = (at: number): string => pairedClock(timezone, at, now);
  return issues.flatMap((issue) => [
    issueLine(issue),
    `     raised ${clock(issue.raisedAt)} by ${issue.raisedBy} (${issue.assurance})`,
    ...(['workaround', 'decision'] as const).flatMap((name) =>
      issue[name] === null ? [] : [`     ${name}: ${issue[name]}`],
    ),
    ...(issue.resolved === null
      ? []
      : [`     resolved ${clock(issue.resolved.at)} by ${issue.resolved.by}: ${issue.resolved.resolution}`]),
  ]);
}

/** `I-1  open  high  Replication lags 40 s  at migrate  owner Robin Meyer  PRB0042` */
export function issueLine(issue: IssueView): string {
  const { issueId, severity, text, stepId, owner, reference, resolved } = issue;
  return [
    issueId.padEnd(4),
    (resolved === null ? 'open' : 'resolved').padEnd(8),
    severity.padEnd(8),
    text,
    ...(stepId === null ? [] : [`at ${stepId}`]),
    owner === null ? 'no owner' : `owner ${owner}`,
    ...(reference === null ? [] : [reference]),
  ].join('  ');
}
