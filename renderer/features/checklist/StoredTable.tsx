import type { ChecklistPassSummary, DocumentSummary } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { formatRoute } from '../../state/route.ts';
import { useMinute } from '../../ui/use-now.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface StoredTableProps {
  readonly documents: readonly DocumentSummary[];
  readonly passes: readonly ChecklistPassSummary[];
}

/** The documents themselves; a pass over one is opened on its own screen. */
export function StoredTable({ documents, passes }: StoredTableProps) {
  return (
    <section aria-labelledby="stored-checklists">
      <h2 id="stored-checklists">
        Stored checklists <span className="count">{documents.length}</span>
      </h2>
      {documents.length === 0 ? (
        <p className="quiet">None is stored. Begin with “New checklist…”, or drop a .yaml file here.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Checklist</th>
              <th scope="col">Revision</th>
              <th scope="col">Passes</th>
              <th scope="col">
                <span className="for-readers">Act</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => (
              <StoredRow
                document={document}
                passes={passes.filter(({ key }) => key === document.key)}
                key={document.key}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface StoredRowProps {
  readonly document: DocumentSummary;
  readonly passes: readonly ChecklistPassSummary[];
}

function StoredRow({ document, passes }: StoredRowProps) {
  const now = useMinute();
  const { key, title, revision, savedBy, savedAt, errors } = document;
  const href = formatRoute({ screen: 'checklist', key, passId: null });
  const open = passes.filter(({ closedAt }) => closedAt === null).length;
  return (
    <tr>
      <td>
        <a className="link" href={href}>
          {title}
        </a>
        <span className="under">{key}</span>
        {errors > 0 && <span className="overdue">cannot be read: {counted(errors, 'error')}</span>}
      </td>
      <td className="figures">
        {revision}
        <span className="under">{`${savedBy}, ${dayAndTime(savedAt, HERE, now)}`}</span>
      </td>
      <td className="figures">
        {passes.length === 0 ? 'none yet' : `${passes.length} ${passes.length === 1 ? 'pass' : 'passes'}`}
        <span className="under">{open === 0 ? '' : `${open} open`}</span>
      </td>
      <td>
        {errors === 0 && (
          <a className="plain-button" href={href} aria-label={`Open a pass over ${title}`}>
            Open a pass…
          </a>
        )}
      </td>
    </tr>
  );
}
