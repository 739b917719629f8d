import { useState } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { ProbeTable } from './ProbeTable.tsx';
import { SeriesGrid } from './SeriesGrid.tsx';

/** Every probe on every target: as series over the time of the run, or in words. */
export function ProbesView() {
  const probes = useDesk((state) => state.probes);
  const run = useDesk((state) => state.run);
  const [shown, setShown] = useState<'series' | 'table'>('series');
  if (run === null) return null;
  if (probes === null) {
    return (
      <p className="quiet" role="status">
        Reading the probes …
      </p>
    );
  }
  if (probes.probes.length === 0) {
    return (
      <div className="view-empty">
        <p>
          This runbook has no probes. A probe is a read-only question, over http or ssh, that is asked again and again
          while the run is open, and every answer is kept.
        </p>
        <p>Write one under “probes:” in the runbook; it is asked in the next run.</p>
      </div>
    );
  }
  const choose = (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a part of a form
    <div role="group" aria-label="Shown as" className="probe-shown">
      {(['series', 'table'] as const).map((one) => (
        <button
          type="button"
          className="plain-button"
          aria-pressed={shown === one}
          onClick={() => setShown(one)}
          key={one}
        >
          {one === 'series' ? 'Series' : 'Table'}
        </button>
      ))}
    </div>
  );
  return shown === 'series' ? (
    <SeriesGrid probes={probes} run={run} choose={choose} />
  ) : (
    <ProbeTable probes={probes} run={run} choose={choose} />
  );
}
