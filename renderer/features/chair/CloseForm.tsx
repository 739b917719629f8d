import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { closureCodes } from '../../../contract/events.ts';
import type { RunHeader } from '../../../contract/views.ts';
import { fineDuration } from '../../format/duration.ts';
import { zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { DraftForm } from '../pen/DraftForm.tsx';
import { openIssuesList } from '../pen/issue-words.ts';
import { useDraft } from '../pen/use-draft.ts';
import { closeOf, codeOf, measuredOutage } from './closing.ts';

/** A person closes the run: the proposed code with its reason, and what only people know. */
export function CloseForm() {
  const header = useDesk((state) => state.run?.header);
  if (header === undefined || header.proposedClosure === null) return null;
  return <ClosingForm header={header} proposed={header.proposedClosure} />;
}

interface ClosingFormProps {
  readonly header: RunHeader;
  readonly proposed: NonNullable<RunHeader['proposedClosure']>;
}

function ClosingForm({ header, proposed }: ClosingFormProps) {
  const draft = useDraft('close');
  const openPanel = useDesk((state) => state.openPanel);
  const outage = measuredOutage(header);
  const given = {
    code: codeOf(draft.text('code'), proposed.code),
    note: draft.text('note'),
    outage: draft.text('outage', outage === null ? '' : String(outage.minutes)),
    issues: draft.text('issues', openIssuesList(header.issues)),
    hypercare: draft.text('hypercare'),
  };
  const isOther = given.code !== proposed.code;
  const field = (name: string) => (event: { currentTarget: { value: string } }) =>
    draft.write(name, event.currentTarget.value);
  return (
    <DraftForm
      draft={draft}
      title="Close the run."
      means={
        <>
          Proposed: <strong>{proposed.code}</strong>. {proposed.because}
          {outage === null ? '' : ` Outage by “${outage.name}”: ${fineDuration(outage.ms)}.`}
        </>
      }
      label={`Close as ${given.code}`}
      command={closeOf(given, proposed.code, header.timezone)}
      isReported={false}
      onDone={() => openPanel(null)}
    >
      <div className="act-line">
        <NativeSelect label="Closure code" value={given.code} data={[...closureCodes]} onChange={field('code')} />
        <TextInput
          label={isOther ? 'Why another code' : 'Note'}
          className="grow"
          value={given.note}
          maxLength={4000}
          onChange={field('note')}
          required={isOther}
        />
        <TextInput
          label="Actual outage (minutes)"
          value={given.outage}
          inputMode="decimal"
          onChange={field('outage')}
        />
        <TextInput
          placeholder="2026-11-30 18:00"
          label={`Hypercare until (${zoneName(header.timezone)})`}
          value={given.hypercare}
          onChange={field('hypercare')}
        />
      </div>
      <Textarea
        label="Open issues"
        placeholder="none"
        maxRows={5}
        maxLength={4000}
        value={given.issues}
        onChange={field('issues')}
      />
    </DraftForm>
  );
}
