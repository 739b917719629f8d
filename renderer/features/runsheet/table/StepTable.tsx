// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useDesk } from '../../../state/desk-context.ts';
import type { RunMirror } from '../../../state/run-mirror.ts';
import { matching } from '../runsheet-rows.ts';
import { StepTableFoot } from './StepTableFoot.tsx';
import { StepTableHead } from './StepTableHead.tsx';
import { StepTableLine } from './StepTableLine.tsx';
import { type SortBy, sortedSteps, stepColumns, tableGrid, type Writing } from './step-columns.ts';

const ROW = 28;

/** Every step with everything about its time, in any order, to read, to copy and to take along. */
export function StepTable() {
  const run = useDesk((state) => state.run);
  return run === null ? null : <StepTableOf run={run} />;
}

function StepTableOf({ run }: { readonly run: RunMirror }) {
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const hidden = useDesk((state) => state.hiddenColumns);
  const [by, setBy] = useState<SortBy | null>(null);
  const steps = useMemo(() => sortedSteps(matching(run.steps, filter), by), [run.steps, filter, by]);
  const columns = useMemo(() => stepColumns.filter((column) => !hidden.includes(column.key)), [hidden]);
  const writing = useWriting(run);
  const place = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: steps.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
  });
  const selectedAt = steps.findIndex((step) => step.id === selected);
  // A panel or a banner that opens above makes the box lower: the selected row stays in it.
  const boxHeight = lines.scrollRect?.height ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of the box alone moves it, too
  useEffect(() => {
    if (selectedAt >= 0) lines.scrollToIndex(selectedAt, { align: 'auto' });
  }, [selectedAt, lines, boxHeight]);
  const { template, least } = useMemo(() => tableGrid(columns), [columns]);
  return (
    <div className="step-table">
      <div
        role="grid"
        aria-label="Steps"
        aria-rowcount={steps.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={selectedAt < 0 ? undefined : `row-${selected}`}
        id="runsheet"
        tabIndex={0}
        className="step-table-grid"
        ref={place}
      >
        <div className="step-table-sheet" style={{ minInlineSize: least }} role="presentation">
          <StepTableHead columns={columns} template={template} by={by} onSort={setBy} />
          <div className="step-table-body" style={{ blockSize: lines.getTotalSize() }} role="rowgroup">
            {lines.getVirtualItems().map((line) => {
              const step = steps[line.index];
              if (step === undefined) return null;
              return (
                <StepTableLine
                  key={step.id}
                  step={step}
                  at={{ top: line.start - ROW, index: line.index }}
                  columns={columns}
                  template={template}
                  writing={writing}
                  isSelected={step.id === selected}
                />
              );
            })}
          </div>
        </div>
        {steps.length === 0 && <p className="quiet">No step matches “{filter}”.</p>}
      </div>
      <StepTableFoot steps={steps} columns={columns} writing={writing} />
    </div>
  );
}

/** Stays the same object while days, zone and plan do, so that no line renders for nothing. */
function useWriting({ steps, header }: RunMirror): Writing {
  const { timezone, t0, createdAt } = header;
  const count = steps.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: numbers change only when steps come
  const numbers = useMemo(() => new Map<string, number>(steps.map((step) => [step.id, step.index])), [count]);
  return useMemo(() => ({ zone: timezone, today: t0 ?? createdAt, numbers }), [timezone, t0, createdAt, numbers]);
}
