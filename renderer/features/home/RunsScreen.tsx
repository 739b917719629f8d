import { useDesk } from '../../state/desk-context.ts';
import { formatRoute } from '../../state/route.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { RunsTable } from './RunsTable.tsx';

export function RunsScreen() {
  const runs = useDesk((state) => state.home?.runs ?? null);
  return (
    <>
      <header className="room-head">
        <h1>Runs</h1>
        <span className="dim">every execution, newest first; nothing is ever removed</span>
      </header>
      <RoomBody>
        {runs !== null && runs.length > 0 && <RunsTable runs={runs} label="Runs" />}
        {runs !== null && runs.length === 0 && (
          <div className="empty">
            <h2>No run yet</h2>
            <p>A run is one execution of a runbook: a rehearsal, or the live window. Each keeps its complete log.</p>
            <a className="link" href={formatRoute({ screen: 'home' })}>
              Choose a runbook to rehearse
            </a>
          </div>
        )}
      </RoomBody>
    </>
  );
}
