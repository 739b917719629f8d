import { useDesk } from '../../state/desk-context.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { PassScreen } from './PassScreen.tsx';
import { StoredScreen } from './StoredScreen.tsx';

/** A stored checklist, or one pass over it: the address says which. */
export function ChecklistScreen() {
  const passId = useDesk((state) => (state.route.screen === 'checklist' ? state.route.passId : null));
  return passId === null ? <Stored /> : <Pass />;
}

function Pass() {
  const pass = useDesk((state) => state.pass);
  const problem = useDesk((state) => state.passProblem);
  if (problem !== null && pass === null) {
    return (
      <RoomBody>
        <ProblemNote title="This pass cannot be shown" problem={problem} />
      </RoomBody>
    );
  }
  return pass === null ? <Reading what="pass" /> : <PassScreen pass={pass} key={pass.summary.passId} />;
}

function Stored() {
  const checklist = useDesk((state) => state.checklist);
  const problem = useDesk((state) => state.checklistProblem);
  if (problem !== null && checklist === null) {
    return (
      <RoomBody>
        <ProblemNote title="This checklist cannot be shown" problem={problem} />
      </RoomBody>
    );
  }
  return checklist === null ? (
    <Reading what="checklist" />
  ) : (
    <StoredScreen checklist={checklist} key={checklist.document.key} />
  );
}

function Reading({ what }: { readonly what: string }) {
  return (
    <RoomBody>
      <p className="dim" role="status">{`Reading the ${what} …`}</p>
    </RoomBody>
  );
}
