import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { RunbookView } from '../../../contract/workspace-views.ts';
import { type FaultDraft, type FaultKind, faultText, faultySteps } from './rehearsal-words.ts';

interface FaultBuilderProps {
  readonly steps: RunbookView['steps'];
  readonly faults: readonly string[];
  onChange(faults: readonly string[]): void;
}

const kinds: readonly { readonly value: FaultKind; readonly label: string }[] = [
  { value: 'exit', label: 'ends with an exit code' },
  { value: 'timeout', label: 'hangs until its timeout' },
  { value: 'drop', label: 'loses contact' },
];

/** Faults by choosing step, target and what goes wrong; shown as the command line would write them. */
export function FaultBuilder({ steps, faults, onChange }: FaultBuilderProps) {
  const open = faultySteps(steps);
  const [draft, setDraft] = useState<FaultDraft>({ stepId: open[0]?.id ?? '', target: '', kind: 'exit', code: 1 });
  if (open.length === 0) {
    return (
      <p className="hint">
        No step of this plan is executed by a machine, so there is no fault to plant. What people would say, a no-go
        too, goes into an answers file.
      </p>
    );
  }
  const targets = open.find((step) => step.id === draft.stepId)?.targets ?? [];
  const text = faultText(draft);
  return (
    <div className="stack fault-builder">
      <Select
        label="Step that fails"
        data={open.map((step) => ({ value: step.id, label: step.title }))}
        value={draft.stepId}
        allowDeselect={false}
        searchable={open.length > 8}
        onChange={(stepId) => setDraft({ ...draft, stepId: stepId ?? '', target: '' })}
      />
      <div className="act-line">
        <Select
          label="On"
          className="grow"
          data={[{ value: '', label: 'every target' }, ...targets.map((name) => ({ value: name, label: name }))]}
          value={draft.target}
          allowDeselect={false}
          searchable={targets.length > 8}
          onChange={(target) => setDraft({ ...draft, target: target ?? '' })}
        />
        <Select
          label="What happens"
          className="grow"
          data={kinds.map((kind) => ({ ...kind }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => setDraft({ ...draft, kind: kinds.find((one) => one.value === kind)?.value ?? 'exit' })}
        />
        {draft.kind === 'exit' && (
          <NumberInput
            label="Code"
            className="fault-code"
            value={draft.code}
            min={1}
            max={255}
            allowDecimal={false}
            hideControls
            onChange={(code) => setDraft({ ...draft, code: typeof code === 'number' && code >= 1 ? code : 1 })}
          />
        )}
      </div>
      <button
        type="button"
        className="plain-button"
        disabled={draft.stepId === '' || faults.includes(text)}
        onClick={() => onChange([...faults, text])}
      >
        Plant <code>{text}</code>
      </button>
    </div>
  );
}
