import { useState } from 'react';
import type { IssueView } from '../../../contract/views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { verdictOn } from '../../state/verdicts.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { ReopenIssueForm, ResolveIssueForm } from './IssueEnds.tsx';
import { ChangeIssueForm } from './IssueForm.tsx';

type IssueAct = 'change-issue' | 'resolve-issue' | 'reopen-issue';
const labels: Readonly<Record<IssueAct, string>> = {
  'resolve-issue': 'Resolve…',
  'change-issue': 'Change…',
  'reopen-issue': 'Reopen…',
};

/** What can be done about an issue: change it, resolve it with a sentence, open it again. */
export function IssueActs({ issue }: { readonly issue: IssueView }) {
  const drafts = useDesk((state) => state.drafts);
  const [open, setOpen] = useState<IssueAct | null>(() => begunAct(issue, drafts));
  const header = useDesk((state) => state.run?.header);
  const close = () => setOpen(null);
  const acts: readonly IssueAct[] = issue.resolved === null ? ['resolve-issue', 'change-issue'] : ['reopen-issue'];
  return (
    <div className="step-acts">
      <fieldset className="act-row" aria-label="Issue">
        {acts.map((act) => (
          <ActButton
            key={act}
            verdict={verdictOn(header?.allowedActions ?? [], act)}
            variant={act === 'resolve-issue' ? 'filled' : 'default'}
            onPress={() => setOpen(act)}
          >
            {labels[act]}
          </ActButton>
        ))}
      </fieldset>
      {open === 'change-issue' && issue.resolved === null && <ChangeIssueForm issue={issue} onDone={close} />}
      {open === 'resolve-issue' && issue.resolved === null && <ResolveIssueForm issue={issue} onDone={close} />}
      {open === 'reopen-issue' && issue.resolved !== null && <ReopenIssueForm issue={issue} onDone={close} />}
    </div>
  );
}

/** What was begun before a reload stands open again. */
function begunAct(issue: IssueView, drafts: Readonly<Record<string, unknown>>): IssueAct | null {
  if (issue.resolved !== null) return drafts[`${issue.issueId} reopen`] === undefined ? null : 'reopen-issue';
  if (drafts[`${issue.issueId} resolve`] !== undefined) return 'resolve-issue';
  return drafts[`${issue.issueId} change`] === undefined ? null : 'change-issue';
}
