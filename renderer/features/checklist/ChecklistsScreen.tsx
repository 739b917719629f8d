import { useDesk } from '../../state/desk-context.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { ChooseFile } from '../home/ChooseFile.tsx';
import { DroppedFindings } from '../home/DroppedFindings.tsx';
import { DropZone } from '../home/DropZone.tsx';
import { NewChecklist } from './NewChecklist.tsx';
import { ClosedPasses, OpenPasses } from './PassTables.tsx';
import { StarterCards } from './StarterCards.tsx';
import { StoredTable } from './StoredTable.tsx';

/** Every stored checklist, and what is being done with it: overdue first. */
export function ChecklistsScreen() {
  const home = useDesk((state) => state.home);
  if (home === null) {
    return (
      <RoomBody>
        <p className="dim" role="status">
          Reading the workspace …
        </p>
      </RoomBody>
    );
  }
  const stored = home.documents.filter(({ kind }) => kind === 'Checklist');
  const open = home.checklists.filter(({ closedAt }) => closedAt === null);
  const closed = home.checklists.filter(({ closedAt }) => closedAt !== null);
  if (stored.length === 0 && home.checklists.length === 0) return <Empty />;
  return (
    <DropZone>
      <header className="room-head">
        <h1>Checklists</h1>
        <span className="gap" />
        <ChooseFile label="Bring a file…" />
        <NewChecklist />
      </header>
      <RoomBody>
        <DroppedFindings />
        <OpenPasses passes={open} />
        <StoredTable documents={stored} passes={home.checklists} />
        {closed.length > 0 && <ClosedPasses passes={closed} />}
      </RoomBody>
    </DropZone>
  );
}

function Empty() {
  return (
    <DropZone>
      <RoomBody>
        <DroppedFindings />
        <section className="first">
          <h1>Checklists</h1>
          <p className="dim">
            What has to be so before, on and after the day, asked again for every release: each use of a checklist is a
            pass of its own, with due times from T0, who ticked what, and evidence.
          </p>
          <StarterCards />
          <p className="dim">Or drop a checklist (.yaml) anywhere in this window.</p>
          <div>
            <ChooseFile label="Choose a file…" />
          </div>
        </section>
      </RoomBody>
    </DropZone>
  );
}
