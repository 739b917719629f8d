import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { RunbookView } from '../../../contract/workspace-views.ts';
import {
  type FaultDraft,
  type FaultKind,
  type FaultPlace,
  faultText,
  faultyProbes,
  faultySteps,
} from './rehearsal-words.ts';

interface FaultBuilderProps {
  readonly runbook: Pick<RunbookView, 'steps' | 'probes'>;
  readonly faults: readonly string[];
  onChange(faults: readonly string[]): void;
}

const kinds: readonly { readonly value: FaultKind; readonly label: string }[] = [
  { value: 'exit', label: 'ends with an exit code' },
  { value: 'timeout', label: 'hangs until its timeout' },
  { value: 'drop', label: 'loses contact' },
];

const probeKinds: typeof kinds = [
  { value: 'exit', label: 'answers badly' },
  { value: 'timeout', label: 'gets no answer in time' },
  { value: 'drop', label: 'loses contact' },
];

/** Faults by choosing step or probe, target and what goes wrong; shown as the command line would write them. */
export function FaultBuilder({ runbook, faults, onChange }: FaultBuilderProps) {
  const steps = faultySteps(runbook.steps);
  const probes = faultyProbes(runbook.probes);
  const open = [...steps, ...probes];
  const [draft, setDraft] = useState<FaultDraft>({ of: open[0]?.of ?? '', target: '', kind: 'exit', code: 1 });
  if (open.length === 0) {
    return (
      <p className="hint">
        No step of this plan is executed by a machine and no probe is asked, so there is no fault to plant. What people
        would say, a no-go too, goes into an answers file.
      </p>
    );
  }
  const targets = open.find((place) => place.of === draft.of)?.targets ?? [];
  const isProbe = probes.some((place) => place.of === draft.of);
  const text = faultText(draft);
  return (
    <div className="stack fault-builder">
      <Select
        label={probes.length === 0 ? 'Step that fails' : 'Step or probe that fails'}
        data={[
          { group: 'Steps', items: choices(steps) },
          { group: 'Probes', items: choices(probes) },
        ].filter(({ items }) => items.length > 0)}
        value={draft.of}
        allowDeselect={false}
        searchable={open.length > 8}
        onChange={(of) => setDraft({ ...draft, of: of ?? '', target: '' })}
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
          data={(isProbe ? probeKinds : kinds).map((kind) => ({ ...kind }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => setDraft({ ...draft, kind: kinds.find((one) => one.value === kind)?.value ?? 'exit' })}
        />
        {draft.kind === 'exit' && !isProbe && (
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
        disabled={draft.of === '' || faults.includes(text)}
        onClick={() => onChange([...faults, text])}
      >
        Plant <code>{text}</code>
      </button>
    </div>
  );
}

function choices(places: readonly FaultPlace[]) {
  return places.map(({ of, title }) => ({ value: of, label: title }));
}
