// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { runsheetRows } from './runsheet-rows.ts';
import { StepLine, StreamLine } from './StepGridLines.tsx';

const ROW = 28;

/** Every step, by stream, in order of the plan. Only the rows in sight exist. */
export function StepGrid() {
  const steps = useDesk((state) => state.run?.steps);
  const zone = useDesk((state) => state.run?.header.timezone ?? 'UTC');
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const selected = useDesk((state) => (state.route.screen === 'run' ? state.route.stepId : null));
  const rows = useMemo(() => runsheetRows(steps ?? [], filter), [steps, filter]);
  const place = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => ROW,
    overscan: 12,
    // The heading row sticks to the top of the same scrolling box.
    scrollMargin: ROW,
    scrollPaddingStart: ROW,
  });
  const selectedAt = rows.findIndex((row) => row.kind === 'step' && row.step.id === selected);
  useEffect(() => {
    if (selectedAt >= 0) lines.scrollToIndex(selectedAt, { align: 'auto' });
  }, [selectedAt, lines]);
  return (
    <div
      role="grid"
      aria-label="Steps"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selectedAt < 0 ? undefined : `row-${selected}`}
      id="runsheet"
      tabIndex={0}
      className="grid"
      ref={place}
    >
      <RunsheetHead />
      <div className="grid-canvas" style={{ blockSize: lines.getTotalSize() }} role="rowgroup">
        {lines.getVirtualItems().map((line) => {
          const row = rows[line.index];
          const at = { top: line.start - ROW, index: line.index };
          if (row === undefined) return null;
          if (row.kind === 'stream') return <StreamLine row={row} at={at} key={`stream ${row.name}`} />;
          const isSelected = row.step.id === selected;
          return <StepLine step={row.step} at={at} zone={zone} isSelected={isSelected} key={row.step.id} />;
        })}
      </div>
      {rows.length === 0 && <p className="quiet">No step matches “{filter}”.</p>}
    </div>
  );
}

function RunsheetHead() {
  return (
    <div role="row" className="grid-row grid-head">
      <span role="columnheader" title="Place in the plan" className="col-number">
        #
      </span>
      <span role="columnheader">State</span>
      <span role="columnheader">Step</span>
      <span role="columnheader" className="col-kind">
        Kind
      </span>
      <span role="columnheader" className="col-who">
        Responsible
      </span>
      <span role="columnheader">Targets</span>
      <span role="columnheader" title="Planned start">
        Plan
      </span>
      <span role="columnheader" title="Actual start, or forecast with ~">
        Actual
      </span>
      <span role="columnheader" title="Waiting, working, overdue">
        Clock
      </span>
    </div>
  );
}
