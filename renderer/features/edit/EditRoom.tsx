import { useEffect } from 'react';
import { useDesk } from '../../state/desk-context.ts';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { Comparison } from './Comparison.tsx';
import { DocumentPane } from './DocumentPane.tsx';
import { EditBar } from './EditBar.tsx';
import { EditNotices } from './EditNotices.tsx';
import { EditTable } from './EditTable.tsx';
import { EditText } from './EditText.tsx';
import { FilePane } from './FilePane.tsx';
import { FindingsPane } from './FindingsPane.tsx';
import { HistoryPane } from './HistoryPane.tsx';
import { useEditKeys } from './use-edit-keys.ts';

const FILE_EVERY_MS = 4000;

/** A document as a table and as its text: two views of one draft. */
export function EditRoom({ documentKey }: { readonly documentKey: string }) {
  const openEdit = useDesk((state) => state.openEdit);
  const leaveEdit = useDesk((state) => state.leaveEdit);
  const isOpen = useDesk((state) => state.editing?.base.key === documentKey);
  const problem = useDesk((state) => state.editProblem);
  useEffect(() => {
    void openEdit(documentKey);
    return leaveEdit;
  }, [documentKey, openEdit, leaveEdit]);
  if (!isOpen) {
    return (
      <RoomBody>
        <p className="dim" role="status">
          {problem ?? 'Reading the document …'}
        </p>
      </RoomBody>
    );
  }
  return <OpenRoom />;
}

function OpenRoom() {
  const view = useDesk((state) => state.editView);
  const pane = useDesk((state) => state.editPane);
  const isComparing = useDesk((state) => state.editing?.comparison !== null);
  useEditKeys();
  useWatches();
  return (
    <section className="edit-room" aria-label="Edit">
      <EditBar />
      <EditNotices />
      <div className="edit-body" data-view={view}>
        {isComparing ? (
          <Comparison />
        ) : (
          <>
            {view !== 'text' && <EditTable />}
            {view !== 'table' && <EditText />}
          </>
        )}
        {pane === 'document' && <DocumentPane />}
        {pane === 'history' && <HistoryPane />}
        {pane === 'file' && <FilePane />}
        {pane === 'findings' && <FindingsPane />}
      </div>
    </section>
  );
}

/** Other windows save newer revisions; other programs change the file. */
function useWatches(): void {
  const key = useDesk((state) => state.editing?.base.key);
  const newest = useDesk((state) => state.home?.documents.find((one) => one.key === key)?.revision);
  const isBound = useDesk((state) => state.editing?.file !== null);
  const keepEdit = useDesk((state) => state.keepEdit);
  const meetRevision = useDesk((state) => state.meetRevision);
  const lookAtFile = useDesk((state) => state.lookAtFile);
  useEffect(() => {
    if (newest !== undefined) meetRevision(newest);
  }, [newest, meetRevision]);
  useEffect(() => {
    window.addEventListener('pagehide', keepEdit);
    return () => window.removeEventListener('pagehide', keepEdit);
  }, [keepEdit]);
  useEffect(() => {
    if (!isBound) return;
    const look = () => void lookAtFile();
    const timer = setInterval(look, FILE_EVERY_MS);
    window.addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', look);
    };
  }, [isBound, lookAtFile]);
}
