// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { memo } from 'react';
import type { StepView } from '../../../../contract/views.ts';
import { useDesk } from '../../../state/desk-context.ts';
import { StateMark } from '../../../ui/StateMark.tsx';
import { stepLook } from '../../../ui/state-words.ts';
import { slipOf } from '../gantt/step-sentence.ts';
import { TargetCount } from '../TargetCount.tsx';
import type { StepColumn, Writing } from './step-columns.ts';

interface StepTableLineProps {
  readonly step: StepView;
  readonly at: { readonly top: number; readonly index: number };
  readonly columns: readonly StepColumn[];
  readonly template: string;
  readonly writing: Writing;
  readonly isSelected: boolean;
}

export const StepTableLine = memo(
  function StepTableLine({ step, at, columns, template, writing, isSelected }: StepTableLineProps) {
    const selectInRun = useDesk((state) => state.selectInRun);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: J, K, arrows and Enter are handled by the grid and the page
      <div
        role="row"
        id={`row-${step.id}`}
        aria-rowindex={at.index + 2}
        aria-selected={isSelected}
        className="step-table-row gantt-step"
        data-look={stepLook(step).tone}
        style={{ gridTemplateColumns: template, transform: `translateY(${at.top}px)` }}
        onClick={() => selectInRun({ stepId: step.id, target: null })}
      >
        {columns.map((column) => (
          <Cell column={column} step={step} writing={writing} key={column.key} />
        ))}
      </div>
    );
  },
  (before, after) =>
    before.step === after.step &&
    before.at.top === after.at.top &&
    before.isSelected === after.isSelected &&
    before.columns === after.columns &&
    before.writing === after.writing,
);

const LATE_MS = 5 * 60_000;

function Cell({
  column,
  step,
  writing,
}: {
  readonly column: StepColumn;
  readonly step: StepView;
  readonly writing: Writing;
}) {
  const text = column.text(step, writing);
  const isLate = column.key === 'slip' && (slipOf(step) ?? 0) >= LATE_MS;
  return (
    <span
      role="gridcell"
      className={column.isFigure ? 'figures clip' : 'clip'}
      data-figure={column.isFigure}
      data-column={column.key}
      data-tone={isLate ? 'warning' : undefined}
      title={text}
    >
      {column.key === 'state' ? (
        <StateMark look={stepLook(step)} />
      ) : column.key === 'targets' ? (
        <TargetCount step={step} />
      ) : (
        <>
          {column.key === 'step' && step.pointOfNoReturn && (
            <abbr className="no-return" title="Point of no return">
              ◆
            </abbr>
          )}
          {text}
        </>
      )}
    </span>
  );
}
