import { TextInput } from '@mantine/core';
import type { IssueView } from '../../../contract/views.ts';
import { DraftForm } from './DraftForm.tsx';
import { useDraft } from './use-draft.ts';

interface IssueEndsProps {
  readonly issue: IssueView;
  onDone(): void;
}

/** How it was solved, in a sentence. */
export function ResolveIssueForm({ issue, onDone }: IssueEndsProps) {
  const draft = useDraft(`${issue.issueId} resolve`);
  const resolution = draft.text('resolution').trim();
  return (
    <DraftForm
      draft={draft}
      title={`Resolve ${issue.issueId}.`}
      means="It leaves the header and stays in the log and the report."
      label="Resolve issue"
      command={
        resolution === ''
          ? 'Say in a sentence how it was resolved.'
          : { type: 'resolve-issue', issueId: issue.issueId, resolution }
      }
      onDone={onDone}
    >
      <TextInput
        label="How it was resolved"
        value={draft.text('resolution')}
        maxLength={4000}
        onChange={(event) => draft.write('resolution', event.currentTarget.value)}
        required
      />
    </DraftForm>
  );
}

export function ReopenIssueForm({ issue, onDone }: IssueEndsProps) {
  const draft = useDraft(`${issue.issueId} reopen`);
  const reason = draft.text('reason').trim();
  return (
    <DraftForm
      draft={draft}
      title={`Reopen ${issue.issueId}.`}
      label="Reopen issue"
      command={reason === '' ? 'Say why it is open again.' : { type: 'reopen-issue', issueId: issue.issueId, reason }}
      onDone={onDone}
    >
      <TextInput
        label="Why it is open again"
        value={draft.text('reason')}
        maxLength={4000}
        onChange={(event) => draft.write('reason', event.currentTarget.value)}
        required
      />
    </DraftForm>
  );
}
