import { Button, TextInput } from '@mantine/core';
import type { RunCommand } from '../../../contract/commands.ts';
import type { StepView } from '../../../contract/views.ts';
import { duration } from '../../format/duration.ts';
import { momentOf } from '../../format/moment.ts';
import { clockTime, dayAndTime, isUtc, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { useScenarioNow } from '../../state/use-scenario-now.ts';
import { DraftForm } from '../pen/DraftForm.tsx';
import { useDraft } from '../pen/use-draft.ts';

/** When the selected step will be over, as somebody says. */
export function EtaForm() {
  const stepId = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const step = useDesk((state) => state.run?.steps.find((one) => one.id === stepId));
  if (step === undefined) {
    return (
      <section className="act-panel" aria-label="Estimate">
        <p>
          <strong>Estimate.</strong> Choose the step first: <kbd>J</kbd> <kbd>K</kbd> move.
        </p>
      </section>
    );
  }
  return <StepEtaForm step={step} key={step.id} />;
}

function StepEtaForm({ step }: { readonly step: StepView }) {
  const draft = useDraft(`eta ${step.id}`);
  const now = useScenarioNow();
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const giveEta = useDesk((state) => state.giveEta);
  const openPanel = useDesk((state) => state.openPanel);
  // "Another twenty minutes" counts from when it was said.
  const from = draft.draft?.at ?? now;
  const endAt = momentOf(draft.text('end'), { zone, from, lean: 'future' });
  const reason = draft.text('reason').trim();
  const close = () => openPanel(null);
  const takeBack = async () => {
    if (await giveEta(step.id, null, reason)) close();
  };
  return (
    <DraftForm
      draft={draft}
      title={`Estimate: ${step.index + 1} ${step.title}.`}
      means={<EtaMeans step={step} endAt={endAt} zone={zone} now={now} />}
      label="Record estimate"
      command={commandOf(step.id, endAt, reason)}
      onRecord={() => giveEta(step.id, endAt, reason)}
      onDone={close}
    >
      <div className="act-line">
        <TextInput
          label="Over at"
          placeholder="+20m or 23:15"
          value={draft.text('end')}
          onChange={(event) => draft.write('end', event.currentTarget.value)}
          required
        />
        <TextInput
          label="Reason"
          className="grow"
          value={draft.text('reason')}
          maxLength={4000}
          onChange={(event) => draft.write('reason', event.currentTarget.value)}
          required
        />
        {step.eta !== null && (
          <Button onClick={() => void takeBack()} title={`Said by ${step.eta.by}`}>
            Take back {clockTime(step.eta.endAt, zone)}
          </Button>
        )}
      </div>
    </DraftForm>
  );
}

/** The why is asked for as for a moved T0: keys gone astray in one field move no projected end. */
function commandOf(stepId: StepView['id'], endAt: number | null, reason: string): RunCommand | string {
  if (endAt === null) return 'Say when it will be over: +20m, or 23:15.';
  return reason === '' ? 'Say why.' : { type: 'eta', stepId, endAt };
}

interface EtaMeansProps {
  readonly step: StepView;
  readonly endAt: number | null;
  readonly zone: string;
  readonly now: number;
}

function EtaMeans({ step, endAt, zone, now }: EtaMeansProps) {
  const projected = step.projectedEnd;
  const so =
    projected === null ? 'No end is projected so far.' : `Projected so far: ${dayAndTime(projected, zone, now)}.`;
  if (endAt === null) return so;
  const moved = projected === null ? 0 : endAt - projected;
  const by = Math.abs(moved) < 60_000 ? 'as projected' : `${duration(moved)} ${moved > 0 ? 'later' : 'earlier'}`;
  return (
    <span className="figures">
      Over at <strong>{dayAndTime(endAt, zone, now)}</strong> {zoneName(zone)}
      {isUtc(zone) ? '' : `, ${clockTime(endAt, 'UTC')} UTC`}, in {duration(Math.max(0, endAt - now))}
      {projected === null ? '' : ` (${by})`}. What it does to the end of the run is told when it is recorded.
    </span>
  );
}
