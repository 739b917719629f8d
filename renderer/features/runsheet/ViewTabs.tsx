import type { KeyboardEvent } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { type RunView, runViews } from '../../state/route.ts';
import { failedSeries } from '../probes/probe-words.ts';

const names: Readonly<Record<RunView, string>> = {
  gantt: 'Gantt',
  map: 'Map',
  table: 'Table',
  now: 'Now',
  issues: 'Issues',
  people: 'People',
  probes: 'Probes',
  terminals: 'Terminals',
};

/** The ways to look at the run. One Tab stop; arrows walk along it, as tabs do everywhere. */
export function ViewTabs({ view, panelId }: { readonly view: RunView; readonly panelId: string }) {
  const selectInRun = useDesk((state) => state.selectInRun);
  const openIssues = useDesk((state) => state.run?.header.issues.filter((one) => one.resolved === null).length ?? 0);
  const openTerminals = useDesk((state) => state.terminals?.filter((one) => one.closed === null).length ?? 0);
  const failedProbes = useDesk((state) => new Set(failedSeries(state.probes).map((one) => one.split(' ')[0])).size);
  const hasProbes = useDesk((state) => (state.probes?.probes.length ?? 0) > 0);
  const shown = runViews.filter((one) => one !== 'probes' || hasProbes || view === 'probes');
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(view) + by + shown.length) % shown.length] ?? 'gantt';
    selectInRun({ view: next });
    document.getElementById(`view-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="Views of the run" className="view-tabs" onKeyDown={walk}>
      {shown.map((one) => (
        <button
          type="button"
          role="tab"
          id={`view-${one}`}
          aria-selected={one === view}
          aria-controls={panelId}
          tabIndex={one === view ? 0 : -1}
          onClick={() => selectInRun({ view: one })}
          key={one}
        >
          {names[one]}
          {one === 'probes' && failedProbes > 0 && <span className="tab-count figures">{failedProbes}</span>}
          {one === 'terminals' && openTerminals > 0 && <span className="tab-count figures">{openTerminals}</span>}
          {one === 'issues' && openIssues > 0 && <span className="tab-count figures">{openIssues}</span>}
        </button>
      ))}
    </div>
  );
}
