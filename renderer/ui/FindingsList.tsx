import type { Finding } from '../../contract/errors.ts';

const words = {
  error: { word: 'error', tone: 'failed' },
  warning: { word: 'warning', tone: 'awaiting' },
  'not-executable-yet': { word: 'rehearsal only', tone: 'scheduled' },
} as const satisfies Record<Finding['severity'], { word: string; tone: string }>;

/** Findings as a table: where, what is wrong, what would be right. */
export function FindingsList({ findings, file }: { readonly findings: readonly Finding[]; readonly file?: string }) {
  return (
    <table className="table findings" aria-label="Findings">
      <thead>
        <tr>
          <th scope="col">Weight</th>
          <th scope="col">Where</th>
          <th scope="col">What is wrong, and what would be right</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding) => (
          <tr key={`${finding.rule} ${finding.line ?? 0} ${finding.column ?? 0} ${finding.message}`}>
            <td>
              <span className="state" data-tone={words[finding.severity].tone}>
                {words[finding.severity].word}
              </span>
            </td>
            <td className="code">{place(finding, file)}</td>
            <td>
              {finding.message}
              {finding.cure !== undefined && <span className="cure">{finding.cure}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function place(finding: Finding, file: string | undefined): string {
  const name = finding.file ?? file;
  if (finding.line === undefined) return name ?? finding.path ?? 'whole file';
  const spot = finding.column === undefined ? `${finding.line}` : `${finding.line}:${finding.column}`;
  return name === undefined ? `line ${spot}` : `${name}:${spot}`;
}
