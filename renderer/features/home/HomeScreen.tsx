import { useDesk } from '../../state/desk-context.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { DocumentsTable } from './DocumentsTable.tsx';
import { DroppedFindings } from './DroppedFindings.tsx';
import { DropZone } from './DropZone.tsx';
import { EmptyHome } from './EmptyHome.tsx';
import { PracticeButton } from './PracticeButton.tsx';
import { RunsTable } from './RunsTable.tsx';

const over = new Set(['completed', 'backed-out', 'aborted', 'cancelled']);

export function HomeScreen() {
  const home = useDesk((state) => state.home);
  if (home === null) return <Waiting />;
  const open = home.runs.filter((run) => !over.has(run.life));
  const isEmpty = home.documents.length === 0 && home.runs.length === 0;
  return (
    <DropZone>
      <header className="room-head">
        <h1>Runbooks</h1>
        <span className="dim" title={home.workspace.path}>
          {home.workspace.path}
        </span>
        <span className="gap" />
        {!isEmpty && <PracticeButton />}
        <DropZone.Choose />
      </header>
      <RoomBody>
        <DroppedFindings />
        {open.length > 0 && (
          <section aria-labelledby="in-progress">
            <h2 id="in-progress">In progress</h2>
            <RunsTable runs={open} label="Runs in progress" />
          </section>
        )}
        {isEmpty ? <EmptyHome /> : <DocumentsTable documents={home.documents} />}
      </RoomBody>
    </DropZone>
  );
}

function Waiting() {
  const connection = useDesk((state) => state.connection);
  return (
    <RoomBody>
      <p className="dim" role="status">
        {connection === 'connected' ? 'Reading the workspace …' : 'Connecting to Holdpoint …'}
      </p>
    </RoomBody>
  );
}
