import { NumberInput, Radio } from '@mantine/core';
import { useState } from 'react';
import type { AnswersOrder } from '../../../contract/answers.ts';
import type { RunbookView } from '../../../contract/workspace-views.ts';
import { counted, duration } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { ActButton } from '../../ui/ActButton.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { InputField } from '../runbook/InputField.tsx';
import { firstValues, inputProblem, splitInputs } from '../runbook/start-values.ts';
import { type AnswersFile, AnswersFileField } from './AnswersFileField.tsx';
import { FaultBuilder } from './FaultBuilder.tsx';
import { RehearsedFact } from './RehearsedFact.tsx';
import { defaultSpeed } from './rehearsal-words.ts';

type Who = 'as-planned' | 'by-hand' | 'file';

interface RehearsalFormProps {
  readonly runbook: RunbookView;
  /** Values of the inputs, where the page asks for them already; left out = asked for here. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A tabletop rehearsal: one button with sensible defaults, and beside it what may be chosen. */
export function RehearsalForm({ runbook, inputs }: RehearsalFormProps) {
  const [who, setWho] = useState<Who>('as-planned');
  const [chosenSpeed, setSpeed] = useState<number | null>(null);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [file, setFile] = useState<AnswersFile | null>(null);
  const [values, setValues] = useState(() => firstValues(runbook.inputs));
  const phase = useDesk((state) => state.rehearsal);
  const start = useDesk((state) => state.startRehearsal);
  const isShut = useDesk((state) => state.connection !== 'connected');
  const { key, revision } = runbook.document;
  const isByItself = who !== 'by-hand';
  const speed = chosenSpeed ?? defaultSpeed(runbook.plannedLengthMs, isByItself);
  const given = inputs ?? splitInputs(runbook.inputs, values).inputs;
  const refusal = refusalOf({ runbook, given, isShut, isFileMissing: who === 'file' && file === null });
  return (
    <section className="start-form rehearsal-form" aria-labelledby="rehearsal-title">
      <h2 id="rehearsal-title">Rehearse</h2>
      <RehearsedFact runbookKey={key} />
      {inputs === undefined &&
        runbook.inputs
          .filter((spec) => !spec.secret)
          .map((spec) => (
            <InputField
              key={spec.name}
              spec={spec}
              value={values.inputs[spec.name] ?? ''}
              onChange={(value) => setValues({ ...values, inputs: { ...values.inputs, [spec.name]: value } })}
            />
          ))}
      <WhoAnswers who={who} onChange={setWho} />
      {who === 'file' && <AnswersFileField file={file} onChange={setFile} />}
      <ActButton
        verdict={{ allowed: refusal === null, reason: refusal }}
        variant="filled"
        loading={phase.kind === 'starting' && phase.key === key}
        onPress={() => void start({ key, revision, inputs: given, speed, faults, answers: orderOf(who, file) })}
      >
        Start rehearsal
      </ActButton>
      {phase.kind === 'refused' && phase.key === key && <ProblemNote title="Not started" problem={phase.problem} />}
      <p className="hint">{refusal ?? promise(runbook.plannedLengthMs, { speed, isByItself })}</p>
      <Speed speed={speed} onChange={setSpeed} />
      <Faults runbook={runbook} faults={faults} onChange={setFaults} />
    </section>
  );
}

function WhoAnswers({ who, onChange }: { readonly who: Who; onChange(who: Who): void }) {
  return (
    <Radio.Group
      label="Who answers for the people"
      value={who}
      onChange={(value) => onChange(value === 'by-hand' || value === 'file' ? value : 'as-planned')}
    >
      <div className="stack who-answers">
        <Radio
          value="as-planned"
          label="Everybody as planned"
          description="In the planned time, every approval given; comes to its end by itself."
        />
        <Radio value="by-hand" label="I do, by hand" description="Go, ticks and approvals wait for you, as live." />
        <Radio value="file" label="An answers file" description="What people would say, by step id." />
      </div>
    </Radio.Group>
  );
}

function Speed({ speed, onChange }: { readonly speed: number; onChange(speed: number): void }) {
  return (
    <NumberInput
      label="Rehearsal speed"
      description="Scenario seconds per second, 1 to 600"
      value={speed}
      min={1}
      max={600}
      clampBehavior="strict"
      allowDecimal={false}
      hideControls
      onChange={(next) => onChange(typeof next === 'number' && next >= 1 ? next : 1)}
    />
  );
}

interface FaultsProps {
  readonly runbook: RunbookView;
  readonly faults: readonly string[];
  onChange(faults: readonly string[]): void;
}

function Faults({ runbook, faults, onChange }: FaultsProps) {
  return (
    <details className="faults">
      <summary>{faults.length === 0 ? 'Plant a fault' : `${counted(faults.length, 'fault')} planted`}</summary>
      <FaultBuilder runbook={runbook} faults={faults} onChange={onChange} />
      <ul className="fault-list" aria-label="Planted faults">
        {faults.map((fault) => (
          <li key={fault}>
            <code>--fail '{fault}'</code>
            <button
              type="button"
              className="plain-button"
              aria-label={`Take out ${fault}`}
              onClick={() => onChange(faults.filter((other) => other !== fault))}
            >
              Take out
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function orderOf(who: Who, file: AnswersFile | null): AnswersOrder | null {
  if (who === 'by-hand') return null;
  if (who === 'as-planned' || file === null) return { others: 'as-planned' };
  return { text: file.text, fileName: file.name, others: file.others };
}

function promise(lengthMs: number | null, { speed, isByItself }: { speed: number; isByItself: boolean }): string {
  const same = 'The same rules and gates as live; no host is touched and everything is marked SIMULATED.';
  if (lengthMs === null) return same;
  const planned = duration(lengthMs);
  if (isByItself) return `${planned} of plan in about ${duration(Math.max(1000, lengthMs / speed))}. ${same}`;
  return `${planned} of plan; while you are awaited the clock keeps your pace. ${same}`;
}

interface Standing {
  readonly runbook: RunbookView;
  readonly given: Readonly<Record<string, string>>;
  readonly isShut: boolean;
  readonly isFileMissing: boolean;
}

function refusalOf({ runbook, given, isShut, isFileMissing }: Standing): string | null {
  if (isShut) return 'No connection to Holdpoint.';
  if (runbook.findings.some((finding) => finding.severity === 'error'))
    return 'The runbook has errors; they are listed beside. Mend them first.';
  // A rehearsal touches no host: it needs the inputs that shape the plan, but no secret.
  const lack = runbook.inputs.find((spec) => !spec.secret && inputProblem(spec, given[spec.name] ?? '') !== null);
  if (lack !== undefined) return `Fill in “${lack.name}” first.`;
  return isFileMissing ? 'Choose the answers file first.' : null;
}
