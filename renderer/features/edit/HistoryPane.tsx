import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { isDirty } from '../../state/edit-session.ts';

/** Every revision there was: who, when, why; what it changed; and the way back to it. */
export function HistoryPane() {
  const editing = useDesk((state) => state.editing);
  const show = useDesk((state) => state.showEdit);
  const compare = useDesk((state) => state.compareWith);
  const restore = useDesk((state) => state.restoreRevision);
  if (editing === null) return null;
  const { history, base } = editing;
  const dirty = isDirty(editing);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <aside className="edit-pane" aria-label="History">
      <div className="panel-head">
        <h2>History</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the history"
          onClick={() => show({ pane: null })}
        >
          ×
        </button>
      </div>
      {history === null && <p className="quiet">Reading …</p>}
      {dirty && (
        <p className="quiet">
          <button type="button" className="link-button" onClick={() => void compare(base.revision, 'draft')}>
            What your draft changes
          </button>
        </p>
      )}
      <ol className="revisions">
        {(history ?? []).map(({ revision, savedBy, savedAt, reason, bytes }) => (
          <li key={revision} data-current={revision === base.revision}>
            <p>
              <strong>Revision {revision}</strong> <span className="dim">{dayAndTime(savedAt, zone, 0)}</span>
            </p>
            <p>
              {savedBy}
              {reason !== null && `: ${reason}`}
            </p>
            <p className="hint">{counted(bytes, 'byte')}</p>
            <p className="edit-choices">
              {revision > 1 && (
                <button type="button" className="link-button" onClick={() => void compare(revision - 1, revision)}>
                  What it changed
                </button>
              )}
              {revision !== base.revision && (
                <>
                  <button type="button" className="link-button" onClick={() => void compare(revision, 'draft')}>
                    Compare with now
                  </button>
                  <button
                    type="button"
                    className="link-button"
                    disabled={dirty}
                    title={dirty ? 'Save your draft or throw it away first' : undefined}
                    onClick={() => void restore(revision)}
                  >
                    Restore
                  </button>
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </aside>
  );
}
