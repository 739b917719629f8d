import type { ReactNode } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import type { RunView } from '../../state/route.ts';
import { later } from '../../ui/later.tsx';
import { PeopleView } from '../chair/PeopleView.tsx';
import { IssuesView } from '../pen/IssuesView.tsx';
import { NowView } from '../run/NowView.tsx';
import { Gantt } from './gantt/Gantt.tsx';
import { RunsheetFilter } from './RunsheetFilter.tsx';
import { StepTable } from './table/StepTable.tsx';
import { ViewTabs } from './ViewTabs.tsx';

/** Of no use in a run without probes. */
const ProbesView = later(async () => (await import('../probes/ProbesView.tsx')).ProbesView);
/** With the terminal itself, which most nights do without. */
const TerminalsView = later(async () => (await import('../terminal/TerminalsView.tsx')).TerminalsView);
const PANEL = 'run-view';
/** With its graph library: half of the desk's code. */
const StepMap = later(async () => (await import('./map/StepMap.tsx')).StepMap);

/** The middle of the console: the same steps as bars in time, as a map, as a table, and who is on what. */
export function Runsheet() {
  const view = useDesk((state) => (state.route.screen === 'run' ? state.route.view : 'gantt'));
  const isOfSteps = view === 'gantt' || view === 'map' || view === 'table';
  return (
    <section className="panel runsheet" aria-label="Runsheet">
      <div className="panel-head runsheet-head">
        <ViewTabs view={view} panelId={PANEL} />
        {isOfSteps && <RunsheetFilter />}
      </div>
      <div role="tabpanel" id={PANEL} aria-labelledby={`view-${view}`} className="run-view">
        {views[view]}
      </div>
    </section>
  );
}

const views: Readonly<Record<RunView, ReactNode>> = {
  gantt: <Gantt />,
  map: <StepMap />,
  table: <StepTable />,
  now: <NowView />,
  issues: <IssuesView />,
  people: <PeopleView />,
  probes: <ProbesView />,
  terminals: <TerminalsView />,
};
