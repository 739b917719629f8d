import { useDesk } from '../../state/desk-context.ts';
import { columnsOf } from './columns.ts';
import { goToLine } from './EditText.tsx';
import { useEditPlace } from './edit-place.ts';
import { at } from './selection.ts';

/** Everything found, each a way to its place in the table or the text. */
export function FindingsPane() {
  const findings = useDesk((state) => state.editing?.findings ?? null);
  const kind = useDesk((state) => state.editing?.table?.kind ?? 'Runbook');
  const view = useDesk((state) => state.editView);
  const show = useDesk((state) => state.showEdit);
  const select = useEditPlace((state) => state.select);
  const go = (path: string | undefined, line: number | undefined) => {
    const [, row, key = ''] = /^(?:steps|items)\[(\d+)\](?:\.([A-Za-z-]+))?/.exec(path ?? '') ?? [];
    const column = Math.max(
      0,
      columnsOf(kind).findIndex(({ field }) => field === key),
    );
    if (row !== undefined && view !== 'text') {
      select(at(Number(row), column));
      document.getElementById('edit-grid')?.focus();
      return;
    }
    if (view === 'table') show({ view: 'both' });
    requestAnimationFrame(() => {
      const area = document.getElementById('edit-text');
      if (area instanceof HTMLTextAreaElement) goToLine(area, line ?? 1);
    });
  };
  return (
    <aside className="edit-pane" aria-label="Findings">
      <div className="panel-head">
        <h2>Findings</h2>
        <button
          type="button"
          className="icon-button"
          aria-label="Close the findings"
          onClick={() => show({ pane: null })}
        >
          ×
        </button>
      </div>
      {findings?.length === 0 && <p className="quiet">Nothing to correct.</p>}
      <ul className="revisions">
        {(findings ?? []).map(({ rule, line, column, path, severity, message, cure, stepId }) => (
          <li key={`${rule} ${line} ${column} ${message}`}>
            <button
              type="button"
              className="link-button"
              onClick={() => go(path, line)}
              data-tone={severity === 'error' ? 'bad' : 'warning'}
            >
              {severity === 'not-executable-yet' ? 'rehearsal only' : severity} · {stepId ?? `line ${line ?? 1}`}
            </button>
            <p>
              {message}
              {cure !== undefined && <span className="cure">{cure}</span>}
            </p>
          </li>
        ))}
      </ul>
    </aside>
  );
}
