import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { RunMode } from '../../../contract/events.ts';
import type { InputSpec, RunbookView } from '../../../contract/workspace-views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { HostKeys } from './HostKeys.tsx';
import { InputField } from './InputField.tsx';
import { firstValues, inputProblem, splitInputs } from './start-values.ts';

/** From a runbook to a run. A rehearsal starts at once; live goes by the host keys and a second motion. */
export function StartForm({ runbook }: { readonly runbook: RunbookView }) {
  const [values, setValues] = useState(() => firstValues(runbook.inputs));
  const phase = useDesk((state) => state.start);
  const scanHostKeys = useDesk((state) => state.scanHostKeys);
  const startRun = useDesk((state) => state.startRun);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const { key, revision } = runbook.document;
  const wrong = runbook.inputs.filter((spec) => inputProblem(spec, values.inputs[spec.name] ?? '') !== null);
  const start = (mode: RunMode, t0?: 'window' | 'now') =>
    void startRun({
      key,
      revision,
      mode,
      ...splitInputs(runbook.inputs, values),
      forks: values.forks,
      ...(mode === 'rehearsal' ? { speed: values.speed } : {}),
      ...(t0 === undefined ? {} : { t0 }),
    });
  const isBusy = phase.kind === 'starting' || phase.kind === 'scanning';
  const refusal = refusalOf(runbook, wrong, isShut);
  return (
    <section className="start-form" aria-labelledby="start-title">
      <h2 id="start-title">Start</h2>
      {runbook.inputs.map((spec) => (
        <InputField
          key={spec.name}
          spec={spec}
          value={values.inputs[spec.name] ?? ''}
          onChange={(value) => setValues({ ...values, inputs: { ...values.inputs, [spec.name]: value } })}
        />
      ))}
      <div className="act-line">
        <Amount
          label="Targets at once"
          value={values.forks}
          max={1024}
          onChange={(forks) => setValues({ ...values, forks })}
        />
        <Amount
          label="Rehearsal speed ×"
          value={values.speed}
          max={600}
          onChange={(speed) => setValues({ ...values, speed })}
        />
      </div>
      <div className="act-line">
        <ActButton
          verdict={refusal.rehearsal}
          loading={isBusy}
          variant={phase.kind === 'keys' ? 'default' : 'filled'}
          onPress={() => start('rehearsal')}
        >
          Start rehearsal
        </ActButton>
        <ActButton verdict={refusal.live} loading={isBusy} onPress={() => void scanHostKeys(key)}>
          Start live…
        </ActButton>
      </div>
      <p className="hint">
        {refusal.rehearsal.reason ?? refusal.live.reason ?? 'A rehearsal obeys the same rules and touches no host.'}
      </p>
      {phase.kind === 'refused' && <ProblemNote title="Not started" problem={phase.problem} />}
      {phase.kind === 'keys' && <HostKeys runbook={runbook} phase={phase} onStart={(t0) => start('live', t0)} />}
    </section>
  );
}

function refusalOf(runbook: RunbookView, wrong: readonly InputSpec[], isShut: boolean) {
  const common = commonRefusal(runbook, isShut);
  // A rehearsal touches no host: it needs the inputs that shape the plan, but no secret.
  const rehearsal = common ?? lacking(wrong.find((spec) => !spec.secret));
  const live = common ?? lacking(wrong[0]) ?? liveRefusal(runbook);
  return {
    rehearsal: { allowed: rehearsal === null, reason: rehearsal },
    live: { allowed: live === null, reason: live },
  };
}

function commonRefusal(runbook: RunbookView, isShut: boolean): string | null {
  if (isShut) return 'No connection to Holdpoint.';
  const hasErrors = runbook.findings.some((finding) => finding.severity === 'error');
  return hasErrors ? 'The runbook has errors: mend them and drop the file again.' : null;
}

function lacking(spec: InputSpec | undefined): string | null {
  return spec === undefined ? null : `Fill in “${spec.name}” first.`;
}

function liveRefusal(runbook: RunbookView): string | null {
  return runbook.canRunLive ? null : 'Some findings allow a rehearsal only; they are listed beside.';
}

interface AmountProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  onChange(value: number): void;
}

function Amount({ label, value, max, onChange }: AmountProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      min={1}
      max={max}
      allowDecimal={false}
      hideControls
      className="grow"
      onChange={(next) => onChange(typeof next === 'number' && next >= 1 ? next : 1)}
    />
  );
}
