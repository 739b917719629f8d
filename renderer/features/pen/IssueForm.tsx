import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { issueSeverities } from '../../../contract/events.ts';
import type { IssueView } from '../../../contract/views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { DraftForm } from './DraftForm.tsx';
import { changeOf, type IssueText, issueFields, raiseOf, severityOf, textOf } from './issue-words.ts';
import { PeopleList } from './PeopleList.tsx';
import { StepSelect } from './StepSelect.tsx';
import { type DraftInHand, useDraft } from './use-draft.ts';

const nothing: IssueText = {
  text: '',
  severity: '',
  stepId: '',
  owner: '',
  workaround: '',
  reference: '',
  decision: '',
};

/** Raises an issue about the selected step, unless another one is chosen. */
export function RaiseIssueForm() {
  const draft = useDraft('issue');
  const openPanel = useDesk((state) => state.openPanel);
  const selected = useDesk((state) => (state.route.screen === 'run' ? (state.route.stepId ?? '') : ''));
  const given = givenText(draft, { ...nothing, stepId: selected });
  return (
    <DraftForm
      draft={draft}
      title="Issue."
      means="Stays in the header until somebody resolves it."
      label="Raise issue"
      command={raiseOf(given)}
      onDone={() => openPanel(null)}
    >
      <IssueFields draft={draft} given={given} />
    </DraftForm>
  );
}

export function ChangeIssueForm({ issue, onDone }: { readonly issue: IssueView; onDone(): void }) {
  const draft = useDraft(`${issue.issueId} change`);
  const given = givenText(draft, textOf(issue));
  return (
    <DraftForm
      draft={draft}
      title={`Change ${issue.issueId}.`}
      label="Record change"
      command={changeOf(issue, given)}
      onDone={onDone}
    >
      <IssueFields draft={draft} given={given} />
    </DraftForm>
  );
}

function givenText(draft: DraftInHand, otherwise: IssueText): IssueText {
  const fields = Object.fromEntries(issueFields.map((field) => [field, draft.text(field, otherwise[field])]));
  return { ...otherwise, ...fields, severity: severityOf(draft.text('severity', otherwise.severity)) };
}

function IssueFields({ draft, given }: { readonly draft: DraftInHand; readonly given: IssueText }) {
  const field = (name: keyof IssueText) => ({
    value: given[name],
    onChange: (event: { currentTarget: { value: string } }) => draft.write(name, event.currentTarget.value),
  });
  return (
    <>
      <div className="act-line">
        <Textarea
          label="What is wrong"
          className="grow wide"
          maxRows={4}
          maxLength={4000}
          required
          {...field('text')}
        />
        <NativeSelect
          label="Severity"
          data={given.severity === '' ? [{ value: '', label: 'how bad?' }, ...issueSeverities] : [...issueSeverities]}
          required
          {...field('severity')}
        />
        <StepSelect value={given.stepId} onChoose={(stepId) => draft.write('stepId', stepId)} />
      </div>
      <div className="act-line">
        <TextInput label="Owner" className="grow" list="issue-people" maxLength={400} {...field('owner')} />
        <TextInput label="Workaround" className="grow wide" maxLength={4000} {...field('workaround')} />
        <TextInput
          label="Reference"
          className="grow"
          placeholder="INC0098812"
          maxLength={400}
          {...field('reference')}
        />
        <TextInput label="Decision" className="grow" maxLength={4000} {...field('decision')} />
        <PeopleList id="issue-people" />
      </div>
    </>
  );
}
