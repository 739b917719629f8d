import type { DocumentSummary } from '../../../contract/workspace-views.ts';
import { counted } from '../../format/duration.ts';
import { dayAndTime } from '../../format/time.ts';
import { useDesk } from '../../state/desk-context.ts';
import { formatRoute, runbookRoute } from '../../state/route.ts';

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function DocumentsTable({ documents }: { readonly documents: readonly DocumentSummary[] }) {
  const runbooks = documents.filter((document) => document.kind === 'Runbook');
  return (
    <section aria-labelledby="runbooks">
      <h2 id="runbooks">All runbooks</h2>
      <table className="table" aria-label="Runbooks">
        <thead>
          <tr>
            <th scope="col">Runbook</th>
            <th scope="col">Steps</th>
            <th scope="col">Findings</th>
            <th scope="col">Revision</th>
            <th scope="col">Saved</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {runbooks.map((document) => (
            <DocumentRow document={document} key={document.key} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DocumentRow({ document }: { readonly document: DocumentSummary }) {
  const navigate = useDesk((state) => state.navigate);
  const route = runbookRoute(document.key);
  return (
    <tr className="pressable" onClick={() => navigate(route)}>
      <td>
        <a className="link strong" href={formatRoute(route)}>
          {document.title}
        </a>
        <span className="under">{document.key}</span>
      </td>
      <td className="figures">{document.steps}</td>
      <td>{findingsWord(document)}</td>
      <td className="figures">{document.revision}</td>
      <td className="figures">{dayAndTime(document.savedAt, HERE, Date.now())}</td>
      <td>{document.savedBy}</td>
    </tr>
  );
}

function findingsWord(document: DocumentSummary): string {
  const parts = [
    document.errors > 0 ? counted(document.errors, 'error') : '',
    document.warnings > 0 ? counted(document.warnings, 'warning') : '',
    document.notExecutable > 0 ? `${document.notExecutable} rehearsal only` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : parts.join(' · ');
}
