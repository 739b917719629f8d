import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useFindings } from '../../state/use-findings.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

interface TextPaneProps {
  readonly text: string;
  readonly revision: number;
  onDone(): void;
}

/** The document itself, judged while it is typed. What does not parse is not saved: the last good revision stays. */
export function TextPane({ text, revision, onDone }: TextPaneProps) {
  const [typed, setTyped] = useState(text);
  const [reason, setReason] = useState('');
  const [base] = useState(revision);
  const [problem, setProblem] = useState<Problem | null>(null);
  const findings = useFindings(typed);
  const save = useDesk((state) => state.saveChecklist);
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  const send = async () => {
    const why = reason.trim();
    const refused = await save(typed, { basedOnRevision: base, ...(why === '' ? {} : { reason: why }) });
    setProblem(refused);
    if (refused === null) onDone();
  };
  return (
    <form
      className="text-pane"
      aria-label="Edit the checklist"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        label="Checklist as text"
        className="yaml"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autosize
        minRows={12}
        maxRows={28}
        spellCheck={false}
        resize="vertical"
      />
      {findings.length > 0 && <FindingsList findings={findings} />}
      {problem !== null && <ProblemNote title="Not saved" problem={problem} />}
      <div className="act-line">
        <TextInput
          label="Why it changed (optional)"
          className="grow"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button variant="default" onClick={onDone}>
          Leave it
        </Button>
        <Button type="submit" variant="filled" disabled={hasErrors || typed === text}>
          Save the revision
        </Button>
      </div>
    </form>
  );
}
