import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Problem } from '../../../contract/errors.ts';
import type { DocumentSummary } from '../../../contract/workspace-views.ts';
import { fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = Intl.supportedValuesOf('timeZone');

interface OpenPassFormProps {
  readonly checklistKey: string;
  readonly isUsable: boolean;
}

/** What the pass is for and when T0 is: with a runbook both come from its window. */
export function OpenPassForm({ checklistKey, isUsable }: OpenPassFormProps) {
  const documents = useDesk((state) => state.home?.documents);
  const runbooks = (documents ?? []).filter(({ kind }) => kind === 'Runbook');
  const open = useDesk((state) => state.openPass);
  const isOpening = useDesk((state) => state.isOpeningPass);
  const [runbookKey, setRunbookKey] = useState('');
  const [words, setWords] = useState('');
  const [t0, setT0] = useState('');
  const [zone, setZone] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const runbook = runbooks.find(({ key }) => key === runbookKey) ?? null;
  const inZone = zone === '' ? (runbook?.timezone ?? HERE) : zone;
  const send = async () => {
    const text = words.trim();
    const subject = runbook !== null ? { runbook: runbook.key } : text === '' ? null : { text };
    setProblem(
      await open({
        key: checklistKey,
        timezone: inZone,
        ...(subject === null ? {} : { subject }),
        ...(t0.trim() === '' ? {} : { t0: t0.trim() }),
      }),
    );
  };
  return (
    <form
      className="start-form"
      aria-label="Open a pass"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2>Open a pass</h2>
      <p className="dim">The items are frozen as they stand; a later edit touches only the next pass.</p>
      <NativeSelect
        label="For the runbook"
        value={runbookKey}
        data={[{ value: '', label: 'none: in words below' }, ...runbooks.map(asChoice)]}
        onChange={(event) => setRunbookKey(event.currentTarget.value)}
      />
      {runbook === null && (
        <TextInput
          label="For"
          placeholder="Orders 4.2"
          value={words}
          maxLength={400}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <TextInput
        label="T0"
        placeholder="2026-11-28 22:00"
        value={t0}
        onChange={(event) => setT0(event.currentTarget.value)}
        description={t0Words(t0, runbook, inZone)}
      />
      <NativeSelect
        label="Time zone"
        value={inZone}
        data={[...new Set([inZone, HERE, 'UTC', ...zones])]}
        onChange={(event) => setZone(event.currentTarget.value)}
      />
      {problem !== null && <ProblemNote title="The pass was not opened" problem={problem} />}
      <Button type="submit" variant="filled" loading={isOpening} disabled={!isUsable}>
        Open the pass
      </Button>
      {!isUsable && <p className="hint">The checklist has to be readable first.</p>}
    </form>
  );
}

function asChoice({ key, title }: DocumentSummary) {
  return { value: key, label: title };
}

function t0Words(t0: string, runbook: DocumentSummary | null, zone: string): string {
  if (t0.trim() !== '') return `By the clock of ${zone}.`;
  const window = runbook?.window ?? null;
  if (window !== null) return `Left empty: the window’s start, ${fullTime(window.start, zone)}.`;
  return 'Left empty: times such as T-5d stay without a date until T0 is set.';
}
