// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { memo } from 'react';
import type { StepView } from '../../../contract/views.ts';
import { clockTime, fullTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { stateLooks } from '../../ui/state-words.ts';
import { StepClock } from '../run/StepClock.tsx';
import type { RunsheetRow } from './runsheet-rows.ts';

interface Place {
  readonly top: number;
  readonly index: number;
}

export function StreamLine({
  row,
  at,
}: {
  readonly row: Extract<RunsheetRow, { kind: 'stream' }>;
  readonly at: Place;
}) {
  return (
    <div
      role="row"
      aria-rowindex={at.index + 2}
      className="grid-row grid-stream"
      style={{ transform: `translateY(${at.top}px)` }}
    >
      <span role="rowheader">
        {row.name}{' '}
        <span className="dim figures">
          {row.done} of {row.total}
        </span>
      </span>
    </div>
  );
}

interface StepLineProps {
  readonly step: StepView;
  readonly at: Place;
  readonly zone: string;
  readonly isSelected: boolean;
}

/** A row renders again only when its own step changed; its clock ticks by itself. */
export const StepLine = memo(
  function StepLine({ step, at, zone, isSelected }: StepLineProps) {
    const selectInRun = useDesk((state) => state.selectInRun);
    const isAsked = useDesk((state) => state.asks[step.id] !== undefined);
    const select = () => selectInRun({ stepId: step.id, target: null });
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: J, K, arrows and Enter are handled by the grid and the page
      <div
        role="row"
        id={`row-${step.id}`}
        aria-rowindex={at.index + 2}
        aria-selected={isSelected}
        className="grid-row grid-step"
        data-tone={stateLooks[step.state].tone}
        style={{ transform: `translateY(${at.top}px)` }}
        onClick={select}
      >
        <span role="gridcell" className="figures dim col-number">
          {step.index + 1}
        </span>
        <span role="gridcell" className="grid-state" title={step.stateReason ?? undefined}>
          <StateMark look={stateLooks[step.state]} />
        </span>
        <span role="gridcell" className="clip" title={step.title}>
          {step.pointOfNoReturn && (
            <abbr className="no-return" title="Point of no return">
              ◆
            </abbr>
          )}
          {step.title}
          {isAsked && <span className="asked"> asked</span>}
        </span>
        <span role="gridcell" className="dim col-kind">
          {step.kind}
        </span>
        <span role="gridcell" className="dim clip col-who" title={step.responsible ?? undefined}>
          {step.responsible}
        </span>
        <span role="gridcell" className="figures">
          <TargetCount step={step} />
        </span>
        <StepTimes step={step} zone={zone} />
        <span role="gridcell" className="figures live-value">
          <StepClock step={step} />
        </span>
      </div>
    );
  },
  (before, after) =>
    before.step === after.step &&
    before.at.top === after.at.top &&
    before.isSelected === after.isSelected &&
    before.zone === after.zone,
);

function TargetCount({ step }: { readonly step: StepView }) {
  const { total, succeeded, failed, unknown } = step.targets;
  if (total === 0) return null;
  const trouble = [failed > 0 ? `${failed} failed` : '', unknown > 0 ? `${unknown} unknown` : ''].filter(Boolean);
  return (
    <span title={[`${succeeded} of ${total} succeeded`, ...trouble].join(', ')}>
      {succeeded}/{total}
      {failed > 0 && <span data-tone="bad"> ✕{failed}</span>}
      {unknown > 0 && <span data-tone="unknown"> ?{unknown}</span>}
    </span>
  );
}

function StepTimes({ step, zone }: { readonly step: StepView; readonly zone: string }) {
  const actual = step.startedAt ?? step.projectedStart;
  const isOver = useDesk((state) => state.run?.header.endedAt != null);
  const isForecast = step.startedAt === null;
  return (
    <>
      <span
        role="gridcell"
        className="figures dim"
        title={step.plannedStart === null ? undefined : fullTime(step.plannedStart, zone)}
      >
        {step.plannedStart === null ? '' : clockTime(step.plannedStart, zone)}
      </span>
      <span
        role="gridcell"
        className={isForecast ? 'figures dim' : 'figures'}
        title={actual === null ? undefined : fullTime(actual, zone)}
      >
        {actual === null || (isForecast && (isOver || step.endedAt !== null))
          ? ''
          : `${isForecast ? '~' : ''}${clockTime(actual, zone)}`}
      </span>
    </>
  );
}
