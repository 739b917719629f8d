import { useDesk } from '../../state/desk-context.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { ChooseFile } from '../home/ChooseFile.tsx';
import { DroppedFindings } from '../home/DroppedFindings.tsx';
import { DropZone } from '../home/DropZone.tsx';
import { EnvironmentsTable } from './EnvironmentsTable.tsx';
import { PromotionTable } from './PromotionTable.tsx';

/** Every environment in the order of promotion: how it stands, since when that is known, what went where. */
export function EnvironmentsScreen() {
  const list = useDesk((state) => state.environmentList);
  if (list === null) {
    return (
      <RoomBody>
        <p className="dim" role="status">
          Reading the environments …
        </p>
      </RoomBody>
    );
  }
  if (list.environments.length === 0) return <Empty />;
  return (
    <DropZone>
      <header className="room-head">
        <h1>Targets</h1>
        <span className="dim">environments in the order of promotion</span>
        <span className="gap" />
        <ChooseFile label="Bring a file…" />
      </header>
      <RoomBody>
        <DroppedFindings />
        <EnvironmentsTable environments={list.environments} />
        <PromotionTable list={list} />
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
          <h1>Targets</h1>
          <p className="dim">
            An environment is a document: its hosts and services, what has to be installed on them, which of them must
            reach which, the certificates, licences and firewall rules a release needs. Checked before the window, every
            answer is kept with its age, and a runbook goes to it by name: environment: production.
          </p>
          <p className="dim">Drop an environment (.yaml) anywhere in this window.</p>
          <div>
            <ChooseFile label="Choose a file…" />
          </div>
        </section>
      </RoomBody>
    </DropZone>
  );
}
