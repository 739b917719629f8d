import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDesk } from '../../state/desk-context.ts';
import { DraftForm } from './DraftForm.tsx';
import { decisionOf, optionsOf } from './decision-text.ts';
import { PeopleList } from './PeopleList.tsx';
import { StepSelect } from './StepSelect.tsx';
import { useDraft } from './use-draft.ts';

/** A decision with what it was chosen from, by whom and why. */
export function DecisionForm() {
  const draft = useDraft('decision');
  const openPanel = useDesk((state) => state.openPanel);
  const chair = useDesk((state) => state.run?.header.chair ?? '');
  const options = optionsOf(draft.text('options'));
  const text = {
    what: draft.text('what'),
    options: draft.text('options'),
    // An option taken out of the list again was not chosen.
    chosen: options.includes(draft.text('chosen')) ? draft.text('chosen') : '',
    decidedBy: draft.text('decidedBy', chair ?? ''),
    reason: draft.text('reason'),
    stepId: draft.text('stepId'),
  };
  return (
    <DraftForm
      draft={draft}
      title="Decision."
      means="Goes into the log and the report with its options, who decided, and why."
      label="Record decision"
      command={decisionOf(text)}
      onDone={() => openPanel(null)}
    >
      <div className="act-line">
        <TextInput
          label="What was decided"
          className="grow wide"
          value={text.what}
          maxLength={4000}
          onChange={(event) => draft.write('what', event.currentTarget.value)}
          required
        />
        <StepSelect value={text.stepId} onChoose={(stepId) => draft.write('stepId', stepId)} />
      </div>
      <div className="act-line">
        <Textarea
          label="Options, one a line"
          className="grow"
          maxRows={5}
          value={text.options}
          onChange={(event) => draft.write('options', event.currentTarget.value)}
        />
        <NativeSelect
          label="Chosen"
          className="grow"
          value={text.chosen}
          data={[{ value: '', label: options.length === 0 ? 'no options named' : 'not one of them' }, ...options]}
          onChange={(event) => draft.write('chosen', event.currentTarget.value)}
        />
        <TextInput
          label="Who decided"
          placeholder="names, with commas between"
          className="grow"
          value={text.decidedBy}
          list="decision-people"
          onChange={(event) => draft.write('decidedBy', event.currentTarget.value)}
        />
        <TextInput
          label="Reason"
          className="grow"
          value={text.reason}
          maxLength={4000}
          onChange={(event) => draft.write('reason', event.currentTarget.value)}
          required
        />
        <PeopleList id="decision-people" />
      </div>
    </DraftForm>
  );
}
