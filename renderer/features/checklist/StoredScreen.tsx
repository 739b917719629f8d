import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ChecklistView } from '../../../contract/checklists.ts';
import { counted } from '../../format/duration.ts';
import { useDesk } from '../../state/desk-context.ts';
import { FindingsList } from '../../ui/FindingsList.tsx';
import { RoomBody } from '../../ui/RoomBody.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { ItemsTable } from './ItemsTable.tsx';
import { OpenPassForm } from './OpenPassForm.tsx';
import { PassTable } from './PassTables.tsx';
import { TextPane } from './TextPane.tsx';

/** A stored checklist: what it asks, the way into a pass, and every pass there was. */
export function StoredScreen({ checklist }: { readonly checklist: ChecklistView }) {
  const { document, items, findings, text } = checklist;
  const [isEditing, setEditing] = useState(items.length === 0 && text !== null);
  const passes = usePasses(document.key);
  useFresh(document.key, document.revision);
  const now = useMinute();
  return (
    <>
      <header className="room-head">
        <h1 className="clip" title={document.title}>
          {document.title}
        </h1>
        <span className="dim figures clip">
          {`${document.key} · revision ${document.revision} by ${document.savedBy} · ${counted(items.length, 'item')}`}
        </span>
        <span className="gap" />
        {text !== null && (
          <Button variant="default" onClick={() => setEditing(!isEditing)}>
            {isEditing ? 'Show the items' : 'Edit the text'}
          </Button>
        )}
      </header>
      <div className="book">
        <RoomBody>
          {items.length === 0 && findings.length > 0 && (
            <section className="problem" role="alert">
              <h2>The checklist cannot be used as it stands</h2>
              <p>
                {text === null
                  ? 'Passes opened before keep their items. To open a new one, bring the file again and save it.'
                  : 'Passes opened before keep their items. Correct the text to open a new one.'}
              </p>
              <FindingsList findings={findings} />
            </section>
          )}
          {isEditing && text !== null ? (
            <TextPane text={text} revision={document.revision} onDone={() => setEditing(false)} />
          ) : (
            items.length > 0 && <ItemsTable items={items} />
          )}
          <section aria-labelledby="its-passes">
            <h2 id="its-passes">
              Passes <span className="count">{passes.length}</span>
            </h2>
            {passes.length === 0 ? (
              <p className="quiet">Nobody has opened a pass over it yet.</p>
            ) : (
              <PassTable passes={passes} now={now} />
            )}
          </section>
        </RoomBody>
        <aside className="book-side" aria-label="Open a pass">
          <OpenPassForm checklistKey={document.key} isUsable={items.length > 0} />
        </aside>
      </div>
    </>
  );
}

/** Live from the home feed, newest first. */
function usePasses(key: string) {
  const all = useDesk((state) => state.home?.checklists);
  return (all ?? []).filter((pass) => pass.key === key);
}

/** Somebody saved another revision: look again. */
function useFresh(key: string, revision: number): void {
  const reload = useDesk((state) => state.reloadChecklist);
  const newest = useDesk((state) => state.home?.documents.find((document) => document.key === key)?.revision);
  useEffect(() => {
    if (newest !== undefined && newest !== revision) void reload();
  }, [newest, revision, reload]);
}
