import { Button, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { EnvironmentMirror } from '../../state/environment-mirror.ts';
import { useFindings } from '../../state/use-findings.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';

/** The document itself, judged while it is typed. With errors it is not saved: the last good revision stays. */
export function EnvironmentText({ environment }: { readonly environment: EnvironmentMirror }) {
  const { document, text } = environment;
  const [typed, setTyped] = useState(text ?? '');
  const [base, setBase] = useState({ revision: document.revision, text: text ?? '' });
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const findings = useFindings(typed);
  const save = useDesk((state) => state.saveEnvironment);
  const isUntouched = typed === base.text;
  // Somebody saved another revision: who has typed nothing sees it; who has is told when saving.
  useEffect(() => {
    if (!isUntouched || document.revision === base.revision) return;
    setBase({ revision: document.revision, text: text ?? '' });
    setTyped(text ?? '');
  }, [isUntouched, document.revision, base.revision, text]);
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  const send = async () => {
    const why = reason.trim();
    const refused = await save(typed, { basedOnRevision: base.revision, ...(why === '' ? {} : { reason: why }) });
    setProblem(refused);
    if (refused !== null) return;
    setReason('');
    setBase({ revision: base.revision + 1, text: typed });
  };
  return (
    <RoomBody>
      <form
        className="text-pane"
        aria-label="Edit the environment"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Textarea
          label={`Environment as text · revision ${document.revision} by ${document.savedBy}`}
          className="yaml"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autosize
          minRows={16}
          maxRows={34}
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
          <Button type="submit" variant="filled" disabled={hasErrors || isUntouched}>
            Save the revision
          </Button>
        </div>
      </form>
    </RoomBody>
  );
}
