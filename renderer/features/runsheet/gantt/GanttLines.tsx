// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { memo } from 'react';
import type { StepView } from '../../../../contract/views.ts';
import { useDesk } from '../../../state/desk-context.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { stepLook } from '../../../ui/state-words.ts';
import type { RunsheetRow } from '../runsheet-rows.ts';
import { TargetCount } from '../TargetCount.tsx';
import { stepSentence } from './step-sentence.ts';

interface Place {
  readonly top: number;
  readonly index: number;
}

export const GanttStreamLine = memo(
  function GanttStreamLine({
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
        className="gantt-row gantt-stream"
        style={{ transform: `translateY(${at.top}px)` }}
      >
        <span role="rowheader" className="clip">
          {row.name}{' '}
          <span className="dim figures">
            {row.done} of {row.total}
          </span>
        </span>
      </div>
    );
  },
  (before, after) =>
    before.at.top === after.at.top &&
    before.row.name === after.row.name &&
    before.row.done === after.row.done &&
    before.row.total === after.row.total,
);

interface GanttStepLineProps {
  readonly step: StepView;
  readonly at: Place;
  readonly zone: string;
  readonly isSelected: boolean;
}

/** Renders again only when its own step changed; what ticks is on the canvas. */
export const GanttStepLine = memo(
  function GanttStepLine({ step, at, zone, isSelected }: GanttStepLineProps) {
    const selectInRun = useDesk((state) => state.selectInRun);
    const isAsked = useDesk((state) => state.asks[step.id] !== undefined);
    const look = stepLook(step);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: J, K, arrows and Enter are handled by the grid and the page
      <div
        role="row"
        id={`row-${step.id}`}
        aria-rowindex={at.index + 2}
        aria-selected={isSelected}
        className="gantt-row gantt-step"
        data-look={look.tone}
        style={{ transform: `translateY(${at.top}px)` }}
        onClick={() => selectInRun({ stepId: step.id, target: null })}
      >
        <span role="gridcell" className="gantt-mark" title={[look.word, step.stateReason].filter(Boolean).join(': ')}>
          <StateMark look={look} shapeOnly />
        </span>
        <span role="gridcell" className="figures dim gantt-number">
          {step.index + 1}
        </span>
        <span role="gridcell" className="clip" title={step.title}>
          {step.title}
          {isAsked && <span className="asked"> asked</span>}
        </span>
        <span role="gridcell" className="figures gantt-targets">
          <TargetCount step={step} />
        </span>
        <span role="gridcell" className="for-readers">
          {stepSentence(step, zone)}
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
