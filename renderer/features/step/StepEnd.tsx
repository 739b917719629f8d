import type { StepView } from '../../../contract/views.ts';
import { clockTime, fullTime } from '../../format/time.ts';
import { keyOf } from '../../keyboard/key-table.ts';
import { useDesk } from '../../state/desk-context.ts';
import { waitsOn } from '../chair/phone-book.ts';

/** When it will be over, on whose word, and whom to call about it. */
export function StepEnd({ step }: { readonly step: StepView }) {
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const people = useDesk((state) => state.run?.people) ?? [];
  const isOver = useDesk((state) => state.run?.header.endedAt != null) || step.endedAt !== null;
  const openPanel = useDesk((state) => state.openPanel);
  const person = step.need === null ? null : waitsOn(step, people);
  if (isOver) return null;
  return (
    <p className="step-end figures">
      {step.eta !== null && (
        <span title={`${fullTime(step.eta.givenAt, zone)}${step.eta.reason === null ? '' : `: ${step.eta.reason}`}`}>
          over at <strong>{clockTime(step.eta.endAt, zone)}</strong>, says {step.eta.by}
        </span>
      )}
      {step.eta === null && step.projectedEnd !== null && (
        <span className="dim">projected end ~{clockTime(step.projectedEnd, zone)}</span>
      )}
      <button type="button" className="link-button" onClick={() => openPanel('eta')}>
        {step.eta === null ? 'Estimate' : 'Change'} <kbd>{keyOf('eta')}</kbd>
      </button>
      {person?.phone != null && (
        <span className="step-phone">
          {person.name} {person.phone}
        </span>
      )}
    </p>
  );
}
