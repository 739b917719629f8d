import type { RunbookView } from '../../../contract/workspace-views.ts';
import { counted, duration } from '../../format/duration.ts';
import { dayAndTime, zoneName } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import type { RunbookTab } from '../../state/route.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';
import { later } from '../../ui/later.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { PeopleTable, TargetsTable } from './BindingTables.tsx';
import { PlanTable } from './PlanTable.tsx';
import { RunbookTabs } from './RunbookTabs.tsx';
import { StartForm } from './StartForm.tsx';

const EditRoom = later(async () => (await import('../edit/EditRoom.tsx')).EditRoom);
const PreviewRoom = later(async () => (await import('./PreviewRoom.tsx')).PreviewRoom);

export function RunbookScreen() {
  const runbook = useDesk((state) => state.runbook);
  const problem = useDesk((state) => state.runbookProblem);
  const tab = useDesk((state) => (state.route.screen === 'runbook' ? state.route.tab : 'plan'));
  if (runbook === null) {
    return (
      <RoomBody>
        {problem === null ? (
          <p className="dim" role="status">
            Reading the runbook …
          </p>
        ) : (
          <ProblemNote title="This runbook cannot be shown" problem={problem} />
        )}
      </RoomBody>
    );
  }
  return (
    <>
      <RunbookHead runbook={runbook} tab={tab} />
      <Room runbook={runbook} tab={tab} />
    </>
  );
}

interface RoomProps {
  readonly runbook: RunbookView;
  readonly tab: RunbookTab;
}

function Room({ runbook, tab }: RoomProps) {
  switch (tab) {
    case 'plan':
      return <PlanRoom runbook={runbook} />;
    case 'preview':
      return <PreviewRoom runbook={runbook} />;
    case 'edit':
      return <EditRoom documentKey={runbook.document.key} />;
  }
}

function PlanRoom({ runbook }: Pick<RoomProps, 'runbook'>) {
  return (
    <div className="book">
      <RoomBody>
        {runbook.findings.length > 0 && (
          <section aria-labelledby="findings">
            <h2 id="findings">
              Findings <span className="count">{runbook.findings.length}</span>
            </h2>
            <FindingsList findings={runbook.findings} />
          </section>
        )}
        <PlanTable runbook={runbook} />
      </RoomBody>
      <aside className="book-side" aria-label="Start">
        <StartForm runbook={runbook} key={`${runbook.document.key} ${runbook.document.revision}`} />
        <TargetsTable targets={runbook.targets} />
        <PeopleTable people={runbook.people} />
      </aside>
    </div>
  );
}

function RunbookHead({ runbook, tab }: RoomProps) {
  const { document, window, timezone } = runbook;
  const facts = [
    counted(runbook.steps.length, 'step'),
    runbook.plannedLengthMs === null ? null : `takes ${duration(runbook.plannedLengthMs)}`,
    window === null ? 'no window' : windowText(window, timezone),
    `revision ${document.revision} by ${document.savedBy}`,
    document.key,
  ];
  const text = facts.filter((fact) => fact !== null).join(' · ');
  return (
    <header className="room-head">
      <h1 className="clip" title={document.title}>
        {document.title}
      </h1>
      <RunbookTabs runbookKey={document.key} tab={tab} />
      {runbook.change !== null && <span className="tag">{runbook.change}</span>}
      <span className="dim figures clip" title={text}>
        {text}
      </span>
    </header>
  );
}

function windowText(window: { start: number; end: number }, zone: string): string {
  return `${dayAndTime(window.start, zone, 0)} to ${dayAndTime(window.end, zone, window.start)} ${zoneName(zone)}`;
}
