import { useMemo } from 'react';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { matching } from './runsheet-rows.ts';

export function RunsheetFilter() {
  const filter = useDesk((state) => (state.route.screen === 'run' ? state.route.filter : ''));
  const steps = useDesk((state) => state.run?.steps);
  const total = steps?.length ?? 0;
  const shown = useMemo(() => matching(steps ?? [], filter).length, [steps, filter]);
  const selectInRun = useDesk((state) => state.selectInRun);
  return (
    <>
      <input
        id="runsheet-filter"
        className="filter"
        type="search"
        aria-label="Filter steps"
        placeholder="filter /"
        value={filter}
        onChange={(event) => selectInRun({ filter: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') selectInRun({ filter: '' });
          if (event.key === 'Escape' || event.key === 'Enter') document.getElementById('runsheet')?.focus();
        }}
      />
      <span className="dim figures" role="status">
        {filter === '' ? counted(total, 'step') : `${shown} of ${total}`}
      </span>
    </>
  );
}
