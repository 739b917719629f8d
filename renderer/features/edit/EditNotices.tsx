import type { ReactNode } from 'react';
import type { DocumentTable } from '../../../contract/editing.ts';
import type { Problem } from '../../../contract/errors.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { type EditSession, isDirty } from '../../state/edit-session.ts';

/** What the person must know now, each with what can be done about it. */
export function EditNotices() {
  const editing = useDesk((state) => state.editing);
  if (editing === null) return null;
  const { table, unreadable, refusal, notes, saveProblem, newer, isKept, restoredAt } = editing;
  return (
    <div className="edit-notices" aria-live="polite">
      {unreadable !== null && (
        <Strip tone="warning">
          The text does not parse at line {unreadable.line}; the table shows the last good state. {unreadable.message}
        </Strip>
      )}
      {newer !== null && <NewerStrip editing={editing} newer={newer} />}
      <FileStrip editing={editing} />
      {refusal !== null && <Strip tone="warning">{refusal}</Strip>}
      {notes.length > 0 && <Strip tone="plain">{notesText(notes)}</Strip>}
      {restoredAt !== null && isDirty(editing) && (
        <Strip tone="plain">
          Your draft of {dayAndTime(restoredAt, localZone(), 0)} was brought back. Nothing of it is saved yet.
        </Strip>
      )}
      {!isKept && <Strip tone="warning">This browser keeps no draft: save before you leave, or it is lost.</Strip>}
      {saveProblem !== null && saveProblem.code !== 'conflict' && <RefusedSave problem={saveProblem} />}
      {table !== null && <NewRoles table={table} />}
    </div>
  );
}

/** The findings stand in the table and the pane: here is only that it was not saved, and the way to them. */
function RefusedSave({ problem }: { readonly problem: Problem }) {
  const show = useDesk((state) => state.showEdit);
  return (
    <div className="edit-strip" data-weight="bad" role="alert">
      <span>Not saved. {problem.message} Your draft is kept.</span>
      {(problem.findings ?? []).length > 0 && (
        <button type="button" className="plain-button" onClick={() => show({ pane: 'findings' })}>
          Show what is wrong
        </button>
      )}
    </div>
  );
}

const SHOWN_ROLES = 4;

/** Roles that steps name and nobody has: a pasted sheet brings them all at once. */
function NewRoles({ table }: { readonly table: DocumentTable }) {
  const editRows = useDesk((state) => state.editRows);
  const unreadable = useDesk((state) => state.editing?.unreadable !== null);
  if (table.kind !== 'Runbook' || table.roles.length === 0 || unreadable) return null;
  const missing = [...new Set(table.rows.flatMap(({ cells }) => cells.responsible ?? []))].filter(
    (role) => !table.roles.includes(role),
  );
  if (missing.length === 0) return null;
  const more = missing.length - SHOWN_ROLES;
  const names = `${missing.slice(0, SHOWN_ROLES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const add = () => void editRows(missing.map((role) => ({ kind: 'add-person', role, name: '' })));
  return (
    <div className="edit-strip" data-weight="plain">
      <span>Nobody in the people has the role {names}.</span>
      <button type="button" className="plain-button" onClick={add}>
        {missing.length === 1 ? 'Add the role to the people' : `Add ${missing.length} roles to the people`}
      </button>
    </div>
  );
}

const SHOWN_NOTES = 3;

function notesText(notes: readonly string[]): string {
  const more = notes.length - SHOWN_NOTES;
  return `${notes.slice(0, SHOWN_NOTES).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`;
}

function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function Strip({ tone, children }: { readonly tone: 'plain' | 'warning'; readonly children: ReactNode }) {
  return (
    <p className="edit-strip" data-weight={tone}>
      {children}
    </p>
  );
}

function NewerStrip({ editing, newer }: { readonly editing: EditSession; readonly newer: number }) {
  const settle = useDesk((state) => state.settleNewest);
  const compare = useDesk((state) => state.compareWith);
  const by = useDesk((state) => state.home?.documents.find(({ key }) => key === editing.base.key)?.savedBy);
  const { merge } = editing;
  const places = merge?.conflicts.length ?? 0;
  return (
    <div className="edit-strip" data-weight="warning">
      <span>
        {by ?? 'Somebody'} saved revision {newer} meanwhile; your draft is based on revision {editing.base.revision}.{' '}
        {merge?.text !== null && merge !== null && 'The two do not touch each other.'}
        {places > 0 &&
          `Both changed the same lines in ${places === 1 ? 'one place' : `${places} places`}: ${merge?.conflicts.map(({ line }) => `line ${line}`).join(', ')}.`}
      </span>
      <span className="edit-choices">
        {merge?.text !== null && merge !== null && (
          <button type="button" className="plain-button" onClick={() => void settle('both')}>
            Take both
          </button>
        )}
        <button type="button" className="plain-button" onClick={() => void compare(newer, 'draft')}>
          Show side by side
        </button>
        <button
          type="button"
          className="plain-button"
          onClick={() => void settle('mine')}
          title="Revision stays in the history"
        >
          Keep mine
        </button>
        <button
          type="button"
          className="plain-button"
          onClick={() => void settle('newest')}
          title="Undo brings your draft back"
        >
          Take revision {newer}
        </button>
      </span>
    </div>
  );
}

function FileStrip({ editing: { file, fileProblem } }: { readonly editing: EditSession }) {
  const compare = useDesk((state) => state.compareFile);
  const take = useDesk((state) => state.takeBoundFile);
  const keep = useDesk((state) => state.keepOurs);
  if (file === null) return null;
  if (fileProblem !== null) return <Strip tone="warning">{fileProblem.message}</Strip>;
  if (file.state === 'same') return null;
  const what = {
    behind: `${file.path} holds an older revision. `,
    changed: `${file.path} changed on disk. `,
    missing: `${file.path} is gone: moved or deleted. `,
    unusable: '',
  }[file.state];
  return (
    <div className="edit-strip" data-weight="warning">
      <span>
        {what}
        {file.state !== 'missing' && file.message}
      </span>
      {file.state !== 'unusable' && (
        <span className="edit-choices">
          {file.state !== 'missing' && (
            <>
              <button type="button" className="plain-button" onClick={() => void compare()}>
                Show differences
              </button>
              <button type="button" className="plain-button" onClick={() => void take()}>
                Take it as a new revision
              </button>
            </>
          )}
          <button type="button" className="plain-button" onClick={() => void keep()}>
            {file.state === 'missing' ? 'Write it again' : 'Keep ours: write the newest revision'}
          </button>
        </span>
      )}
    </div>
  );
}
