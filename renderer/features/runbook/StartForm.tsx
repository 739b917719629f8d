import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { PREFLIGHT_MAX_AGE_MS } from '../../../contract/preflight.ts';
import type { InputSpec, RunbookView } from '../../../contract/workspace-views.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useStartPhase } from '../../state/use-start-phase.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { RehearsalForm } from '../rehearsal/RehearsalForm.tsx';
import { InputField } from './InputField.tsx';
import { StartCheck } from './StartCheck.tsx';
import { firstValues, inputProblem, type StartValues, splitInputs } from './start-values.ts';

const FORKS = 32;

/** From a runbook to a run: its values, a rehearsal at once, or live by way of the preflight. */
export function StartForm({ runbook }: { readonly runbook: RunbookView }) {
  const typed = useDesk((state) => state.startInputs);
  /** Here and in the request, nowhere else. */
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const setInput = useDesk((state) => state.setStartInput);
  const reset = useDesk((state) => state.resetStart);
  const values = firstValues(runbook.inputs, { ...typed, ...secrets });
  const change = ({ name, secret }: InputSpec, value: string) => {
    if (!secret) return setInput(name, value);
    setSecrets({ ...secrets, [name]: value });
    reset();
  };
  const { key } = runbook.document;
  const subject = { kind: 'runbook', key, ...splitInputs(runbook.inputs, values) } as const;
  const isLive = useStartPhase(subject).kind !== 'idle';
  return (
    <>
      <Inputs specs={runbook.inputs} values={values} onChange={change} />
      {!isLive && <RehearsalForm runbook={runbook} inputs={splitInputs(runbook.inputs, values).inputs} />}
      <LiveForm runbook={runbook} values={values} />
    </>
  );
}

interface InputsProps {
  readonly specs: readonly InputSpec[];
  readonly values: StartValues;
  onChange(spec: InputSpec, value: string): void;
}

function Inputs({ specs, values, onChange }: InputsProps) {
  if (specs.length === 0) return null;
  return (
    <section className="start-form" aria-labelledby="values-title">
      <h2 id="values-title">Values</h2>
      {specs.map((spec) => (
        <InputField
          key={spec.name}
          spec={spec}
          value={values.inputs[spec.name] ?? ''}
          onChange={(value) => onChange(spec, value)}
        />
      ))}
    </section>
  );
}

function LiveForm({ runbook, values }: { readonly runbook: RunbookView; readonly values: StartValues }) {
  const [forks, setForks] = useState(FORKS);
  const checkStart = useDesk((state) => state.checkStart);
  const startRun = useDesk((state) => state.startRun);
  const reset = useDesk((state) => state.resetStart);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const { key, revision } = runbook.document;
  const given = splitInputs(runbook.inputs, values);
  const subject = { kind: 'runbook', key, ...given } as const;
  const phase = useStartPhase(subject);
  const refusal = refusalOf(runbook, values, isShut);
  return (
    <section className="start-form" aria-labelledby="live-title">
      <h2 id="live-title">Live</h2>
      {phase.kind === 'idle' && (
        <>
          {runbook.targets.length > 0 && (
            <NumberInput
              label="Targets at once"
              value={forks}
              min={1}
              max={1024}
              allowDecimal={false}
              hideControls
              onChange={(next) => setForks(typeof next === 'number' && next >= 1 ? next : 1)}
            />
          )}
          <ActButton verdict={{ allowed: refusal === null, reason: refusal }} onPress={() => void checkStart(subject)}>
            Start live…
          </ActButton>
          <p className="hint">{refusal ?? 'First the preflight: every target is asked, nothing is changed there.'}</p>
        </>
      )}
      <StartCheck
        subject={subject}
        window={runbook.window}
        timezone={runbook.timezone}
        targets={runbook.targets.length}
        maxAgeMs={PREFLIGHT_MAX_AGE_MS}
        onLeave={reset}
        onStart={(t0, accept) =>
          void startRun({
            key,
            revision,
            mode: 'live',
            ...given,
            forks,
            t0,
            ...(accept === undefined ? {} : { accept }),
          })
        }
      />
    </section>
  );
}

/** What the preflight would say as well, said at once; not what only the world can tell. */
function refusalOf(runbook: RunbookView, { inputs }: StartValues, isShut: boolean): string | null {
  if (isShut) return 'No connection to Holdpoint.';
  if (runbook.findings.some((finding) => finding.severity === 'error'))
    return 'The runbook has errors; they are listed beside. Mend them first.';
  const lack = runbook.inputs.find((spec) => inputProblem(spec, inputs[spec.name] ?? '') !== null);
  if (lack !== undefined) return `Fill in “${lack.name}” first.`;
  return runbook.canRunLive ? null : 'Some findings allow a rehearsal only; they are listed beside.';
}
