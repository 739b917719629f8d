import type { ReactNode } from 'react';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { type EditSession, isDirty } from '../../state/edit-session.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

/** What the person must know now, each with what can be done about it. */
export function EditNotices() {
  const editing = useDesk((state) => state.editing);
  if (editing === null) return null;
  const { unreadable, refusal, notes, saveProblem, newer, isKept, restoredAt } = editing;
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
      {saveProblem !== null && saveProblem.code !== 'conflict' && (
        <ProblemNote title="Not saved" problem={saveProblem} />
      )}
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
