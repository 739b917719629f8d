// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect } from 'react';
import type { RunsheetRow } from '../runsheet-rows.ts';
import { GanttStepLine, GanttStreamLine } from './GanttLines.tsx';
import { AXIS, ROW } from './scene.ts';

interface GanttRowsProps {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly rows: readonly RunsheetRow[];
  readonly zone: string;
  readonly selected: string | null;
  readonly axis: ReactNode;
  readonly bars: ReactNode;
  onKeyDown(event: KeyboardEvent): void;
}

/** The list on the left, and the place of the bars on the right of it, in one scrolling box. */
export function GanttRows({ place, rows, zone, selected, axis, bars, onKeyDown }: GanttRowsProps) {
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
    // The scale sticks to the top of the same scrolling box.
    scrollMargin: AXIS,
    scrollPaddingStart: AXIS,
  });
  const selectedAt = rows.findIndex((row) => row.kind === 'step' && row.step.id === selected);
  // A panel or a banner that opens above makes the box lower: the selected row stays in it.
  const boxHeight = lines.scrollRect?.height ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of the box alone moves it, too
  useEffect(() => {
    if (selectedAt >= 0) lines.scrollToIndex(selectedAt, { align: 'auto' });
  }, [selectedAt, lines, boxHeight]);
  return (
    <div
      role="grid"
      aria-label="Steps"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selectedAt < 0 ? undefined : `row-${selected}`}
      id="runsheet"
      tabIndex={0}
      className="gantt-grid"
      ref={place}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="gantt-row gantt-head">
        <span role="columnheader" className="gantt-mark">
          <span className="for-readers">State</span>
        </span>
        <span role="columnheader" title="Place in the plan" className="gantt-number">
          #
        </span>
        <span role="columnheader">Step</span>
        <span role="columnheader" className="gantt-targets">
          Targets
        </span>
        <span role="columnheader" className="gantt-axis">
          <span className="for-readers">Times</span>
          {axis}
        </span>
      </div>
      <div className="gantt-body" style={{ blockSize: lines.getTotalSize() }} role="rowgroup">
        {bars}
        {lines.getVirtualItems().map((line) => {
          const row = rows[line.index];
          const at = { top: line.start - AXIS, index: line.index };
          if (row === undefined) return null;
          if (row.kind === 'stream') return <GanttStreamLine row={row} at={at} key={`stream ${row.name}`} />;
          const isSelected = row.step.id === selected;
          return <GanttStepLine step={row.step} at={at} zone={zone} isSelected={isSelected} key={row.step.id} />;
        })}
      </div>
    </div>
  );
}
